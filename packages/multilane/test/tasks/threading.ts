/** Tasks for the tests of timers, thread-local variables and the list of threads. */
import { activeCount, currentTask, currentThread, enumerate, sleepSync, task, Timer } from "multilane";
import type { ThreadLocal } from "multilane";

/** Adds `by` to word `index`, and wakes who waits for it. */
export const count = task(import.meta, (words: Int32Array, index: number, by = 1) => {
  Atomics.add(words, index, by);
  Atomics.notify(words, index);
});
export const raiseError = task(import.meta, (message: string): void => {
  throw new RangeError(message);
});
export const exit = task(import.meta, (code: number): void => process.exit(code));
export const whereAmI = task(import.meta, () => ({
  ident: currentThread().ident,
  name: currentThread().name,
  threadName: currentTask().threadName,
  daemon: currentThread().daemon,
}));
/** The threads as this one sees them. */
export const listThreads = task(import.meta, () => {
  const seen = enumerate();
  return {
    count: activeCount(),
    self: seen.indexOf(currentThread()),
    threads: seen.map((thread) => ({
      name: thread.name,
      ident: thread.ident,
      daemon: thread.daemon,
      isAlive: thread.isAlive(),
    })),
  };
});
/** Renames its own thread, tells by word 0, and stays until word 1 is set. */
export const renameSelf = task(import.meta, (words: Int32Array, name: string) => {
  currentThread().name = name;
  count(words, 0);
  Atomics.wait(words, 1, 0, 20_000);
  return [currentThread().name, currentTask().threadName];
});
/** Renames the thread with that ident. */
export const renameOther = task(import.meta, (ident: number, name: string) => {
  const other = enumerate().find((thread) => thread.ident === ident);
  if (other === undefined) throw new Error(`no thread ${ident}`);
  other.name = name;
});
/** Starts a timer and is over before it fires. */
export const startTimer = task(import.meta, (milliseconds: number, words: Int32Array) => {
  new Timer(milliseconds, count, [words, 0]).start();
});
/** Blocks its thread until word 1 is set; tells by word 0. */
export const blockHere = task(import.meta, (words: Int32Array) => {
  count(words, 0);
  if (Atomics.wait(words, 1, 0, 20_000) === "timed-out") throw new Error("nobody let it go on");
});
/** As {@link blockHere}, with its event loop free. */
export const waitHere = task(import.meta, async (words: Int32Array) => {
  count(words, 0);
  const wait = Atomics.waitAsync(words, 1, 0, 20_000);
  const kept = setInterval(() => undefined, 1000);
  const outcome = wait.async ? await wait.value : wait.value;
  clearInterval(kept);
  if (outcome === "timed-out") throw new Error("nobody let it go on");
});
/** Blocks for so long, and then counts. */
export const sleepThenCount = task(import.meta, (milliseconds: number, words: Int32Array) => {
  sleepSync(milliseconds);
  count(words, 0);
});
let made = 0;
/** An init that crosses: numbers the values that this thread has made. */
export const makeValue = task(import.meta, () => ({ number: ++made, ident: currentThread().ident }));
export const readLocal = task(import.meta, (local: ThreadLocal<unknown>) => local.value);
export const writeLocal = task(import.meta, (local: ThreadLocal<unknown>, value: unknown) => {
  local.value = value;
});
export const forgetLocal = task(import.meta, (local: ThreadLocal<unknown>) => {
  local.delete();
});
let seenLocal: WeakRef<object> | undefined;
/** Whether it is the object of the last call. */
export const isSameLocal = task(import.meta, (local: ThreadLocal<unknown>) => {
  const same = seenLocal?.deref() === local;
  seenLocal = new WeakRef(local);
  return same;
});
export const returnLocal = task(import.meta, (local: ThreadLocal<unknown>) => {
  local.value = "of the worker";
  return local;
});
let collected: WeakRef<object> | undefined;
/** Gives the variable a value that only it has. */
export const keepObject = task(import.meta, (local: ThreadLocal<object>) => {
  local.value = { big: true };
  collected = new WeakRef(local.value);
});
/** Whether that value is still in memory. */
export const isObjectKept = task(import.meta, async () => {
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc?.();
  return collected?.deref() !== undefined;
});
