/** What an acquisition returns: the right to release it. */

/** What a guard releases. */
export interface Guarded {
  /** Ends this guard's hold, if it lasts. */
  end(guard: Guard): void;
}

/**
 * One hold of a lock, or one permit of a semaphore. Give it back with `release()`, or let `using` do it at the end of
 * the scope:
 *
 * ```ts
 * using _ = await lock.acquire();
 * ```
 *
 * It releases that hold and no other: a second `release()` does nothing, nor does one after somebody else has
 * released the lock (`lock.release()`), even if it is held again by now. CPython: the `with` statement.
 */
export class Guard implements Disposable {
  #guarded: Guarded | undefined;
  /**
   * Which hold it is, for a lock that numbers its holds: so that the lock need not keep the guard.
   *
   * @internal
   */
  readonly hold: number;

  /** @internal */
  constructor(guarded: Guarded, hold = 0) {
    this.#guarded = guarded;
    this.hold = hold;
  }

  /**
   * Whether it was released, and not only its hold ended by others.
   *
   * @internal
   */
  get isOver(): boolean {
    return this.#guarded === undefined;
  }

  /**
   * Ends the hold, if it lasts. Never waits.
   *
   * @throws InvalidStateError for a BoundedSemaphore that has all its permits already
   */
  release(): void {
    const guarded = this.#guarded;
    this.#guarded = undefined;
    guarded?.end(this);
  }

  /** As {@link release}: for `using`. */
  [Symbol.dispose](): void {
    this.release();
  }
}

/** Calls the function, and releases the guard when what it returned has settled, whichever way. */
export async function callWith<T>(guard: Guard, fn: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await fn();
  } finally {
    guard.release();
  }
}
