import { availableParallelism } from "../platform/process.js";
import type { ResourceLimits } from "../platform/workers.js";
import type { TaskReference } from "../task/types.js";

/** Options of `ThreadPoolExecutor`. */
export type ThreadPoolOptions<InitArgs extends readonly unknown[] = readonly unknown[]> = {
  /** The most threads; they are started on demand. Default: `os.availableParallelism()`. */
  readonly maxWorkers?: number | undefined;
  /** Threads are named `PREFIX_0`, `PREFIX_1` … Default: `ThreadPoolExecutor-N`. */
  readonly threadNamePrefix?: string | undefined;
  /** A task that each thread runs before any other; if it throws, the pool is broken. Default: none. */
  readonly initializer?: TaskReference<InitArgs, unknown> | undefined;
  /** What the initializer is called with. Default: nothing. */
  readonly initargs?: NoInfer<InitArgs> | undefined;
  /** How many tasks may share a thread's event loop. Default: 1. More is for tasks that mostly wait. */
  readonly tasksPerWorker?: number | undefined;
  /** Memory limits of each thread (MB), as `worker_threads` has them. Default: the engine's. */
  readonly resourceLimits?: ResourceLimits | undefined;
};

/** Options of `ProcessPoolExecutor`. */
export type ProcessPoolOptions<InitArgs extends readonly unknown[] = readonly unknown[]> = Omit<
  ThreadPoolOptions<InitArgs>,
  "resourceLimits" | "threadNamePrefix"
> & {
  /** Processes are named, and shown by `ps` as, `PREFIX_0`, `PREFIX_1` … Default: `ProcessPoolExecutor-N`. */
  readonly threadNamePrefix?: string | undefined;
  /**
   * Options of Node for the processes: `["--max-old-space-size=512"]`. Default: those of this process, but for what
   * says what it runs (`--eval`, `--test` …) and how it is inspected (`--inspect`).
   */
  readonly execArgv?: readonly string[] | undefined;
  /** Environment variables of the processes, in place of this thread's own, which are the default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
};

/** What a pool goes by. */
export interface PoolLimits {
  readonly maxWorkers: number;
  readonly tasksPerWorker: number;
}

function count(value: number | undefined, fallback: number, what: string): number {
  if (value === undefined) return fallback;
  if (typeof value !== "number") throw new TypeError(`${what} must be a number, not ${typeof value}`);
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${what} must be a whole number ≥ 1, not ${value}`);
  return value;
}

/** Checks the numbers and fills in the defaults. */
export function poolLimits(options: Pick<ThreadPoolOptions, "maxWorkers" | "tasksPerWorker">): PoolLimits {
  return {
    maxWorkers: count(options.maxWorkers, availableParallelism(), "maxWorkers"),
    tasksPerWorker: count(options.tasksPerWorker, 1, "tasksPerWorker"),
  };
}
