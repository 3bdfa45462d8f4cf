/** Memory of this thread to write a value's bytes into and to read them from, over and over. */
import { ResourceExhaustedError } from "../../errors.js";
import type { TextBytes } from "../../platform/byte-text.js";
import { textBytes } from "../../platform/byte-text.js";

const SMALLEST = 256;

/** A buffer that was larger is not kept for later: one huge item shall not cost its memory for ever. */
const LARGEST_KEPT = 1024 * 1024;

/** Bytes of one value, and three ways to look at them. The views change when the buffer grows: do not keep them. */
export class ByteBuffer {
  /** How many bytes of it are the value's. */
  length = 0;
  /** Where the next read begins, while a value is read. */
  cursor = 0;
  bytes: TextBytes;
  /** The same memory; as long as the bytes, a multiple of 64. */
  words: Int32Array;
  view: DataView;

  constructor() {
    const memory = new ArrayBuffer(SMALLEST);
    this.bytes = textBytes(memory);
    this.words = new Int32Array(memory);
    this.view = new DataView(memory);
  }

  /**
   * Makes room for so many bytes in all; the first `length` are kept.
   *
   * @throws ResourceExhaustedError when the engine has no memory for them
   */
  reserve(capacity: number): void {
    if (capacity > this.bytes.length) this.#grow(capacity);
  }

  #grow(capacity: number): void {
    const memory = allocate(Math.max(Math.ceil(capacity / 64) * 64, 2 * this.bytes.length));
    const bytes = textBytes(memory);
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
    this.words = new Int32Array(memory);
    this.view = new DataView(memory);
  }
}

function allocate(capacity: number): ArrayBuffer {
  try {
    return new ArrayBuffer(capacity);
  } catch (cause) {
    throw new ResourceExhaustedError(
      `this thread has no memory for the ${capacity} bytes of an item: pass it in parts, or as a SharedArrayBuffer ` +
        "in a task's arguments",
      { cause },
    );
  }
}

const spare: ByteBuffer[] = [];

/**
 * A buffer that nobody else of this thread uses until {@link giveBuffer}. Not simply one for the thread: a getter, or
 * a class's own `encode`, may put something into a queue while a value is written.
 */
export function takeBuffer(): ByteBuffer {
  return spare.pop() ?? new ByteBuffer();
}

/** Lets the next {@link takeBuffer} have it. */
export function giveBuffer(buffer: ByteBuffer): void {
  if (buffer.bytes.length <= LARGEST_KEPT) spare.push(buffer);
}
