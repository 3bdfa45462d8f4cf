import { headlineOf } from "../platform/text.js";
import { availableParallelism } from "../platform/process.js";
import { checkTimeout } from "../platform/clock.js";
import type { CallTerms } from "./async-pool-call.js";
import type { CallOptions } from "./executor.js";

/** Options of `AsyncPoolExecutor`. */
export interface AsyncPoolOptions {
  /**
   * How many calls may run at once: a whole number ≥ 1, or `Infinity`. Default: `min(32, availableParallelism() + 4)`,
   * as CPython's for threads that mostly wait.
   */
  readonly maxWorkers?: number | undefined;
  /** How many more may wait; `submit` throws QueueFullError above. A whole number ≥ 1. Default: `Infinity`. */
  readonly maxPending?: number | undefined;
}

/** What an {@link AsyncPool} goes by. */
export interface AsyncPoolLimits {
  readonly maxWorkers: number;
  readonly maxPending: number;
}

/** Options for some calls; `asyncPool.with(options)` has them. */
export interface AsyncCallOptions extends Pick<CallOptions, "signal" | "buffersize"> {
  /**
   * Milliseconds. `submit`, `run`: from the start of running; above, the future rejects with TimeoutError, which is
   * also the reason of `currentTask().signal`. `map`: from the call of `map`, within which each result must have come.
   * Default: none.
   */
  readonly timeout?: number | undefined;
  /** Higher goes first; first in first out within one. One point per second waited is added. Default: 0. */
  readonly priority?: number | undefined;
  /**
   * Milliseconds after an abort (`signal`, `timeout`) of a running call after which its place is given to another, if
   * it has not ended. Code of this thread cannot be terminated: it may go on, beside the others. Default: none.
   */
  readonly cancelGrace?: number | undefined;
}

function limit(value: number | undefined, fallback: number, what: string): number {
  if (value === undefined) return fallback;
  if (typeof value !== "number") throw new TypeError(`${what} must be a number, not ${typeof value}`);
  if (!(value >= 1) || (value !== Infinity && !Number.isInteger(value)))
    throw new RangeError(`${what} must be a whole number ≥ 1 or Infinity, not ${value}`);
  return value;
}

/** Checks the numbers and fills in the defaults. */
export function asyncPoolLimits({ maxWorkers, maxPending }: AsyncPoolOptions): AsyncPoolLimits {
  return {
    maxWorkers: limit(maxWorkers, Math.min(32, availableParallelism() + 4), "maxWorkers"),
    maxPending: limit(maxPending, Infinity, "maxPending"),
  };
}

/** Checks what concerns one call, whose `timeout` is its own (and not a `map`'s). */
export function callTerms({ signal, timeout, priority = 0, cancelGrace }: AsyncCallOptions): CallTerms {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new TypeError(`signal must be an AbortSignal, not ${headlineOf(signal)}`);
  if (typeof priority !== "number") throw new TypeError(`priority must be a number, not ${typeof priority}`);
  if (Number.isNaN(priority)) throw new RangeError("priority must be a number, not NaN");
  return { priority, timeout: checkTimeout(timeout), cancelGrace: checkTimeout(cancelGrace, "cancelGrace") };
}
