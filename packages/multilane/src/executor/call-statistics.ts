/** Counts and times what an executor's calls do. */
import { now } from "../platform/clock.js";
import { Durations } from "./durations.js";
import type { DurationSummary } from "./durations.js";

/** An executor as `statistics()` shows it. */
export interface ExecutorStatistics {
  /** Workers that are up or starting; of an `AsyncPoolExecutor` the places that are taken. */
  readonly workers: number;
  /** Calls that wait in the queue. */
  readonly queued: number;
  /** Calls that a worker has: running, or next in it. */
  readonly assigned: number;
  /** Calls whose function has returned. */
  readonly completed: number;
  /** Calls whose function has thrown, was aborted while it ran, or was lost with its worker or the pool. */
  readonly failed: number;
  /** Calls that were cancelled or aborted before they began. */
  readonly cancelled: number;
  /** How much of what could have run since the first call that ended did run: 0 to 1. */
  readonly utilisation: number;
  /** How long the calls that ran had waited in the queue before a worker got them, in milliseconds. */
  readonly queueTime: DurationSummary;
  /** How long they ran, in milliseconds. */
  readonly runTime: DurationSummary;
}

/** What the executor knows itself. */
interface Standing extends Pick<ExecutorStatistics, "workers" | "queued" | "assigned"> {
  /** How many could run at once. */
  readonly capacity: number;
}

/** See {@link ExecutorStatistics}. */
export class CallStatistics {
  cancelled = 0;
  /** Calls that ended in another way than by themselves. */
  lost = 0;
  #completed = 0;
  #failed = 0;
  /** When the first call that ended had begun. */
  #since: number | undefined;
  readonly #queueTime = new Durations();
  readonly #runTime = new Durations();

  /** A call has ended that was queued and began at these times (ms on `now()`). */
  ended({ queued, began }: { readonly queued: number; readonly began: number }, failed: boolean): void {
    this.ran(began - queued, now() - began, failed);
  }

  /**
   * A call has ended by itself.
   *
   * @param waited milliseconds in the queue
   * @param ran milliseconds
   */
  ran(waited: number, ran: number, failed: boolean): void {
    if (failed) this.#failed++;
    else this.#completed++;
    this.#since ??= now() - ran;
    this.#queueTime.add(waited);
    this.#runTime.add(ran);
  }

  read({ capacity, ...standing }: Standing): ExecutorStatistics {
    const could = this.#since === undefined ? 0 : (now() - this.#since) * capacity;
    return {
      ...standing,
      completed: this.#completed,
      failed: this.#failed + this.lost,
      cancelled: this.cancelled,
      utilisation: could > 0 ? Math.min(1, this.#runTime.total / could) : 0,
      queueTime: this.#queueTime.summary,
      runTime: this.#runTime.summary,
    };
  }
}
