/** The three queues that CPython's test_queue tries alike, and one text for their blocking and their awaited calls. */
import { LifoQueue, PriorityQueue, Queue } from "multilane";
import type { WaitOptions } from "multilane";
import type { Mode } from "./support/mode.js";
import { LONG } from "./support/until.js";

/** What the tests put: a number is its own priority, words come after no number above 0. */
export type Item = number | string;

export const TARGETS = ["Queue", "LifoQueue", "PriorityQueue"] as const;
export type Target = (typeof TARGETS)[number];

/** CPython: `type2test`. */
export type AnyQueue<T = Item> = Queue<T> | LifoQueue<T> | PriorityQueue<T>;

const types = { Queue, LifoQueue, PriorityQueue };

export function makeQueue(target: Target, maxsize?: number): AnyQueue {
  return new types[target]<Item>(maxsize);
}

/** CPython: `block=False`, and the `_nowait` methods. */
export const NOWAIT = { timeout: 0 };

/** Nothing blocks for ever in a test; a promise that stays pending is ended by the test's own limit. */
function patience(mode: Mode): WaitOptions | undefined {
  return mode === "sync" ? { timeout: LONG } : undefined;
}

/** `put` or `putSync`. */
export function putInto<T>(
  mode: Mode,
  queue: AnyQueue<T>,
  item: T,
  options: WaitOptions | undefined = patience(mode),
): void | Promise<void> {
  if (queue instanceof PriorityQueue) {
    const priority = typeof item === "number" ? item : 0;
    return mode === "sync" ? queue.putSync(item, priority, options) : queue.put(item, priority, options);
  }
  return mode === "sync" ? queue.putSync(item, options) : queue.put(item, options);
}

interface Gettable<T> {
  get(options?: WaitOptions): Promise<T>;
  getSync(options?: WaitOptions): T;
}

/** `get` or `getSync`. */
export function getFrom<T>(
  mode: Mode,
  queue: Gettable<T>,
  options: WaitOptions | undefined = patience(mode),
): T | Promise<T> {
  return mode === "sync" ? queue.getSync(options) : queue.get(options);
}

/** `join` or `joinSync`. */
export function joinOf(
  mode: Mode,
  queue: AnyQueue,
  options: WaitOptions | undefined = patience(mode),
): void | Promise<void> {
  return mode === "sync" ? queue.joinSync(options) : queue.join(options);
}
