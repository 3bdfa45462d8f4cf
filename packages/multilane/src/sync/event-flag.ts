/**
 * The flag of an event: one word, `generation << 2 | SET | PARKED`. Each time that it goes from clear to set is a new
 * generation; so who waits can tell that it was set meanwhile, though it has been cleared again since (gh-57711: with
 * the flag alone it would sleep on). A wait would miss a set only if 2^30 others came with it.
 */
import type { AtomicsLike } from "../platform/atomics.js";
import { tell } from "./parking-lot/gate.js";
import type { Gate, Opening } from "./parking-lot/gate.js";
import type { ParkingLot } from "./parking-lot/parking-lot.js";

/** Somebody may wait: who sets the flag must look into the queue. */
const PARKED = 1;
const SET = 2;
/** One generation. */
const ONE = 4;

/** A view of the flag. Any number of them, in any thread, may be over the same word. */
export class EventFlag {
  readonly key: number;
  readonly #lot: ParkingLot;
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;
  readonly #index: number;

  /**
   * @param index of the word, zero when new
   * @param key of the queue, which must be of this word alone
   */
  constructor(lot: ParkingLot, words: Int32Array, index: number, key: number) {
    this.#lot = lot;
    this.#atomics = lot.memory.atomics;
    this.#words = words;
    this.#index = index;
    this.key = key;
  }

  get #state(): number {
    return this.#atomics.load(this.#words, this.#index);
  }

  /** Whether it is set, at this moment. */
  get isSet(): boolean {
    return (this.#state & SET) !== 0;
  }

  /** How many wait for it, in all threads. */
  get waiting(): number {
    return this.#lot.waiting(this.key);
  }

  /** Sets it and tells all who wait; nothing if it is set. */
  set(): void {
    for (;;) {
      const seen = this.#state;
      if ((seen & SET) !== 0) return;
      // Pairs with the loads in EventGate; reads in the same step whether anybody waits. PARKED stays: it is cleared
      // in the bucket.
      const next = (seen + ONE) | SET | 0;
      if (this.#atomics.compareExchange(this.#words, this.#index, seen, next) !== seen) continue;
      if ((seen & PARKED) !== 0) tell(this.#lot, this.key, Infinity, false, this.#opening);
      return;
    }
  }

  /** Clears it; nothing if it is clear. */
  clear(): void {
    let seen = this.#state;
    while ((seen & SET) !== 0) {
      const actual = this.#atomics.compareExchange(this.#words, this.#index, seen, seen & ~SET);
      if (actual === seen) return;
      seen = actual;
    }
  }

  /** The flag, for those who begin to wait now. */
  gate(): EventGate {
    return new EventGate(this.key, this.#atomics, this.#words, this.#index);
  }

  /** All are told, so nobody waits any more; whoever comes back asks again. */
  readonly #opening: Opening = {
    open: () => {
      for (;;) {
        const seen = this.#state;
        if (this.#atomics.compareExchange(this.#words, this.#index, seen, seen & ~PARKED) === seen)
          return true;
      }
    },
  };
}

/** What those wait at who came in one generation. */
export class EventGate implements Gate<true> {
  readonly key: number;
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;
  readonly #index: number;
  #generation = 0;

  /** See {@link EventFlag.gate}. */
  constructor(key: number, atomics: AtomicsLike, words: Int32Array, index: number) {
    this.key = key;
    this.#atomics = atomics;
    this.#words = words;
    this.#index = index;
    this.renew();
  }

  /** From here on it is for those who begin to wait now. Only while nobody waits at it. */
  renew(): void {
    this.#generation = this.#atomics.load(this.#words, this.#index) >> 2;
  }

  #isOpenIn(state: number): boolean {
    return (state & SET) !== 0 || state >> 2 !== this.#generation;
  }

  /** Passes if the flag is set, or was set since {@link renew}. Nothing is used up. */
  attempt(): true | undefined {
    // Pairs with the exchange in EventFlag.set(), whose thread's writes are visible from here on.
    return this.#isOpenIn(this.#atomics.load(this.#words, this.#index)) ? true : undefined;
  }

  /** Asks set() to look into the queue. Inside the bucket. */
  ask(): boolean {
    let seen = this.#atomics.load(this.#words, this.#index);
    while (!this.#isOpenIn(seen)) {
      if ((seen & PARKED) !== 0) return true;
      // Read by the exchange in EventFlag.set().
      const actual = this.#atomics.compareExchange(this.#words, this.#index, seen, seen | PARKED);
      if (actual === seen) return true;
      seen = actual;
    }
    return false;
  }
}
