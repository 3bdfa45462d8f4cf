import type { ExecutorStatistics } from "./call-statistics.js";
import type { CallOptions, Executor, ShutdownOptions, Submitter } from "./executor.js";
import { closeWhenForgotten, keepOrigin } from "./forgotten.js";
import { introduceExecutor } from "./nested/crossing.js";
import type { PoolAccess } from "./pool-access.js";
import { PoolSubmitter } from "./pool-submitter.js";
import { Pool } from "./pool.js";

/** What the executors of threads and of processes have in common: an {@link Executor} over a pool of workers. */
export abstract class PoolExecutor extends PoolSubmitter implements Executor {
  readonly #pool: PoolAccess;

  /** @param pool its own, or what stands for one of another thread, which is that thread's to close */
  constructor(pool: PoolAccess) {
    super(pool, {});
    this.#pool = pool;
    introduceExecutor(this, pool);
    if (pool instanceof Pool) closeWhenForgotten(this, pool);
  }

  with(options: CallOptions): Submitter {
    return keepOrigin(new PoolSubmitter(this.#pool, options), this);
  }

  ready(): Promise<void> {
    return this.#pool.ready();
  }

  statistics(): ExecutorStatistics {
    return this.#pool.statistics;
  }

  async shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    const ended = this.#pool.close(cancelFutures, wait);
    if (wait) await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }
}
