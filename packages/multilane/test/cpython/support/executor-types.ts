/**
 * The executors that the tests of `concurrent.futures` are run for, as CPython runs them with its mixins. What CPython
 * runs for its `InterpreterPoolExecutor`, too, is the same here: threads have heaps of their own.
 */
import { ProcessPoolExecutor, ThreadPoolExecutor } from "multilane";
import type { Executor, TaskReference } from "multilane";

/** What the tests construct pools with. */
export type TestPoolOptions<Args extends readonly unknown[] = readonly unknown[]> = {
  readonly maxWorkers?: number;
  readonly threadNamePrefix?: string;
  readonly initializer?: TaskReference<Args, unknown>;
  readonly initargs?: NoInfer<Args>;
  readonly maxTasksPerWorker?: number;
  readonly onWorkerDeath?: "replace" | "break";
};

/** What they know of them. */
export type TestPool = Executor;

/** Makes a pool. */
export type Construct = <Args extends readonly unknown[]>(options?: TestPoolOptions<Args>) => TestPool;

/** Those that there are, by the name of the target in cases.csv. */
export const executorTypes: Readonly<Partial<Record<"thread" | "process", Construct>>> = {
  thread: (options) => new ThreadPoolExecutor(options),
  process: (options) => new ProcessPoolExecutor(options),
};
