import { availableParallelism } from "node:os";

/** How many threads, and how many jobs in each. */
export interface LanePlan {
  readonly threads: number;
  readonly jobsPerThread: number;
  /** Jobs that may be submitted and not over. Never more than `concurrency` of them run at once. */
  readonly outstanding: number;
}

/**
 * Spreads `concurrency` jobs over threads: as many as asked for, else one for every `jobsForThread` jobs, as far as
 * there are cores. More jobs than can run are kept waiting in the pool, so that no lane stands idle while the main
 * thread is busy; only where the jobs do not divide evenly the pool could run too many at once, and gets no more
 * than may run.
 */
export function planLanes(
  concurrency: number,
  maxWorkers: number | undefined,
  jobsForThread: number,
): LanePlan {
  const wanted = maxWorkers ?? Math.min(availableParallelism(), Math.ceil(concurrency / jobsForThread));
  const threads = Math.min(wanted, concurrency);
  const jobsPerThread = Math.ceil(concurrency / threads);
  const even = threads * jobsPerThread === concurrency;
  return { threads, jobsPerThread, outstanding: even ? 4 * concurrency : concurrency };
}
