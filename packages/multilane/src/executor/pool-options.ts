import { checkTimeout } from "../platform/clock.js";
import { availableParallelism } from "../platform/process.js";
import type { ResourceLimits } from "../platform/workers.js";
import type { TaskReference } from "../task/types.js";

/** How many workers a pool has, how long it keeps them, and how much it takes on; of threads and of processes alike. */
export type WorkerPoolOptions = {
  /** The most workers, a whole number ≥ 1; they are started on demand. Default: `os.availableParallelism()`. */
  readonly maxWorkers?: number | undefined;
  /** So many workers are started at once and kept, up to `maxWorkers`. Default: 0. */
  readonly minWorkers?: number | undefined;
  /** Milliseconds after which a worker above `minWorkers` that has nothing to do ends. Default: `Infinity`. */
  readonly idleTimeout?: number | undefined;
  /**
   * A worker is replaced after so many tasks, a whole number ≥ 1. CPython: `max_tasks_per_child`, for processes. Default:
   * `Infinity`.
   */
  readonly maxTasksPerWorker?: number | undefined;
  /**
   * Bytes: a worker that has more on its heap when a task has ended, garbage included, is replaced as soon as it is
   * idle. Costs a look at the heap per task. Default: none.
   */
  readonly maxHeapSize?: number | undefined;
  /**
   * How many tasks may share a worker's event loop, a whole number ≥ 1. Default: 1. More is for tasks that mostly wait: one
   * that computes holds up those beside it.
   */
  readonly tasksPerWorker?: number | undefined;
  /**
   * So many calls may wait in the queue, a whole number ≥ 1; `submit` throws QueueFullError above. What the workers have does
   * not count. Default: `Infinity`.
   */
  readonly maxPending?: number | undefined;
  /**
   * What the death of a worker (`process.exit`, a crash, no memory) does. `"replace"`, the default: what ran in it
   * fails with WorkerDiedError, and another worker is started. `"break"`, as CPython's process pools: the pool is
   * broken, all unsettled futures fail with BrokenThreadPoolError or BrokenProcessPoolError, and the other workers are
   * terminated. A worker that
   * the pool itself ends (`idleTimeout`, `maxTasksPerWorker`, `maxHeapSize`, `cancelGrace`) has not died.
   */
  readonly onWorkerDeath?: "replace" | "break" | undefined;
};

/** Options of `ThreadPoolExecutor`. */
export type ThreadPoolOptions<InitArgs extends readonly unknown[] = readonly unknown[]> =
  WorkerPoolOptions & {
    /** Threads are named `PREFIX_0`, `PREFIX_1` … Default: `ThreadPoolExecutor-N`. */
    readonly threadNamePrefix?: string | undefined;
    /**
     * A task that each worker runs before any other, also one that replaces another; it may be asynchronous. If it throws, the
     * pool is broken, and the error is the `cause`. CPython: `initializer`. Default: none.
     */
    readonly initializer?: TaskReference<InitArgs, unknown> | undefined;
    /** What the initializer is called with, copied when the pool is made. CPython: `initargs`. Default: nothing. */
    readonly initargs?: NoInfer<InitArgs> | undefined;
    /**
     * Memory limits of each thread (MB), as `worker_threads` has them: `{ maxOldGenerationSizeMb: 64 }`. A thread that needs
     * more dies, and its task fails with WorkerDiedError, reason "oom", where V8 can tell. Default: the engine's.
     */
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

/** What a pool goes by: its options, checked. */
export interface PoolLimits {
  readonly maxWorkers: number;
  readonly minWorkers: number;
  /** Milliseconds. */
  readonly idleTimeout: number;
  readonly maxTasksPerWorker: number;
  /** Bytes. */
  readonly maxHeapSize: number;
  readonly tasksPerWorker: number;
  readonly maxPending: number;
  readonly onWorkerDeath: "replace" | "break";
}

function isWhole(value: number): boolean {
  return Number.isInteger(value);
}

function isWholeOrEndless(value: number): boolean {
  return Number.isInteger(value) || value === Infinity;
}

function atLeast(
  least: number,
  value: number | undefined,
  fallback: number,
  what: string,
  isFine: (value: number) => boolean,
): number {
  if (value === undefined) return fallback;
  if (typeof value !== "number") throw new TypeError(`${what} must be a number, not ${typeof value}`);
  if (!isFine(value) || value < least)
    throw new RangeError(`${what} must be a whole number ≥ ${least}, not ${value}`);
  return value;
}

function onWorkerDeath(value: unknown): "replace" | "break" {
  if (value === undefined || value === "replace") return "replace";
  if (value === "break") return "break";
  const text = typeof value === "string" ? JSON.stringify(value) : typeof value;
  throw new TypeError(`onWorkerDeath must be "replace" or "break", not ${text}`);
}

/**
 * Checks the numbers and fills in the defaults.
 *
 * @throws RangeError or TypeError
 */
export function poolLimits(options: WorkerPoolOptions): PoolLimits {
  const maxWorkers = atLeast(1, options.maxWorkers, availableParallelism(), "maxWorkers", isWhole);
  const minWorkers = atLeast(0, options.minWorkers, 0, "minWorkers", isWhole);
  if (minWorkers > maxWorkers)
    throw new RangeError(`minWorkers must not be more than maxWorkers, ${maxWorkers}: it is ${minWorkers}`);
  return {
    maxWorkers,
    minWorkers,
    idleTimeout: checkTimeout(options.idleTimeout, "idleTimeout"),
    maxTasksPerWorker: atLeast(1, options.maxTasksPerWorker, Infinity, "maxTasksPerWorker", isWholeOrEndless),
    maxHeapSize: atLeast(1, options.maxHeapSize, Infinity, "maxHeapSize", isWholeOrEndless),
    tasksPerWorker: atLeast(1, options.tasksPerWorker, 1, "tasksPerWorker", isWhole),
    maxPending: atLeast(1, options.maxPending, Infinity, "maxPending", isWholeOrEndless),
    onWorkerDeath: onWorkerDeath(options.onWorkerDeath),
  };
}
