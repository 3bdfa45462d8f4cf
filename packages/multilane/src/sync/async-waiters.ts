/**
 * The acquirers of one mutex that wait on this thread's event loop: a first-in-first-out list, and one outstanding
 * `waitAsync` for all of them (the mailbox). See `PROTOCOL.md`.
 *
 * Nothing is ever handed to a waiter: it is told that the mutex was released, and tries for it when its loop comes
 * round. So a loop that is blocked never holds what it does not know of; and as a release tells *all* mailboxes, what
 * is told to a blocked loop is missed by nobody else.
 */
import { ASYNC_SEQ, WAITING } from "./lock-words.js";
import type { Hold } from "./lock-words.js";
import type { Mutex } from "./mutex.js";

/** One who waits. */
export interface AsyncAcquirer {
  /** Called once, on the waiting thread's event loop or inside a call of its own, with the mutex held. */
  grant(hold: Hold): void;
}

/** The waiting list of one mutex in one thread. */
export class AsyncWaiters {
  readonly #mutex: Mutex;
  /** In order of arrival. */
  readonly #pending = new Set<AsyncAcquirer>();
  /** Whether a `waitAsync` of ours has not come back. */
  #armed = false;

  constructor(mutex: Mutex) {
    this.#mutex = mutex;
  }

  /** How many wait here. */
  get size(): number {
    return this.#pending.size;
  }

  /** Queues up; `grant` may be called before this returns. */
  enqueue(acquirer: AsyncAcquirer): void {
    const { atomics, words, base } = this.#mutex;
    this.#pending.add(acquirer);
    atomics.add(words, base + WAITING, 1);
    this.drain();
  }

  /**
   * Gives up; false if it was granted or has given up already. The mailbox may stay out, until the next release
   * brings it back to an empty list.
   */
  cancel(acquirer: AsyncAcquirer): boolean {
    const { atomics, words, base } = this.#mutex;
    if (!this.#pending.delete(acquirer)) return false;
    atomics.sub(words, base + WAITING, 1);
    return true;
  }

  /** Grants the mutex to the first in line if it can be had; leaves the mailbox out while somebody still waits. */
  drain(): void {
    const { atomics, words, base } = this.#mutex;
    for (let first = this.#first(); first !== undefined; first = this.#first()) {
      // Read before the try: a release after the try changes it, so that a wait for this value does not begin, or is
      // woken. Pairs with the add in Mutex's release.
      const seen = atomics.load(words, base + ASYNC_SEQ);
      const hold = this.#mutex.tryAcquireOrAsk();
      if (hold !== 0) {
        this.cancel(first);
        first.grant(hold);
      } else if (this.#armed || this.#arm(seen)) {
        return;
      }
    }
  }

  /** Leaves the mailbox out; false if there was a release since `seen` was read. */
  #arm(seen: number): boolean {
    const { atomics, words, base } = this.#mutex;
    // Its partner is the notify in Mutex's release.
    const wait = atomics.waitAsync(words, base + ASYNC_SEQ, seen);
    if (!wait.async) return false;
    this.#armed = true;
    void wait.value.then(() => {
      this.#armed = false;
      this.drain();
    });
    return true;
  }

  #first(): AsyncAcquirer | undefined {
    for (const acquirer of this.#pending) return acquirer;
    return undefined;
  }
}
