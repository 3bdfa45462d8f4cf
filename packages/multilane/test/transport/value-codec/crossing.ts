/** A value on its two ways: through the bytes of a region, and by message as without one. */
import { decode, encode } from "#src/memory/codec/codec.js";
import { ByteRegion } from "#src/transport/value-codec/byte-region.js";
import { decodeInPlace, encodeInPlace } from "#src/transport/value-codec/value-codec.js";

/** What stands in the memory around a value: it must neither be read nor be changed. */
const NOISE = 0xee;
const SIZE = 48 * 1024;
/** Not aligned to anything. */
export const OFFSET = 13;

const noise = Buffer.alloc(SIZE, NOISE);

const written = new ByteRegion(new SharedArrayBuffer(SIZE));
const read = new ByteRegion(new SharedArrayBuffer(SIZE));

/** What came of writing a value; `undefined`: it was refused. */
export function cross(value: unknown, limit: number = SIZE): { readonly value: unknown } | undefined {
  written.octets.fill(NOISE);
  const end = encodeInPlace(value, written, OFFSET, limit);
  const after = Buffer.from(written.octets.buffer);
  const untouched = (from: number, to: number): boolean => after.compare(noise, from, to, from, to) === 0;
  if (!untouched(0, OFFSET) || !untouched(limit, SIZE)) throw new Error("wrote where it must not");
  if (end === -1) return undefined;
  if (end > limit || end <= OFFSET) throw new Error(`answered ${end} with the limit ${limit}`);
  // Only its own bytes, and elsewhere: nothing of the region it was written to must matter.
  const at = OFFSET + 1;
  read.octets.fill(NOISE).set(written.octets.subarray(OFFSET, end), at);
  const received = decodeInPlace(read, at);
  if (read.cursor !== at + end - OFFSET) throw new Error(`read up to ${read.cursor}, not to its end`);
  read.octets.fill(NOISE);
  return { value: received };
}

/** As a message brings it. */
export function message(value: unknown): unknown {
  return decode(structuredClone(encode(value, "it")));
}

/** How many bytes a value takes; 0 if it is refused. */
export function sizeOf(value: unknown): number {
  return Math.max(encodeInPlace(value, written, OFFSET, SIZE) - OFFSET, 0);
}
