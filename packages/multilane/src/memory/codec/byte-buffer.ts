/** Memory of this thread to write a value's bytes into and to read them from, over and over. */
import { ResourceExhaustedError } from "../../errors.js";
import type { TextBytes } from "../../platform/byte-text.js";
import { textBytes } from "../../platform/byte-text.js";

const SMALLEST = 256;

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

/**
 * How many bytes are kept for later, in all: neither one huge item nor a crowd of puts that wait, each with a buffer of
 * its own, shall cost their memory for ever. A thread that does not wait needs one or two at a time.
 */
const MOST_KEPT = 1024 * 1024;

const spare: ByteBuffer[] = [];
let kept = 0;

/**
 * A buffer that nobody else of this thread uses until {@link giveBuffer}. Not simply one for the thread: a getter, or
 * a class's own `encode`, may put something into a queue while a value is written.
 */
export function takeBuffer(): ByteBuffer {
  const buffer = spare.pop();
  if (buffer === undefined) return new ByteBuffer();
  kept -= buffer.bytes.length;
  return buffer;
}

/** Lets the next {@link takeBuffer} have it, unless so many are kept already. */
export function giveBuffer(buffer: ByteBuffer): void {
  const size = buffer.bytes.length;
  if (kept + size > MOST_KEPT) return;
  kept += size;
  spare.push(buffer);
}
