/**
 * The mutex that `Lock` is made of: three words of shared memory and no owner. See `PROTOCOL.md` for the state table
 * and for why no wake-up is lost.
 *
 * Barging: a release frees the mutex and wakes; whoever comes first takes it. That keeps a hot mutex fast (a strict
 * hand-off costs 3 to 70 times the throughput), and promises nobody a turn.
 */
import type { AtomicsLike } from "../platform/atomics.js";
import { remaining } from "../platform/clock.js";
import type { Hold } from "./lock-words.js";
import {
  ASYNC_SEQ,
  ASYNC_WAITERS,
  freed,
  HELD,
  isSameHold,
  STATE,
  SYNC_WAITERS,
  WAITING,
} from "./lock-words.js";

/** A view of a mutex. Any number of them, in any thread, may be over the same words. */
export class Mutex {
  readonly atomics: AtomicsLike;
  readonly words: Int32Array;
  readonly base: number;
  /**
   * What STATE was when this view last left it free: a guess that saves a load when nobody else came in between. A
   * wrong guess costs a failed exchange, which tells the truth.
   */
  #guess = 0;

  /** @param base index of the first of `MUTEX_WORDS` words, zeroed when new */
  constructor(atomics: AtomicsLike, words: Int32Array, base: number) {
    this.atomics = atomics;
    this.words = words;
    this.base = base;
  }

  /** Takes the mutex if it is free; 0 if it is not. One atomic operation when nobody competes. */
  tryAcquire(): Hold {
    let seen = this.#guess;
    for (;;) {
      // Taking it: pairs with the exchange in #release, whose holder's writes are visible from here on.
      const actual = this.atomics.compareExchange(this.words, this.base + STATE, seen, seen | HELD);
      if (actual === seen) return seen | HELD;
      if ((actual & HELD) !== 0) return 0;
      seen = actual;
    }
  }

  /**
   * Takes the mutex; blocks the thread while it is held.
   *
   * @param deadline milliseconds on `now()` of this thread, or `Infinity`
   * @returns 0 when the deadline is over
   */
  acquireSync(deadline: number): Hold {
    const hold = this.tryAcquire();
    return hold === 0 ? this.#sleep(deadline) : hold;
  }

  #sleep(deadline: number): Hold {
    const { atomics, words } = this;
    const state = this.base + STATE;
    atomics.add(words, this.base + WAITING, 1);
    try {
      let taken = HELD;
      let seen = atomics.load(words, state);
      for (;;) {
        if ((seen & HELD) === 0) {
          const actual = atomics.compareExchange(words, state, seen, seen | taken);
          if (actual === seen) return seen | taken;
          seen = actual;
          continue;
        }
        if ((seen & SYNC_WAITERS) === 0) {
          // Asks this hold's release to wake a sleeper; #release reads the bit in the exchange that frees.
          const actual = atomics.compareExchange(words, state, seen, seen | SYNC_WAITERS);
          if (actual !== seen) {
            seen = actual;
            continue;
          }
          seen |= SYNC_WAITERS;
        }
        // Sleeps only if this hold is not over yet. Its partner is the notify in #release. There is no other way to
        // give up than from here: the bit is set, so whoever sleeps beside this thread is not forgotten.
        const outcome = atomics.wait(words, state, seen, remaining(deadline));
        if (outcome === "timed-out") return 0;
        // One wake-up may have been spent on this thread while others sleep: from now on it takes the mutex with the
        // bit set, so that its own release wakes the next. (Taking it without is the classic slip of this algorithm.)
        if (outcome === "ok") taken = HELD | SYNC_WAITERS;
        seen = atomics.load(words, state);
      }
    } finally {
      atomics.sub(words, this.base + WAITING, 1);
    }
  }

  /** Takes the mutex, or asks this hold's release to tell the event loops that wait; 0 in that case. */
  tryAcquireOrAsk(): Hold {
    let seen = this.#guess;
    for (;;) {
      const wanted = (seen & HELD) === 0 ? seen | HELD : seen | ASYNC_WAITERS;
      // As in tryAcquire, or: sets the bit that #release reads in the exchange that frees.
      const actual = this.atomics.compareExchange(this.words, this.base + STATE, seen, wanted);
      if (actual === seen) return (seen & HELD) === 0 ? wanted : 0;
      if ((actual & HELD) !== 0 && (actual & ASYNC_WAITERS) !== 0) return 0;
      seen = actual;
    }
  }

  /** Frees the mutex, whoever holds it; false if nobody does. */
  release(): boolean {
    return this.#release(this.#guess | HELD, 0);
  }

  /** Frees the mutex if this hold still lasts; false if it is over. */
  releaseHold(hold: Hold): boolean {
    return this.#release(hold, hold);
  }

  #release(guess: number, hold: Hold): boolean {
    const { atomics, words } = this;
    let seen = guess;
    for (;;) {
      const next = freed(seen);
      // Frees the mutex and reads who waits, in one step. Fails at most twice for one hold: two bits can be set in it.
      const actual = atomics.compareExchange(words, this.base + STATE, seen, next);
      if (actual === seen) {
        this.#guess = next;
        break;
      }
      if ((actual & HELD) === 0 || (hold !== 0 && !isSameHold(actual, hold))) return false;
      seen = actual;
    }
    // Pairs with the wait in #sleep.
    if ((seen & SYNC_WAITERS) !== 0) atomics.notify(words, this.base + STATE, 1);
    if ((seen & ASYNC_WAITERS) !== 0) {
      // Pairs with the load and the waitAsync in AsyncWaiters: changed first, so that who begins to wait later does not.
      atomics.add(words, this.base + ASYNC_SEQ, 1);
      atomics.notify(words, this.base + ASYNC_SEQ);
    }
    return true;
  }

  /** Whether somebody holds it, at this moment. */
  get held(): boolean {
    return (this.atomics.load(this.words, this.base + STATE) & HELD) !== 0;
  }

  /** How many wait, at this moment. A thread that was killed while it waited stays counted. */
  get waiting(): number {
    return this.atomics.load(this.words, this.base + WAITING);
  }
}
