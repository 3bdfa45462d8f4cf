/**
 * One of the three conditions that one can wait for at a queue, as CPython's `not_full`, `not_empty` and
 * `all_tasks_done`. The state is under the queue's mutex; a flag says whether anybody may be parked. `PROTOCOL.md` says
 * why no wake-up is lost.
 */
import type { AtomicsLike } from "../../platform/atomics.js";
import { tell } from "../parking-lot/gate.js";
import type { Gate, Opening } from "../parking-lot/gate.js";
import type { ParkingLot } from "../parking-lot/parking-lot.js";

/** A condition, as one thread sees it. */
export class QueueGate {
  readonly key: number;
  readonly #lot: ParkingLot;
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;
  readonly #flag: number;
  readonly #opening: Opening;

  /** @param flag index of the word @param key of the queue of those who are parked */
  constructor(lot: ParkingLot, words: Int32Array, flag: number, key: number) {
    this.key = key;
    this.#lot = lot;
    this.#atomics = lot.memory.atomics;
    this.#words = words;
    this.#flag = flag;
    this.#opening = {
      open: (_heir, more) => {
        // Pairs with the load in isWatched. Who set a mark that is overwritten here has not parked, and tries again.
        if (!more) this.#atomics.store(words, flag, 0);
        return true;
      },
    };
  }

  /** Says that this thread is about to park. Under the mutex, which it must have held since it found the gate shut. */
  mark(): void {
    // Pairs with the load in isWatched.
    this.#atomics.store(this.#words, this.#flag, 1);
  }

  /** Whether somebody may be parked, or about to. After the change. */
  get isWatched(): boolean {
    return this.#atomics.load(this.#words, this.#flag) !== 0;
  }

  /**
   * The condition as a gate.
   *
   * @param attempt tries to pass, and calls {@link mark} if it could not
   */
  gate<T>(attempt: () => T | undefined): Gate<T> {
    // Inside the bucket: false if those who were parked have been told since the mark.
    return { key: this.key, attempt, ask: () => this.isWatched };
  }

  /** Tells so many of the parked threads, and all event loops, that they should try. Not under the mutex. */
  tell(count: number): void {
    tell(this.#lot, this.key, count, false, this.#opening);
  }

  /** As {@link tell}, if somebody may be parked. */
  tellWatchers(count: number): void {
    if (this.isWatched) this.tell(count);
  }

  /** How many wait, in all threads. */
  get waiting(): number {
    return this.#lot.waiting(this.key);
  }
}
