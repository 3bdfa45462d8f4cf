/**
 * Waits for locks that take so long that somebody should know.
 *
 * Each thread looks at its own, while it is blocked or from its event loop: so it works in a program without any other
 * thread, and nobody wakes up for it who does not wait for a lock. A thread that begins to wait plans one look, for the
 * moment when that wait would be slow; the look plans the next one if another wait is to be slow later, and else none.
 * However often a program waits, that is one look in so many seconds.
 */
import { arena } from "../../memory/arena.js";
import { ringBell, ringMailbox } from "../../memory/bell.js";
import { describeKey } from "../../memory/cell.js";
import { SLOW_DUMP, SLOW_WAIT } from "../../memory/layout.js";
import { liveThreads } from "../../memory/thread-names.js";
import { threadSlots } from "../../memory/thread-slots.js";
import { atomics } from "../../platform/atomics.js";
import { now, remaining, sharedNow, startTimer } from "../../platform/clock.js";
import type { TimerHandle } from "../../platform/clock.js";
import { writeDiagnostic } from "../../platform/process.js";
import type { ParkingLot } from "../parking-lot/parking-lot.js";
import { describeThreads, seconds } from "./dump.js";
import { threadNamed } from "./thread-named.js";
import { allWaits } from "./waits.js";
import type { Wait } from "./waits.js";

/** Milliseconds. */
const DEFAULT = 10_000;
const LONGEST = 2 ** 30;
const NEVER = -1;

/** Milliseconds between two dumps: a hundred threads that wait for one lock show the same. */
const DUMP_PAUSE = 1000;

/**
 * Sets after how long a wait for a lock is reported, with a dump of all threads, on stderr; in the whole program, also
 * for waits that are under way. A wait is reported once. Waits for queues, events, conditions, barriers and semaphores
 * may well be long, and are not.
 *
 * The thread that waits says so itself: if its event loop awaits a lock, when the loop is free.
 *
 * @param milliseconds > 0; `Infinity` for never. Default: 10,000
 * @throws RangeError for NaN, 0 and negatives
 */
export function setSlowWait(milliseconds: number): void {
  if (!(milliseconds > 0))
    throw new RangeError(`setSlowWait takes milliseconds > 0, or Infinity for never, not ${milliseconds}`);
  const word = milliseconds === Infinity ? NEVER : Math.ceil(Math.min(milliseconds, LONGEST)) + 1;
  // Pairs with the load in limit(), which each thread that waits makes when it is rung.
  atomics.store(arena(), SLOW_WAIT, word);
  const slots = threadSlots();
  for (const { index } of liveThreads()) {
    ringBell(slots, index);
    ringMailbox(slots, index);
  }
}

/** After how many milliseconds a wait is slow. */
function limit(): number {
  const word = atomics.load(arena(), SLOW_WAIT);
  return word === NEVER ? Infinity : word === 0 ? DEFAULT : word - 1;
}

/** Looks for the slow waits of one thread. */
export class SlowWaits {
  readonly #lot: ParkingLot;
  /** Those that were reported: the place in the queue, by node. */
  readonly #reported = new Map<number, number>();
  /** The limit when this thread last looked, or planned to. */
  #limit = 0;
  /** When to look next, in milliseconds on `now()`. */
  #next = Infinity;
  #timer: TimerHandle | undefined;

  constructor(lot: ParkingLot) {
    this.#lot = lot;
  }

  /** This thread is about to wait, for whatever, with a node in a queue. As a rule it costs an atomic load. */
  begin(): void {
    const slow = limit();
    if (slow !== this.#limit) this.#look();
    else if (this.#next === Infinity) this.#plan(slow);
  }

  /** For how many milliseconds this thread, which is blocked, may sleep until it looks again: perhaps for ever. */
  nap(): number {
    if (limit() !== this.#limit || remaining(this.#next) === 0) this.#look();
    return remaining(this.#next);
  }

  #plan(milliseconds: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#next = now() + milliseconds;
    // For those who wait on the event loop; whoever is blocked counts by itself.
    if (milliseconds < Infinity) this.#timer = startTimer(milliseconds, () => this.#look(), false);
  }

  /** Reports what is slow by now, and plans to look again when the next wait will be. */
  #look(): void {
    const slow = (this.#limit = limit());
    const waits = allWaits(this.#lot).filter(({ token, forLock }) => forLock && token === this.#lot.token);
    const late = waits.filter(({ age }) => age >= slow);
    const fresh = late.filter(({ node, ticket }) => this.#reported.get(node) !== ticket);
    this.#reported.clear();
    for (const { node, ticket } of late) this.#reported.set(node, ticket);
    const left = waits.filter(({ age }) => age < slow).map(({ age }) => slow - age);
    this.#plan(Math.min(...left)); // Infinity if there are none
    if (fresh.length > 0) this.#report(fresh);
  }

  #report(waits: readonly Wait[]): void {
    const name = JSON.stringify(threadNamed(this.#lot.token) ?? "");
    const what = waits.map(({ key, age }) => `a wait for ${describeKey(key)} has taken ${seconds(age)}`);
    const dump = mayDump() ? describeThreads(this.#lot) : "";
    writeDiagnostic(`multilane: in thread ${name}, ${what.join("; ")}\n${dump}`);
  }
}

/** Whether no thread has dumped all threads a moment ago; asking counts as dumping. */
function mayDump(): boolean {
  const last = atomics.load(arena(), SLOW_DUMP);
  const time = sharedNow() | 0 || 1;
  if (last !== 0 && (time - last) >>> 0 < DUMP_PAUSE) return false;
  // Rivals: this same exchange in other threads.
  return atomics.compareExchange(arena(), SLOW_DUMP, last, time) === last;
}
