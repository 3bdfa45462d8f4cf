/**
 * How many calls to send ahead to a worker that is busy.
 *
 * Sending one call and waiting for its answer costs a round trip between two event loops, 30–40 µs; a task of a
 * microsecond would mostly wait for the next. So calls are sent ahead while tasks are short, no more than about
 * half a millisecond of work: what is ahead of a task that turns out slow is taken back for a worker that is free.
 */
const AHEAD = 0.5;

/** The most calls that are ever sent ahead to one worker. */
export const MOST_AHEAD = 64;

/** The weight of the latest task in the running mean. */
const WEIGHT = 0.2;

/** Learns from the running times of a pool's tasks. */
export class Prefetch {
  #mean = Infinity;

  /** @param ran how long a task ran, in milliseconds */
  learn(ran: number): void {
    this.#mean = this.#mean === Infinity ? ran : this.#mean * (1 - WEIGHT) + ran * WEIGHT;
  }

  /** How many calls may wait in a busy worker: 0 for tasks of half a millisecond and more. */
  get depth(): number {
    return this.#mean === Infinity ? 0 : Math.min(MOST_AHEAD, Math.floor(AHEAD / Math.max(this.#mean, 1e-3)));
  }
}
