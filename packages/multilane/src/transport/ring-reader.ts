/** The reading side of a ring. */
import type { RingMemory } from "./ring-memory.js";
import { LENGTH_BYTES, recordSize, WRAP } from "./ring-records.js";

/** Takes records out of a ring, in their order. One thread at a time has its reader. */
export class RingReader {
  /** How many bytes the record has that {@link next} answered. */
  length = 0;
  readonly #ring: RingMemory;
  /** Where the next record begins. */
  #head: number;
  /** What the writer knows of that. */
  #released: number;
  /** The writer's counter as it was when it was looked at last: no fewer records than this says. */
  #tail: number;

  /** Takes up where the ring stands. */
  constructor(ring: RingMemory) {
    this.#ring = ring;
    // Nobody else writes it.
    this.#head = this.#released = this.#tail = ring.atomics.load(ring.words, ring.head);
  }

  /**
   * The next record: the offset of its first byte in the records' memory, a multiple of four; -1 if there is none. The
   * record is the reader's until it calls this again, or {@link release}.
   */
  next(): number {
    const { capacity, records } = this.#ring;
    // Not with each record, or the writer would wait for the cache line each time.
    if (((this.#head - this.#released) | 0) >= capacity >>> 2) this.release();
    while (!this.isEmpty()) {
      const at = this.#head & (capacity - 1);
      const length = records.read(at >>> 2);
      if (length !== WRAP) {
        this.length = length;
        this.#head = (this.#head + recordSize(length)) | 0;
        return at + LENGTH_BYTES;
      }
      this.#head = (this.#head + capacity - at) | 0;
    }
    return -1;
  }

  /** Whether there is nothing to read. What was published before the call is seen. */
  isEmpty(): boolean {
    if (this.#head !== this.#tail) return false;
    const { atomics, words, tail } = this.#ring;
    // Its partner is the store in publish().
    this.#tail = atomics.load(words, tail);
    return this.#head === this.#tail;
  }

  /** Gives back the room of all that was read. To be called when there is nothing more to read, at least. */
  release(): void {
    if (this.#head === this.#released) return;
    this.#released = this.#head;
    const { atomics, words, head } = this.#ring;
    // Its partner is the load in RingWriter: who sees this may write there.
    atomics.store(words, head, this.#head);
  }
}
