/**
 * The mutex that `Lock`, `RLock` and the queues are made of: one word that names its owner, and the parking lot for
 * those who wait. See `PROTOCOL.md` for the state table and for why no wake-up is lost and no owner's death goes
 * unnoticed.
 *
 * Barging: a release frees the mutex and tells who waits; whoever comes first takes it. That keeps a hot mutex fast (a
 * strict hand-off costs 3 to 70 times the throughput). A thread that has waited for more than a millisecond is handed
 * it instead.
 */
import type { AtomicsLike } from "../platform/atomics.js";
import { passGate, tell } from "./parking-lot/gate.js";
import type { Gate, Opening } from "./parking-lot/gate.js";
import { FOR_LOCK } from "./parking-lot/node.js";
import type { ParkingLot } from "./parking-lot/parking-lot.js";
import { ABANDONED, BITS, heldBy, IN_TRANSIT, INHERITED, ownerOf, PARKED, POISONED } from "./mutex-words.js";

/** What an acquisition came to; 0 if the mutex was not to be had. */
export type Acquired = 0 | 1 | 2 | 3;
/** It is held. */
export const OK = 1;
/** It is held, and whoever held it before died: what it guards may be half changed. */
export const OWNER_DIED = 2;
/** It is not held, and never will be: an owner died, and who was told did not recover it. */
export const POISON = 3;

/** A view of a mutex. Any number of them, in any thread, may be over the same word. */
export class Mutex implements Gate<Acquired>, Opening {
  readonly kind: number = FOR_LOCK;
  readonly key: number;
  readonly #lot: ParkingLot;
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;
  readonly #index: number;
  /** The word while this thread has it and nobody waits. */
  readonly #mine: number;
  /** What a release that looks into the queue changes, and into what. */
  #from = 0;
  #next = 0;

  /**
   * @param index of the word, zero when new
   * @param key of the queue, which must be of this mutex alone
   */
  constructor(lot: ParkingLot, words: Int32Array, index: number, key: number) {
    this.#lot = lot;
    this.#atomics = lot.memory.atomics;
    this.#words = words;
    this.#index = index;
    this.key = key;
    this.#mine = heldBy(lot.token);
  }

  /** Takes the mutex if it is free. One atomic operation when it is and nobody waits. */
  tryAcquire(): Acquired {
    // Taking it: pairs with the exchange that frees in release(), whose thread's writes are visible from here on.
    const seen = this.#atomics.compareExchange(this.#words, this.#index, 0, this.#mine);
    return seen === 0 ? OK : this.#take(seen);
  }

  /** The exchange from 0 failed. */
  #take(state: number): Acquired {
    let seen = state;
    for (;;) {
      const owner = ownerOf(seen);
      let next: number;
      let outcome: Acquired = OK;
      if (owner === 0) next = this.#mine | (seen & PARKED);
      else if ((seen & ~BITS) === POISONED) return POISON;
      else if ((seen & ~BITS) === ABANDONED || this.#lot.isGone(owner)) {
        // Who was handed it and did not live to see it has changed nothing.
        const unseen = (seen & IN_TRANSIT) !== 0;
        outcome = unseen ? OK : OWNER_DIED;
        next = this.#mine | (seen & PARKED) | (unseen ? 0 : INHERITED);
      } else if ((seen & IN_TRANSIT) !== 0 && owner === ownerOf(this.#mine)) {
        // Handed to this thread while it slept, perhaps by one that did not live to say so.
        next = seen & ~IN_TRANSIT;
      } else return 0;
      // Rivals: this same exchange in other threads.
      const actual = this.#atomics.compareExchange(this.#words, this.#index, seen, next);
      if (actual === seen) return outcome;
      seen = actual;
    }
  }

  /**
   * Takes the mutex; blocks the thread while it is held.
   *
   * @param deadline milliseconds on `now()` of this thread, or `Infinity`
   * @param vet as for `passGate`
   * @returns 0 when the deadline is over
   */
  acquireSync(deadline: number, vet?: () => Error | undefined): Acquired {
    return this.tryAcquire() || (passGate(this.#lot, this, deadline, vet) ?? 0);
  }

  /** As {@link tryAcquire}, for the parking lot. */
  attempt(): Acquired | undefined {
    return this.tryAcquire() || undefined;
  }

  /** Asks the release to look into the queue. Inside the bucket. */
  ask(): boolean {
    let seen = this.#atomics.load(this.#words, this.#index);
    while (this.#isHeld(seen)) {
      if ((seen & PARKED) !== 0) return true;
      // Read by the exchange that frees, in release().
      const actual = this.#atomics.compareExchange(this.#words, this.#index, seen, seen | PARKED);
      if (actual === seen) return true;
      seen = actual;
    }
    return false;
  }

  /** Whether there is something to wait for: a release, or a death (which wakes all who wait). */
  #isHeld(state: number): boolean {
    const held = state & ~BITS;
    if (held === 0 || held === POISONED || held === ABANDONED) return false;
    return (state & IN_TRANSIT) === 0 || held !== this.#mine;
  }

  /** Frees the mutex if this thread has it; false if not. One atomic operation when nobody waits. */
  release(): boolean {
    // Frees it, and reads whether anybody waits, in one step.
    const seen = this.#atomics.compareExchange(this.#words, this.#index, this.#mine, 0);
    if (seen === this.#mine) return true;
    return seen === (this.#mine | PARKED) && this.#open(this.#mine, 0, 1);
  }

  /** Frees the mutex, whoever has it; false if nobody has, or nobody has recovered it. */
  releaseAnyone(): boolean {
    for (;;) {
      const seen = this.#atomics.load(this.#words, this.#index);
      const held = seen & ~BITS;
      if (held === 0 || held === POISONED || (seen & INHERITED) !== 0) return false;
      if ((seen & PARKED) !== 0) {
        if (this.#open(held, 0, 1)) return true;
      } else if (this.#atomics.compareExchange(this.#words, this.#index, seen, 0) === seen) return true;
    }
  }

  /** Leaves the mutex to the next one, who is told that its owner is over. False if this thread does not have it. */
  abandon(): boolean {
    return this.#open(this.#mine, ABANDONED, Infinity);
  }

  /** This thread took the mutex from a dead owner, and answers for what it guards. False if it does not have it so. */
  recover(): boolean {
    for (;;) {
      const seen = this.#atomics.load(this.#words, this.#index);
      const inherited = (seen & ~PARKED) === (this.#mine | INHERITED);
      if (!inherited && (seen & ~BITS) !== POISONED) return false;
      const next = inherited ? seen & ~INHERITED : this.#mine;
      if (this.#atomics.compareExchange(this.#words, this.#index, seen, next) === seen) return true;
    }
  }

  /** Nobody answers for what the mutex guards: whoever comes is told so. False if this thread did not inherit it. */
  poison(): boolean {
    return this.#open(this.#mine | INHERITED, POISONED, Infinity);
  }

  /** Changes the word from what `owner` had to `next`, and tells who waits. */
  #open(owner: number, next: number, count: number): boolean {
    this.#from = owner;
    this.#next = next;
    return tell(this.#lot, this.key, count, next === 0, this);
  }

  /** As `Opening.open`, for {@link #open}. */
  open(heir: number, more: boolean): boolean {
    const free = heir === 0 ? this.#next : heldBy(heir) | IN_TRANSIT;
    for (;;) {
      const seen = this.#atomics.load(this.#words, this.#index);
      // Nobody sets PARKED meanwhile: that takes the bucket, which this thread is in.
      if ((seen & ~(PARKED | IN_TRANSIT)) !== this.#from) return false;
      // Pairs with the exchange in tryAcquire() of whoever is next.
      const actual = this.#atomics.compareExchange(
        this.#words,
        this.#index,
        seen,
        more ? free | PARKED : free,
      );
      if (actual === seen) return true;
    }
  }

  /** The word, at this moment. */
  get state(): number {
    return this.#atomics.load(this.#words, this.#index);
  }

  /** Whether somebody has it, or it is poisoned; at this moment. */
  get held(): boolean {
    return ownerOf(this.state) !== 0;
  }

  /** Whether this thread has it, and need not recover it first. */
  get isMine(): boolean {
    return (this.state & ~PARKED) === this.#mine;
  }

  /** Whether nobody can take it, since who inherited it did not recover it. */
  get isPoisoned(): boolean {
    return (this.state & ~BITS) === POISONED;
  }

  /** How many wait, in all threads. */
  get waiting(): number {
    return this.#lot.waiting(this.key);
  }
}
