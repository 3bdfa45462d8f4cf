/** Tasks for the tests of threads and pools. */
import { currentTask, currentThread, isMainThread, sleepSync, task } from "multilane";
import type { Lock } from "multilane";
import { threadId } from "node:worker_threads";

export const add = task(import.meta, (a: number, b: number) => a + b);
export const echo = task(import.meta, (value: unknown) => value);
export const later = task(import.meta, async (milliseconds: number, value: string) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return value;
});
export const whoAmI = task(import.meta, () => {
  const { id, name, attempt, threadName } = currentTask();
  const thread = currentThread();
  return {
    id,
    name,
    attempt,
    threadName,
    thread: thread.name,
    ident: thread.ident,
    daemon: thread.daemon,
    isMainThread,
    threadId,
  };
});
export const currentNames = task(import.meta, async (milliseconds: number) => {
  const before = currentTask().id;
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return before === currentTask().id;
});
export const raise = task(import.meta, (message: string) => {
  throw Object.assign(new TypeError(message, { cause: new Error("because") }), {
    code: "E_BAD",
    detail: { deep: [1] },
  });
});
export const throwValue = task(import.meta, (value: unknown) => {
  throw value;
});
export const exitWith = task(import.meta, (code: number): void => process.exit(code));
export const exitLater = task(import.meta, async (code: number) => {
  setTimeout(() => process.exit(code), 5);
  await new Promise(() => undefined);
});
export const crashInTimer = task(import.meta, async () => {
  setTimeout(() => {
    throw Object.assign(new RangeError("crashed in a timer"), { code: "E_TIMER" });
  }, 5);
  await new Promise(() => undefined);
});
export const rejectUnhandled = task(import.meta, async () => {
  void Promise.reject(new RangeError("nobody looked"));
  await new Promise(() => undefined);
});
export const returnFunction = task(import.meta, () => () => 1);
export const returnNestedFunction = task(import.meta, () => ({ list: [{ handler: () => 1 }] }));
export const block = task(import.meta, (milliseconds: number) => {
  sleepSync(milliseconds);
  return milliseconds;
});
/** Says on `gate[0]` that it has begun, and then blocks until `gate[1]` is set. */
export const waitAtGate = task(import.meta, (gate: Int32Array, limit: number = 20_000) => {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  const outcome = Atomics.wait(gate, 1, 0, limit);
  if (outcome === "timed-out") throw new Error("the gate was never opened");
  return currentThread().name;
});
export const openGate = task(import.meta, (gate: Int32Array) => {
  Atomics.store(gate, 1, 1);
  Atomics.notify(gate, 1);
});
/** As `waitAtGate`, with its event loop free. */
export const awaitGate = task(import.meta, async (gate: Int32Array) => {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  const timer = setInterval(() => undefined, 1000);
  const wait = Atomics.waitAsync(gate, 1, 0, 20_000);
  const outcome = wait.async ? await wait.value : wait.value;
  clearInterval(timer);
  if (outcome === "timed-out") throw new Error("the gate was never opened");
  return currentThread().name;
});
export const spinUntilAborted = task(import.meta, (gate: Int32Array) => {
  const { signal } = currentTask();
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  const end = performance.now() + 20_000;
  while (!signal.aborted) if (performance.now() > end) throw new Error("no abort was seen");
  Atomics.add(gate, 1, 1);
  Atomics.notify(gate, 1);
  return String(signal.reason);
});
let initialised = 0;
export const initialise = task(import.meta, (by: number) => {
  initialised += by;
});
export const getInitialised = task(import.meta, () => initialised);
export const failToInitialise = task(import.meta, (message: string): void => {
  throw new Error(message);
});
export const crashWhenIdle = task(import.meta, () => {
  setTimeout(() => {
    throw new RangeError("crashed when idle");
  }, 1);
});
/** As `waitAtGate`, with the type of `awaitGate`. */
export const blockAtGate = task(import.meta, async (gate: Int32Array) => waitAtGate(gate));
export const releaseLock = task(import.meta, (lock: Lock) => lock.release());
export const exitInInitializer = task(import.meta, (code: number): void => process.exit(code));
export const initializeAtGate = task(import.meta, (gate: Int32Array) => void waitAtGate(gate));
/** Adds a mark to a list that it was given. */
export const mark = task(import.meta, (list: number[]) => {
  list.push(-1);
  return list;
});
/** Dies of an uncaught value that can neither be shown nor sent. */
export const crashWithHostile = task(import.meta, async () => {
  setTimeout(() => {
    throw { toString: null, handler: () => 1 };
  }, 1);
  await new Promise(() => undefined);
});
/** Survives an uncaught error, and leaves later in another way. */
export const surviveThenExit = task(import.meta, async (code: number) => {
  process.once("uncaughtException", () => setTimeout(() => process.exit(code), 1));
  setTimeout(() => {
    throw new Error("dealt with");
  }, 1);
  await new Promise(() => undefined);
});
/** Computes for a while, then waits for a while (-1: not at all), both in milliseconds. */
export const workAndWait = task(import.meta, async (work: number, pause: number) => {
  const end = performance.now() + work;
  while (performance.now() < end);
  if (pause >= 0) await new Promise((resolve) => setTimeout(resolve, pause));
});
/** Leaves a timer behind that blocks its thread at the gate when no task runs. */
export const blockWhenIdle = task(import.meta, (gate: Int32Array) => {
  setTimeout(() => waitAtGate(gate), 0);
});
/** All that it is called with. */
export const listOf = task(import.meta, (...values: unknown[]) => values);
