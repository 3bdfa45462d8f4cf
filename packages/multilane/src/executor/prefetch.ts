/**
 * How many calls to send ahead to a worker that is busy.
 *
 * Sending one call and waiting for its answer costs a round trip between two event loops, 30–40 µs; a task of a
 * microsecond would mostly wait for the next. So calls are sent ahead, but only of tasks that have been short time
 * after time, only behind such, and no more than about half a millisecond of work: what waits in a worker does not
 * wait in the queue, where any other worker could take it.
 */
import type { TaskIdentity } from "../task/identity.js";

/** Milliseconds of work that may lie ahead of a worker. */
const AHEAD = 0.5;

/** The most calls that are ever sent ahead to one worker. */
export const MOST_AHEAD = 64;

/** A task that takes longer, in milliseconds, has to prove itself short anew. A worker silent for so long is stuck. */
export const LONG = 1;

/** So many short runs in a row make a task a short one. */
const PROOF = 8;

/** The weight of the latest run in the running mean. */
const WEIGHT = 0.2;

interface Record {
  mean: number;
  /** Short runs since the last long one. */
  streak: number;
}

/** Learns from the running times of a pool's tasks, each by itself. */
export class Prefetch {
  readonly #records = new Map<TaskIdentity, Record>();

  /** @param ran how long a task ran, in milliseconds */
  learn(task: TaskIdentity, ran: number): void {
    const record = this.#records.get(task);
    if (record === undefined) {
      this.#records.set(task, { mean: ran, streak: ran > LONG ? 0 : 1 });
      return;
    }
    record.mean += (ran - record.mean) * WEIGHT;
    record.streak = ran > LONG ? 0 : record.streak + 1;
  }

  /** How many calls of this task may wait in a busy worker; 0 for one that is not known to be short. */
  depth(task: TaskIdentity): number {
    const record = this.#records.get(task);
    if (record === undefined || record.streak < PROOF) return 0;
    return Math.min(MOST_AHEAD, Math.floor(AHEAD / Math.max(record.mean, 1e-3)));
  }
}
