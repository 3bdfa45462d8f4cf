import type { AtomicsLike } from "multilane/testing";

/** 0: free. 1: held. 2: held, and somebody may be asleep. (Ulrich Drepper, "Futexes are tricky".) */
export class TinyLock {
  readonly #words: Int32Array;
  readonly #atomics: AtomicsLike;

  /** @param words the lock is its first one; over a SharedArrayBuffer, zero at first */
  constructor(words: Int32Array, atomics: AtomicsLike = Atomics) {
    this.#words = words;
    this.#atomics = atomics;
  }

  acquire(): void {
    let seen = this.#atomics.compareExchange(this.#words, 0, 0, 1);
    while (seen !== 0) {
      if (seen === 2 || this.#atomics.compareExchange(this.#words, 0, 1, 2) !== 0)
        this.#atomics.wait(this.#words, 0, 2);
      seen = this.#atomics.compareExchange(this.#words, 0, 0, 2);
    }
  }

  release(): void {
    if (this.#atomics.exchange(this.#words, 0, 0) === 2) this.#atomics.notify(this.#words, 0, 1);
  }
}
