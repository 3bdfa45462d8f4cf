import { registerClass } from "multilane";

/** Bytes of an item: a word with its length, then its JSON. */
const SLOT = 256;
const SLOTS = 64;
/** Where the items begin. The word before them counts the slots that were given out. */
const START = 4;

/**
 * A list that all threads append to, so that CPython's `results.append(x)` and `len(results)` keep their meaning. Up
 * to 64 items, anything that is JSON.
 */
export class SharedList<T> {
  readonly #buffer: SharedArrayBuffer;
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(START + SLOT * SLOTS)) {
    this.#buffer = buffer;
    this.#words = new Int32Array(buffer);
  }

  append(item: T): void {
    const bytes = new TextEncoder().encode(JSON.stringify(item));
    if (bytes.length > SLOT - 4) throw new RangeError(`an item of ${bytes.length} bytes is too long`);
    const slot = Atomics.add(this.#words, 0, 1);
    if (slot >= SLOTS) throw new RangeError(`the list has ${SLOTS} items already`);
    const start = START + slot * SLOT;
    new Uint8Array(this.#buffer).set(bytes, start + 4);
    // Partner: the load in #lengthOf. The bytes are there before the length is.
    Atomics.store(this.#words, start / 4, bytes.length);
  }

  #lengthOf(slot: number): number {
    return slot < SLOTS ? Atomics.load(this.#words, (START + slot * SLOT) / 4) : 0;
  }

  /** How many items are there, in their order and without gaps. */
  get length(): number {
    let length = 0;
    while (this.#lengthOf(length) !== 0) length++;
    return length;
  }

  /** What is there now. */
  values(): T[] {
    return Array.from({ length: this.length }, (_, slot) => {
      const start = START + slot * SLOT + 4;
      const bytes = new Uint8Array(this.#buffer).slice(start, start + this.#lengthOf(slot));
      return JSON.parse(new TextDecoder().decode(bytes)) as T;
    });
  }

  static {
    registerClass(SharedList<unknown>, {
      name: "cpython.SharedList",
      encode: (list) => list.#buffer,
      decode: (buffer: SharedArrayBuffer) => new SharedList(buffer),
    });
  }
}
