/** A value that follows the asynchronous flow: Node's `AsyncLocalStorage`, which other runtimes have or will get. */
import { AsyncLocalStorage } from "node:async_hooks";

/** Carries one value of type `T` along awaits, timers and callbacks. */
export interface Context<T> {
  /** The value in force here. */
  get(): T | undefined;
  /** Runs `fn` with the value in force. */
  run<R>(value: T, fn: () => R): R;
}

/** Makes a context. Once used, every `await` of the thread costs about twice as much on Node 20 and 22. */
export function createContext<T>(): Context<T> {
  const storage = new AsyncLocalStorage<T>();
  return { get: () => storage.getStore(), run: (value, fn) => storage.run(value, fn) };
}
