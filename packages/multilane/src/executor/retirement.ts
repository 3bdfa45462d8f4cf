/**
 * Which workers of a pool are to end though they are well: those that have run enough tasks or hold too much memory, as
 * soon as they have nothing to do, and those that have had nothing to do for long.
 */
import { Alarm } from "../platform/alarms.js";
import { now } from "../platform/clock.js";
import type { Lane } from "./lanes.js";
import type { PoolLimits } from "./pool-options.js";

/** The workers, and how one is let go. */
export interface Staff extends Iterable<Lane> {
  readonly size: number;
}

/** See the head of this file. Costs nothing where no option asks for it. */
export class Retirement {
  readonly #limits: PoolLimits;
  readonly #retire: (lane: Lane) => void;
  readonly #wears: boolean;
  /** How many tasks each has run. */
  readonly #tasks = new WeakMap<Lane, number>();
  readonly #worn = new Set<Lane>();
  #alarm: Alarm | undefined;

  /** @param retire ends a worker that has nothing to do */
  constructor(limits: PoolLimits, retire: (lane: Lane) => void) {
    this.#limits = limits;
    this.#retire = retire;
    this.#wears = limits.maxTasksPerWorker !== Infinity || limits.maxHeapSize !== Infinity;
  }

  /** Whether this worker may be sent another call. */
  accepts(lane: Lane): boolean {
    if (!this.#wears) return true;
    return !this.#worn.has(lane) && (this.#tasks.get(lane) ?? 0) + lane.load < this.#limits.maxTasksPerWorker;
  }

  /**
   * A worker has ended a task.
   *
   * @param heap bytes on its heap; 0 if it did not say
   */
  ended(lane: Lane, heap: number): void {
    if (!this.#wears) return;
    const tasks = (this.#tasks.get(lane) ?? 0) + 1;
    this.#tasks.set(lane, tasks);
    if (tasks >= this.#limits.maxTasksPerWorker || heap > this.#limits.maxHeapSize) this.#worn.add(lane);
  }

  /** Lets go whose time has come; to be called whenever workers have had news. */
  look(staff: Staff): void {
    for (const lane of this.#worn)
      if (lane.load === 0) {
        this.#worn.delete(lane);
        this.#retire(lane);
      }
    if (this.#limits.idleTimeout !== Infinity && this.#alarm === undefined) this.#watchIdle(staff);
  }

  /** A worker is gone. */
  forget(lane: Lane): void {
    this.#worn.delete(lane);
  }

  /** The pool ends: nobody is let go by time any more. */
  stop(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  #watchIdle(staff: Staff): void {
    let next = Infinity;
    for (const lane of staff)
      if (isIdle(lane)) next = Math.min(next, lane.lastNews + this.#limits.idleTimeout);
    if (next === Infinity || staff.size <= this.#limits.minWorkers) return;
    this.#alarm = new Alarm(Math.max(0, next - now()), () => {
      this.#alarm = undefined;
      this.#retireIdle(staff);
      this.#watchIdle(staff);
    });
  }

  #retireIdle(staff: Staff): void {
    const before = now() - this.#limits.idleTimeout;
    for (const lane of staff)
      if (staff.size > this.#limits.minWorkers && isIdle(lane) && lane.lastNews <= before) this.#retire(lane);
  }
}

function isIdle(lane: Lane): boolean {
  return lane.load === 0 && lane.ready;
}
