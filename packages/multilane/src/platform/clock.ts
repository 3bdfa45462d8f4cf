/**
 * Time: the monotonic clock, timeouts as absolute deadlines, timers without the 2^31−1 ms ceiling.
 */

import { hrtime } from "node:process";

/** Milliseconds on a monotonic clock of this thread. Origins differ between threads: share durations, not readings. */
export const now: () => number = performance.now.bind(performance);

/** Both read one clock of the system; this thread's readings begin at its own start. */
const origin = Number(hrtime.bigint()) / 1e6 - now();

/** Milliseconds on a monotonic clock that all threads of the process share, to some 10 µs. */
export function sharedNow(): number {
  return origin + now();
}

// Taken at load: timeouts of locks and futures are real, also in a program that tests itself with fake timers.
const { setTimeout, clearTimeout, setImmediate } = globalThis;

/** Calls back when the code that is running has returned to the event loop, and all its promises have. */
export function soon(callback: () => void): void {
  setImmediate(callback);
}

/** The longest delay a timer of the engine takes; above it `setTimeout` fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Validates a timeout before it reaches the engine, which takes NaN for "for ever" and a negative for "at once".
 *
 * @param timeout milliseconds; `undefined` and `Infinity` are "for ever"
 * @returns milliseconds ≥ 0, perhaps `Infinity`
 * @throws RangeError for NaN and negatives; TypeError for what is not a number
 */
export function checkTimeout(timeout: number | undefined, what = "timeout"): number {
  if (timeout === undefined) return Infinity;
  if (typeof timeout !== "number")
    throw new TypeError(`${what} must be a number of milliseconds, not ${typeof timeout}`);
  if (Number.isNaN(timeout) || timeout < 0)
    throw new RangeError(`${what} must be a number of milliseconds ≥ 0, not ${timeout}`);
  return timeout;
}

/** The moment at which a checked timeout that starts now is over; `Infinity` stays `Infinity`. */
export function deadlineAfter(timeout: number): number {
  return timeout === Infinity ? Infinity : now() + timeout;
}

/** What is left until a deadline, in milliseconds, never negative. */
export function remaining(deadline: number): number {
  return deadline === Infinity ? Infinity : Math.max(0, deadline - now());
}

/** A running timer. */
export interface TimerHandle {
  cancel(): void;
}

/**
 * Calls back once, no earlier than `milliseconds` from now; longer than 2^31−1 ms is chained, `Infinity` never
 * fires. Keeps the event loop alive until it fires or is cancelled, unless `ref` is `false`.
 */
export function startTimer(milliseconds: number, callback: () => void, ref = true): TimerHandle {
  const deadline = deadlineAfter(milliseconds);
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    const left = remaining(deadline);
    timer = setTimeout(left > LONGEST_TIMER ? arm : callback, Math.min(Math.ceil(left), LONGEST_TIMER));
    if (!ref) timer.unref();
  };
  arm();
  return { cancel: () => clearTimeout(timer) };
}
