/** The pools whose tasks leave their thread, for tests that hold for all of them. */
import {
  BrokenProcessPoolError,
  BrokenThreadPoolError,
  ProcessPoolExecutor,
  ThreadPoolExecutor,
} from "multilane";
import type { ProcessPoolOptions, ThreadPoolOptions } from "multilane";

/** Either of them. */
export type AnyPool = ThreadPoolExecutor | ProcessPoolExecutor;

/** Options that both have, and a heap that is soon full. */
export type AnyPoolOptions<InitArgs extends readonly unknown[] = readonly unknown[]> = Omit<
  ThreadPoolOptions<InitArgs>,
  "resourceLimits"
> &
  Omit<ProcessPoolOptions<InitArgs>, "execArgv" | "env"> & { readonly smallHeap?: boolean };

/** See above. */
export const SMALL_HEAP: AnyPoolOptions<[]> = { smallHeap: true };

interface PoolKind {
  readonly kind: "threads" | "processes";
  /** A pool of one worker, unless the options say otherwise. */
  readonly make: <InitArgs extends readonly unknown[] = readonly unknown[]>(
    options?: AnyPoolOptions<InitArgs>,
  ) => AnyPool;
  readonly Broken: typeof BrokenThreadPoolError | typeof BrokenProcessPoolError;
}

/** Each kind. */
export const pools: readonly PoolKind[] = [
  {
    kind: "threads",
    make: ({ smallHeap, ...options } = {}) =>
      new ThreadPoolExecutor({
        maxWorkers: 1,
        ...options,
        ...(smallHeap === true ? { resourceLimits: { maxOldGenerationSizeMb: 24 } } : {}),
      }),
    Broken: BrokenThreadPoolError,
  },
  {
    kind: "processes",
    make: ({ smallHeap, ...options } = {}) =>
      new ProcessPoolExecutor({
        maxWorkers: 1,
        ...options,
        ...(smallHeap === true ? { execArgv: ["--max-old-space-size=24"] } : {}),
      }),
    Broken: BrokenProcessPoolError,
  },
];
