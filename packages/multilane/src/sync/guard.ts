/** What an acquisition returns: the right to release it. */
import type { Hold } from "./lock-words.js";
import type { Mutex } from "./mutex.js";

/**
 * One hold of a lock. Give it back with `release()`, or let `using` do it at the end of the scope:
 *
 * ```ts
 * using _ = await lock.acquire();
 * ```
 *
 * It releases that hold and no other: a second `release()` does nothing, nor does one after somebody else has
 * released the lock (`lock.release()`), even if it is held again by now. CPython: the `with` statement.
 */
export class Guard implements Disposable {
  readonly #mutex: Mutex;
  #hold: Hold;

  /** @internal */
  constructor(mutex: Mutex, hold: Hold) {
    this.#mutex = mutex;
    this.#hold = hold;
  }

  /** Ends the hold, if it lasts. Never waits, never throws. */
  release(): void {
    if (this.#hold === 0) return;
    this.#mutex.releaseHold(this.#hold);
    this.#hold = 0; // for good: generations come round
  }

  /** As {@link release}: for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }
}
