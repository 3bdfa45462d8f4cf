/** Waits for locks that take so long that somebody should know. The watcher looks for them. */
import { arena } from "../../memory/arena.js";
import { describeKey } from "../../memory/cell.js";
import { SLOW_WAIT } from "../../memory/layout.js";
import { atomics } from "../../platform/atomics.js";
import type { ParkingLot } from "../parking-lot/parking-lot.js";
import { describeThreads, seconds } from "./dump.js";
import { allWaits } from "./waits.js";

/** Milliseconds. */
const DEFAULT = 10_000;
const LONGEST = 2 ** 30;
const NEVER = -1;

/**
 * Sets after how long a wait for a lock is reported, with a dump of all threads, on stderr; in the whole program. A
 * wait is reported once. Waits for queues, events, conditions, barriers and semaphores may well be long, and are not.
 *
 * @param milliseconds > 0; `Infinity` for never. Default: 10,000
 * @throws RangeError for NaN, 0 and negatives
 */
export function setSlowWait(milliseconds: number): void {
  if (!(milliseconds > 0))
    throw new RangeError(`setSlowWait takes milliseconds > 0, or Infinity for never, not ${milliseconds}`);
  const word = milliseconds === Infinity ? NEVER : Math.ceil(Math.min(milliseconds, LONGEST)) + 1;
  // Read by the watcher when it looks next.
  atomics.store(arena(), SLOW_WAIT, word);
}

/** After how many milliseconds a wait is slow. */
function limit(): number {
  const word = atomics.load(arena(), SLOW_WAIT);
  return word === NEVER ? Infinity : word === 0 ? DEFAULT : word - 1;
}

/** Looks for slow waits; one for each thread that looks. */
export class SlowWaits {
  readonly #lot: ParkingLot;
  /** Those that were reported: the place in the queue, by node. */
  readonly #reported = new Map<number, number>();

  constructor(lot: ParkingLot) {
    this.#lot = lot;
  }

  /** How many milliseconds later to look again. */
  get interval(): number {
    return Math.min(Math.max(limit() / 4, 25), 1000);
  }

  /** What to report now; `undefined` if there is nothing new. */
  report(): string | undefined {
    const slow = limit();
    const waits = allWaits(this.#lot).filter(({ forLock, age }) => forLock && age >= slow);
    const fresh = waits.filter(({ node, ticket }) => this.#reported.get(node) !== ticket);
    this.#reported.clear();
    for (const { node, ticket } of waits) this.#reported.set(node, ticket);
    if (fresh.length === 0) return undefined;
    const what = fresh.map(({ key, age }) => `a wait for ${describeKey(key)} has taken ${seconds(age)}`);
    return `multilane: ${what.join("; ")}\n${describeThreads(this.#lot)}`;
  }
}
