/**
 * The permits of a semaphore: one word, `(count - initial) << 1 | PARKED`, and the parking lot for those who wait. That
 * it counts from the initial value makes new words (zeros) a new semaphore: no thread has to write that value, and
 * none can be killed before it does.
 *
 * Who releases adds to the count and then tells those who wait, who try for themselves. So nobody is given a permit
 * that does not know of it; and one that is told and dies takes nothing along.
 */
import type { AtomicsLike } from "../platform/atomics.js";
import { passGate, tell } from "./parking-lot/gate.js";
import type { Gate, Opening } from "./parking-lot/gate.js";
import type { ParkingLot } from "./parking-lot/parking-lot.js";

/** Somebody may wait: who adds permits must look into the queue. */
const PARKED = 1;
/** One permit. */
const ONE = 2;
/** The most permits there can be, so that the word holds them with either sign. */
export const MOST_PERMITS: number = 2 ** 30 - 1;

/** A view of the permits. Any number of them, in any thread, may be over the same word. */
export class Permits implements Gate<true> {
  readonly key: number;
  readonly #lot: ParkingLot;
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;
  readonly #index: number;
  readonly #initial: number;

  /**
   * @param index of the word, zero when new
   * @param key of the queue, which must be of this word alone
   * @param initial how many permits there are at first, from 0 to {@link MOST_PERMITS}; the same in every view
   */
  constructor(lot: ParkingLot, words: Int32Array, index: number, key: number, initial: number) {
    this.#lot = lot;
    this.#atomics = lot.memory.atomics;
    this.#words = words;
    this.#index = index;
    this.key = key;
    this.#initial = initial;
  }

  #countIn(state: number): number {
    return (state >> 1) + this.#initial;
  }

  /** How many permits there are, at this moment. */
  get count(): number {
    return this.#countIn(this.#atomics.load(this.#words, this.#index));
  }

  /** How many wait for one, in all threads. */
  get waiting(): number {
    return this.#lot.waiting(this.key);
  }

  /** Takes a permit if there is one. */
  attempt(): true | undefined {
    let seen = this.#atomics.load(this.#words, this.#index);
    while (this.#countIn(seen) > 0) {
      // Pairs with the exchange in release(), whose thread's writes are visible from here on. PARKED stays.
      const actual = this.#atomics.compareExchange(this.#words, this.#index, seen, seen - ONE);
      if (actual === seen) return true;
      seen = actual;
    }
    return undefined;
  }

  /** Asks release() to look into the queue. Inside the bucket. */
  ask(): boolean {
    let seen = this.#atomics.load(this.#words, this.#index);
    while (this.#countIn(seen) === 0) {
      if ((seen & PARKED) !== 0) return true;
      // Read by the exchange in release().
      const actual = this.#atomics.compareExchange(this.#words, this.#index, seen, seen | PARKED);
      if (actual === seen) return true;
      seen = actual;
    }
    return false;
  }

  /**
   * Takes a permit; blocks the thread while there is none.
   *
   * @param deadline milliseconds on `now()` of this thread, or `Infinity`
   * @returns false when the deadline is over
   */
  acquireSync(deadline: number): boolean {
    return (this.attempt() ?? passGate(this.#lot, this, deadline)) === true;
  }

  /**
   * Adds permits, and tells those who wait.
   *
   * @param count at least 1
   * @param most how many permits there may be then
   * @returns false, and nothing has changed, if there would be more
   */
  release(count: number, most: number): boolean {
    for (;;) {
      const seen = this.#atomics.load(this.#words, this.#index);
      if (count > most - this.#countIn(seen)) return false;
      // Pairs with the exchanges in attempt(); reads in the same step whether anybody waits. PARKED stays: it is
      // cleared in the bucket, when nobody is left there.
      if (this.#atomics.compareExchange(this.#words, this.#index, seen, seen + count * ONE) !== seen)
        continue;
      if ((seen & PARKED) !== 0) tell(this.#lot, this.key, count, false, this.#opening);
      return true;
    }
  }

  /** The permits are there already: what is left is to say whether anybody still waits. */
  readonly #opening: Opening = {
    open: (_heir, more) => {
      if (more) return true;
      for (;;) {
        const seen = this.#atomics.load(this.#words, this.#index);
        // Nobody sets it meanwhile: that takes the bucket, which this thread is in.
        if (this.#atomics.compareExchange(this.#words, this.#index, seen, seen & ~PARKED) === seen)
          return true;
      }
    },
  };
}
