/**
 * The workers of a pool, and which of them gets the next call.
 *
 * The rule, in this order: an idle worker; a new one, while there may be more; the least loaded that still runs
 * more at once (`tasksPerWorker`); the least loaded that may be sent something ahead (see `prefetch.ts`).
 */
import type { PoolCall } from "./pool-call.js";
import type { PoolLimits } from "./pool-options.js";
import type { PoolWorker } from "./pool-worker.js";
import { LONG } from "./prefetch.js";

/** A worker of a pool. */
export type Lane = PoolWorker;

/** Makes a worker for the pool. */
export type StartLane = () => Lane;

/** What else decides on who gets a call. */
export interface LaneRules {
  /** Whether this worker may be sent more. */
  accepts(lane: Lane): boolean;
  /** Whether another worker may be started now. */
  mayStart(): boolean;
}

/** The set of workers. */
export class Lanes {
  readonly #limits: PoolLimits;
  readonly #rules: LaneRules;
  readonly #start: StartLane;
  readonly #all = new Set<Lane>();

  constructor(limits: PoolLimits, rules: LaneRules, start: StartLane) {
    this.#limits = limits;
    this.#rules = rules;
    this.#start = start;
  }

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<Lane> {
    return this.#all[Symbol.iterator]();
  }

  /** Takes a worker out; false if it was not among them any more. */
  delete(lane: Lane): boolean {
    return this.#all.delete(lane);
  }

  /** Starts workers up to `minWorkers`. */
  fill(): void {
    while (this.#all.size < this.#limits.minWorkers && this.#rules.mayStart()) this.#all.add(this.#start());
  }

  /** A worker that would begin a call at once (or as soon as it is up); starts one if there may be more. */
  free(): Lane | undefined {
    let best: Lane | undefined;
    for (const lane of this.#all) {
      if (lane.load === 0 && this.#hasRoom(lane)) return lane;
      if (
        lane.load < this.#limits.tasksPerWorker &&
        this.#hasRoom(lane) &&
        lane.load < (best?.load ?? Infinity)
      )
        best = lane;
    }
    if (this.#all.size >= this.#limits.maxWorkers || !this.#rules.mayStart()) return best;
    const lane = this.#start();
    this.#all.add(lane);
    return lane;
  }

  /** Whether a busy worker has less than half of what it may be sent ahead: refilled by then, it needs few messages. */
  runLow(depth: number): boolean {
    for (const lane of this.#all) if (lane.load <= this.#limits.tasksPerWorker + depth / 2) return true;
    return false;
  }

  /** A busy worker, with short tasks only, that may be sent a call ahead. */
  ahead(depth: number, now: number): Lane | undefined {
    let best: Lane | undefined;
    let least = this.#limits.tasksPerWorker + depth;
    for (const lane of this.#all) {
      if (lane.load >= least || !lane.onlyShort || !lane.ready || !lane.hasRoom || isStuck(lane, now))
        continue;
      if (!this.#rules.accepts(lane)) continue;
      best = lane;
      least = lane.load;
    }
    return best;
  }

  /** A worker that is up and has nothing to do. */
  idle(): Lane | undefined {
    for (const lane of this.#all)
      if (lane.ready && lane.load === 0 && lane.hasRoom && this.#rules.accepts(lane)) return lane;
    return undefined;
  }

  /**
   * Calls that wait in one worker while another is idle: half of what waits in the worker that has most of it, the
   * latest. They must be revoked before they go elsewhere.
   */
  surplus(): readonly PoolCall[] {
    let most: readonly PoolCall[] = [];
    for (const lane of this.#all) {
      if (lane.load <= most.length) continue;
      const waiting = lane.unbegun();
      if (waiting.length > most.length) most = waiting;
    }
    return most.slice(-Math.ceil(most.length / 2));
  }

  /** Whether it may be sent a call: a suspect one may not, until it has answered. */
  #hasRoom(lane: Lane): boolean {
    return lane.hasRoom && !lane.suspect && this.#rules.accepts(lane);
  }
}

/** Whether a worker with more than one call has been silent for longer than a short task takes. */
export function isStuck(lane: Lane, now: number): boolean {
  return lane.load > 1 && lane.ready && !lane.suspect && now - lane.lastNews > LONG;
}
