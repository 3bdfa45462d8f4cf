/**
 * Views of shared memory that grows. They have a fixed length, since those that follow the buffer's cost two to three
 * times as much; so each thread makes its own anew when it meets a block that lies beyond them.
 */
import { BLOCK_WORDS } from "./item-layout.js";

/** How the views are made: otherwise in tests. */
export interface ViewMaker {
  words(buffer: SharedArrayBuffer, bytes: number): Int32Array;
  floats(buffer: SharedArrayBuffer, bytes: number): Float64Array;
}

const plainViews: ViewMaker = {
  words: (buffer, bytes) => new Int32Array(buffer, 0, Math.floor(bytes / Int32Array.BYTES_PER_ELEMENT)),
  floats: (buffer, bytes) => new Float64Array(buffer, 0, Math.floor(bytes / Float64Array.BYTES_PER_ELEMENT)),
};

/** This thread's views of a buffer from its beginning. */
export class BlockViews {
  words: Int32Array;
  floats: Float64Array;
  readonly buffer: SharedArrayBuffer;
  readonly #make: ViewMaker;

  constructor(buffer: SharedArrayBuffer, make: ViewMaker = plainViews) {
    this.buffer = buffer;
    this.#make = make;
    this.words = make.words(buffer, buffer.byteLength);
    this.floats = make.floats(buffer, buffer.byteLength);
  }

  /** Makes the views long enough for all blocks whose numbers are smaller; the buffer is so already. */
  reach(extent: number): void {
    if (extent * BLOCK_WORDS <= this.words.length) return;
    const bytes = this.buffer.byteLength;
    this.words = this.#make.words(this.buffer, bytes);
    this.floats = this.#make.floats(this.buffer, bytes);
  }
}
