/** Where a ring is: its two counters, and the memory of its records. */
import { atomics } from "../platform/atomics.js";
import type { AtomicsLike } from "../platform/atomics.js";

/** The records' memory as 32-bit words. Plain accesses: the counters say whose turn it is. */
interface RecordWords {
  read(word: number): number;
  write(word: number, value: number): void;
}

/** What a writer and a reader are made over. */
export interface RingMemory {
  readonly atomics: AtomicsLike;
  readonly words: Int32Array;
  /** Index of the reader's counter: how many bytes it has given back, modulo 2^32. */
  readonly head: number;
  /** Index of the writer's counter: how many bytes it has published, modulo 2^32. */
  readonly tail: number;
  /** Bytes of the records' memory: a power of two. */
  readonly capacity: number;
  readonly records: RecordWords;
}

/** Two cache lines each: a writer and a reader that run together must not fight for one, and lines are fetched in pairs. */
const COUNTER_BYTES = 128;
const HEADER_BYTES = 2 * COUNTER_BYTES;

/** A ring in a buffer of its own, in the form that a message brings to the other side. */
export interface Ring extends RingMemory {
  readonly buffer: SharedArrayBuffer;
  /** Offset of the records' memory in the buffer: to be added to what writer and reader answer. */
  readonly base: number;
}

/** Makes the memory for an empty ring; `ringIn` makes a ring of it, on either side. @param capacity a power of two */
export function ringBuffer(capacity: number): SharedArrayBuffer {
  if (capacity < 16 || 2 ** Math.round(Math.log2(capacity)) !== capacity)
    throw new RangeError(`the capacity of a ring must be a power of two, and 16 at least, not ${capacity}`);
  return new SharedArrayBuffer(HEADER_BYTES + capacity);
}

/** The ring in a buffer that {@link ringBuffer} made, here or in another thread. */
export function ringIn(buffer: SharedArrayBuffer): Ring {
  const words = new Int32Array(buffer, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
  return {
    atomics,
    words,
    head: 0,
    tail: COUNTER_BYTES / Int32Array.BYTES_PER_ELEMENT,
    capacity: buffer.byteLength - HEADER_BYTES,
    records: new PlainWords(new Int32Array(buffer, HEADER_BYTES)),
    buffer,
    base: HEADER_BYTES,
  };
}

class PlainWords implements RecordWords {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  read(word: number): number {
    return this.#words[word] ?? 0;
  }

  write(word: number, value: number): void {
    this.#words[word] = value;
  }
}
