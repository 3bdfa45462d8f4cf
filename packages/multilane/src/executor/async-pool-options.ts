import { availableParallelism } from "../platform/process.js";
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
export interface AsyncCallOptions extends Omit<CallOptions, "cancelGrace" | "transfer" | "chunksize"> {
  /**
   * Milliseconds after an abort (`signal`, `timeout`) of a running call after which its place is given to another, if
   * it has not ended. Code of this thread cannot be terminated: it may go on, beside the others. Default: none.
   */
  readonly cancelGrace?: number | undefined;
  /**
   * `map`: `false` goes on when a call has failed, gives the results of the others, and rejects at the end with an
   * AggregateError of what was thrown. Default: `true`, the first error ends it, as in CPython.
   */
  readonly stopOnError?: boolean | undefined;
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
