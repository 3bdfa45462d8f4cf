/** The writing side of a ring. */
import type { RingMemory } from "./ring-memory.js";
import { LENGTH_BYTES, longestRecord, recordSize, WRAP } from "./ring-records.js";

/**
 * Puts records into a ring. One thread at a time has its writer.
 *
 * A record is written where it stays: {@link reserve} room, write, {@link commit}. The reader sees it with the next
 * {@link publish}, and all that was committed before with it: one atomic store for many records.
 */
export class RingWriter {
  /** The most bytes that {@link reserve} takes. */
  readonly longest: number;
  readonly #ring: RingMemory;
  /** Where the next record begins. */
  #tail: number;
  /** What the reader knows of that. */
  #published: number;
  /** The reader's counter as it was when it was looked at last: no less room than this says. */
  #head: number;

  /** Takes up where the ring stands. */
  constructor(ring: RingMemory) {
    this.longest = longestRecord(ring.capacity);
    this.#ring = ring;
    // Nobody else writes it, and what an earlier writer did not publish is lost.
    this.#tail = this.#published = ring.atomics.load(ring.words, ring.tail);
    this.#head = (this.#tail - ring.capacity) | 0;
  }

  /**
   * Makes room for a record of up to so many bytes. It may be reserved anew before it is committed, and be left so.
   *
   * @param spare how many bytes must be left behind it: what is sure to be needed for other records
   * @returns the offset of its first byte in the records' memory, a multiple of four; -1 if the reader must give back first
   * @throws RangeError for more than {@link longest}
   */
  reserve(bytes: number, spare = 0): number {
    if (bytes > this.longest)
      throw new RangeError(
        `a record of ${bytes} bytes is too long for this ring, which takes ${this.longest}`,
      );
    const { capacity, records } = this.#ring;
    const size = recordSize(bytes);
    const at = this.#tail & (capacity - 1);
    const skipped = capacity - at < size ? capacity - at : 0;
    if (!this.#hasRoom(skipped + size + spare)) return -1;
    if (skipped > 0) {
      records.write(at >>> 2, WRAP);
      this.#tail = (this.#tail + skipped) | 0;
    }
    return (this.#tail & (capacity - 1)) + LENGTH_BYTES;
  }

  /** The record that was reserved has so many bytes, at most as many as were reserved. */
  commit(bytes: number): void {
    const { capacity, records } = this.#ring;
    records.write((this.#tail & (capacity - 1)) >>> 2, bytes);
    this.#tail = (this.#tail + recordSize(bytes)) | 0;
  }

  /** Shows the reader what was committed. Tells whether there was anything. Wake it afterwards: see `doorbell.ts`. */
  publish(): boolean {
    if (this.#tail === this.#published) return false;
    this.#published = this.#tail;
    const { atomics, words, tail } = this.#ring;
    // Its partner is the load in RingReader: who sees this sees the records. And it stands before the load in ring().
    atomics.store(words, tail, this.#tail);
    return true;
  }

  #hasRoom(size: number): boolean {
    const { atomics, words, head, capacity } = this.#ring;
    if (size <= capacity - ((this.#tail - this.#head) | 0)) return true;
    // Its partner is the store in release(): what was given back has been read, and may be overwritten.
    this.#head = atomics.load(words, head);
    return size <= capacity - ((this.#tail - this.#head) | 0);
  }
}
