/** Counts: of code units, elements, properties. */
import type { ByteBuffer } from "./byte-buffer.js";
import { LONG_COUNT } from "./byte-tags.js";

/** The most bytes that a tag and a count take. */
export const LONGEST_HEAD = 6;

/** Writes a count behind what is there; the room is reserved. */
export function writeCount(buffer: ByteBuffer, count: number): void {
  const at = buffer.length;
  if (count < LONG_COUNT) {
    buffer.bytes[at] = count;
    buffer.length = at + 1;
  } else {
    buffer.bytes[at] = LONG_COUNT;
    buffer.view.setUint32(at + 1, count, true);
    buffer.length = at + 5;
  }
}

/** Reads a count. */
export function readCount(buffer: ByteBuffer): number {
  const at = buffer.cursor;
  const count = buffer.view.getUint8(at);
  if (count < LONG_COUNT) {
    buffer.cursor = at + 1;
    return count;
  }
  buffer.cursor = at + 5;
  return buffer.view.getUint32(at + 1, true);
}
