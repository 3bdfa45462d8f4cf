/**
 * The workers of a pool, and which of them gets the next call.
 *
 * The rule, in this order: an idle worker; a new one, while there may be more; the least loaded that still runs
 * more at once (`tasksPerWorker`); the least loaded that may be sent something ahead (see `prefetch.ts`).
 */
import type { WorkerHandle } from "../thread/worker-handle.js";
import type { PoolCall } from "./pool-call.js";
import type { PoolLimits } from "./pool-options.js";

/** A worker of a pool. */
export type Lane = WorkerHandle<PoolCall>;

/** Makes a worker for the pool. */
export type StartLane = () => Lane;

/** The set of workers. */
export class Lanes {
  readonly #limits: PoolLimits;
  readonly #start: StartLane;
  readonly #all = new Set<Lane>();

  constructor(limits: PoolLimits, start: StartLane) {
    this.#limits = limits;
    this.#start = start;
  }

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<Lane> {
    return this.#all[Symbol.iterator]();
  }

  delete(lane: Lane): void {
    this.#all.delete(lane);
  }

  /** A worker that would begin a call at once (or as soon as it is up); starts one if there may be more. */
  free(): Lane | undefined {
    let best: Lane | undefined;
    for (const lane of this.#all) {
      if (lane.load === 0 && lane.hasRoom) return lane;
      if (lane.load < this.#limits.tasksPerWorker && lane.hasRoom && lane.load < (best?.load ?? Infinity))
        best = lane;
    }
    if (this.#all.size >= this.#limits.maxWorkers) return best;
    const lane = this.#start();
    this.#all.add(lane);
    return lane;
  }

  /** A worker that is up and has nothing to do. */
  idle(): Lane | undefined {
    for (const lane of this.#all) if (lane.ready && lane.load === 0 && lane.hasRoom) return lane;
    return undefined;
  }

  /** Whether a busy worker has less than half of what it may be sent ahead: refilled by then, it needs few messages. */
  runsLow(depth: number): boolean {
    for (const lane of this.#all) if (lane.load <= this.#limits.tasksPerWorker + depth / 2) return true;
    return false;
  }

  /** A busy worker that may be sent a call ahead. */
  ahead(depth: number): Lane | undefined {
    let best: Lane | undefined;
    for (const lane of this.#all)
      if (
        lane.ready &&
        lane.hasRoom &&
        lane.load < Math.min(best?.load ?? Infinity, this.#limits.tasksPerWorker + depth)
      )
        best = lane;
    return best;
  }

  /**
   * Calls that wait in one worker while another is free: half of what waits in the worker that has most of it,
   * the latest first. They must be revoked before they go elsewhere.
   */
  surplus(): readonly PoolCall[] {
    let most: Lane | undefined;
    let waiting = 0;
    for (const lane of this.#all) {
      const surplus = lane.ready ? lane.load - this.#limits.tasksPerWorker : lane.load;
      if (surplus > waiting) [most, waiting] = [lane, surplus];
    }
    return most?.unbegun().slice(-Math.ceil(waiting / 2)) ?? [];
  }
}
