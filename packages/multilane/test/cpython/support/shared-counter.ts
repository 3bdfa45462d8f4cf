import { registerClass } from "multilane";

/** A number that all threads see: for CPython's `phase_num` and `state`, which its threads share as a variable. */
export class SharedCounter {
  readonly #word: Int32Array<SharedArrayBuffer>;

  constructor(word: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4))) {
    this.#word = word;
  }

  get value(): number {
    return Atomics.load(this.#word, 0);
  }

  set value(value: number) {
    Atomics.store(this.#word, 0, value);
  }

  /** Adds 1. */
  increment(): void {
    Atomics.add(this.#word, 0, 1);
  }

  /** Adds so much and answers what it was before: each value goes to one caller only. */
  add(count: number): number {
    return Atomics.add(this.#word, 0, count);
  }

  static {
    registerClass(SharedCounter, {
      name: "cpython.SharedCounter",
      encode: (counter) => counter.#word,
      decode: (word: Int32Array<SharedArrayBuffer>) => new SharedCounter(word),
    });
  }
}
