/** Buffers, and views that show all of theirs. */
import { byteClassOf, makeOfBytes, wholeBufferOf } from "./byte-classes.js";
import type { ByteRegion } from "./byte-region.js";
import type { Repeats } from "./repeats.js";
import { BYTES, REFUSED } from "./tags.js";

/** Bytes before the bytes: the tag, the class, how many there are. */
const HEAD = 6;

/** Writes such an object. Answers where it ends, or REFUSED, for any other too. */
export function writeBytes(region: ByteRegion, at: number, value: object, repeats: Repeats): number {
  const number = byteClassOf(value);
  if (number === undefined) return REFUSED;
  const buffer = wholeBufferOf(value, number);
  if (buffer === undefined) return REFUSED;
  // Two views may share a buffer, and must share it afterwards.
  if (!repeats.isNew(value) || (buffer !== value && !repeats.isNew(buffer))) return REFUSED;
  const bytes = new Uint8Array(buffer);
  const start = at + HEAD;
  if (start + bytes.length > region.limit) return REFUSED;
  region.octets[at] = BYTES;
  region.octets[at + 1] = number;
  region.view.setUint32(at + 2, bytes.length, true);
  region.octets.set(bytes, start);
  return start + bytes.length;
}

/** Reads one at the cursor; its tag has been read. */
export function readBytes(region: ByteRegion): object {
  const { view, octets, cursor } = region;
  const start = cursor + HEAD - 1;
  const end = start + view.getUint32(cursor + 1, true);
  region.cursor = end;
  return makeOfBytes(view.getUint8(cursor), octets.slice(start, end).buffer);
}
