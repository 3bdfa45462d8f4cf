/** Tasks for the tests of what bounds an executor's calls and workers. */
import { currentTask, task } from "multilane";
import type { Lock } from "multilane";
import { threadId } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { awaitGate, waitAtGate } from "./sample.js";

/** Spins for ever, whatever it is told. */
export const spin = task(import.meta, (gate: Int32Array) => {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  for (;;);
});
/** Spins until its signal aborts, and leaves the name of the reason in `gate[1]`: 1 for a TimeoutError. */
export const spinUntilTimeout = task(import.meta, (gate: Int32Array) => {
  const { signal } = currentTask();
  const end = performance.now() + 20_000;
  while (!signal.aborted) if (performance.now() > end) throw new Error("no abort was seen");
  const reason: unknown = signal.reason;
  Atomics.store(gate, 1, reason instanceof Error && reason.name === "TimeoutError" ? 1 : 2);
  Atomics.notify(gate, 1);
});
/** Waits for ever, its event loop free, and says that it has begun. */
export const stay = task(import.meta, async (gate: Int32Array) => {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  await new Promise((resolve) => setTimeout(resolve, 1_000_000));
});
/** Says that it has begun, and blocks its thread until the gate opens; then its thread's id. */
export const threadAtGate = task(import.meta, (gate: Int32Array) => {
  waitAtGate(gate);
  return threadId;
});
/** Blocks its thread until the gate opens, and ends it. */
export const exitAtGate = task(import.meta, (gate: Int32Array): void => {
  waitAtGate(gate);
  process.exit(3);
});
export const thread = task(import.meta, () => threadId);
/** Notes in `log` at which turn it came. */
export const noteTurn = task(import.meta, (log: Int32Array, who: number) => {
  log[1 + Atomics.add(log, 0, 1)] = who;
});
const kept: unknown[] = [];
/** Keeps so many arrays of a thousand numbers. */
export const keep = task(import.meta, (arrays: number) => {
  for (let n = 0; n < arrays; n++) kept.push(Array.from({ length: 1000 }, (_, m) => m + 0.5));
  return threadId;
});
/** Throws for negative ones. */
export const square = task(import.meta, (i: number) => {
  if (i < 0) throw new RangeError(`${i} is negative`);
  return i * i;
});
export const squareLater = task(import.meta, async (i: number) => {
  await new Promise((resolve) => setImmediate(resolve));
  return square(i);
});
/** Which call of the executor an element is in. */
export const callId = task(import.meta, (element: number) => [currentTask().id, element]);
/** The value, when the gate is open, if there is one. */
export const whenOpen = task(import.meta, async (gate: Int32Array | undefined, value: string) => {
  if (gate !== undefined) await awaitGate(gate);
  return value;
});
export const sizeOf = task(import.meta, (bytes: ArrayBuffer) => bytes.byteLength);
export const answerOn = task(import.meta, (port: MessagePort, text: string) => {
  port.postMessage(text);
  port.close();
});
/** Spins until the signal that it was given aborts; the reason. */
export const spinUntil = task(import.meta, (gate: Int32Array, { signal }: { signal: AbortSignal }) => {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  const end = performance.now() + 20_000;
  while (!signal.aborted) if (performance.now() > end) throw new Error("no abort was seen");
  return signal.reason as unknown;
});
/** Waits for the event of the signal that it was given; the reason. */
export const listenTo = task(import.meta, async (gate: Int32Array, signal: AbortSignal) => {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  const timer = setInterval(() => undefined, 1000);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  clearInterval(timer);
  return signal.reason as unknown;
});
export const areAborted = task(import.meta, (...signals: AbortSignal[]) =>
  signals.map((signal) => signal.aborted),
);
export const isSame = task(import.meta, (one: AbortSignal, other: AbortSignal) => one === other);
/** Blocks for a lock until the signal aborts; the reason. */
export const blockUntilAborted = task(import.meta, (gate: Int32Array, lock: Lock, signal: AbortSignal) => {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  try {
    lock.acquireSync({ signal, timeout: 20_000 });
    return "acquired";
  } catch (error) {
    return error;
  }
});
/** No event of its own ends it: for processes, which no memory is shared with. */
export const listen = task(import.meta, async (signal: AbortSignal) => {
  const timer = setInterval(() => undefined, 1000);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  clearInterval(timer);
  return signal.reason as unknown;
});
