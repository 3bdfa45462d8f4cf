import { shareThread } from "../task/current-task.js";
import { AsyncPool } from "./async-pool-engine.js";
import { asyncPoolLimits } from "./async-pool-options.js";
import type { AsyncCallOptions, AsyncPoolOptions } from "./async-pool-options.js";
import { AsyncSubmitter } from "./async-pool-submitter.js";
import type { ExecutorStatistics } from "./call-statistics.js";
import type { Executor, ShutdownOptions } from "./executor.js";

/**
 * Runs functions on this thread's own event loop, so many at a time: for work that mostly waits (requests, files,
 * other executors), and for trying out a program that is meant for threads. What p-map, p-limit and p-queue do.
 *
 * ```ts
 * await using executor = new AsyncPoolExecutor({ maxWorkers: 8 });
 * for await (const page of executor.map(async (url, index) => await load(url, index), urls)) console.log(page);
 * ```
 *
 * Takes any function, closures too, and tasks. Nothing crosses a thread, so nothing is copied or refused for what it
 * is: arguments, results and errors are the very objects. `currentTask()` has an answer inside of a call, across its
 * awaits; its `signal` aborts with that of `with({ signal })` and after `timeout`.
 *
 * A function that computes, or blocks, holds up the whole thread. `resultSync()` of a future that is not done is a
 * DeadlockError, since the thread that it would block is the one to run the call. A call may await another of its own
 * pool: if no place is free, that one runs beside it, as if it were a part of it.
 *
 * Cost: following the calls along their awaits makes every await of this thread dearer, to about twice as much on
 * Node 20 and 22, from the construction of the first such executor on.
 */
export class AsyncPoolExecutor extends AsyncSubmitter implements Executor {
  readonly #pool: AsyncPool;

  /**
   * @param options how many calls at a time, and how many may wait; both have defaults
   * @throws RangeError or TypeError if a number is not what it should be
   */
  constructor(options: AsyncPoolOptions = {}) {
    const pool = new AsyncPool(asyncPoolLimits(options));
    super(pool, {});
    this.#pool = pool;
    shareThread();
  }

  /**
   * The same executor with options for the calls made through what is returned, as many as you like. There is no
   * `transfer` and no `chunksize`, since nothing is sent anywhere.
   *
   * @throws TypeError or RangeError if an option of each call is not what it should be; those of `map` are looked at there
   */
  with(options: AsyncCallOptions): AsyncSubmitter {
    return new AsyncSubmitter(this.#pool, options);
  }

  /**
   * Resolves when `submit` would not throw QueueFullError; one of those who wait at a time for each call that there is
   * room for, in the order in which they came.
   *
   * @returns rejects with ExecutorShutdownError after `shutdown`
   */
  async ready(): Promise<void> {
    await this.#pool.ready();
  }

  /** How it stands, and what it has done so far; its `workers` are the calls that run. Costs a look at two histograms. */
  statistics(): ExecutorStatistics {
    return this.#pool.statistics;
  }

  async shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    const ended = this.#pool.close(cancelFutures);
    if (wait) await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }
}
