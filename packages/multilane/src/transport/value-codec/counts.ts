/** Counts: of code units, of elements. */
import type { ByteRegion } from "./byte-region.js";
import { LONG_COUNT } from "./tags.js";

/** The most bytes that a tag and a count take. */
export const LONGEST_HEAD = 6;

/** Writes a count; there is room for it. Answers where it ends. */
export function writeCount({ octets, view }: ByteRegion, at: number, count: number): number {
  if (count < LONG_COUNT) {
    octets[at] = count;
    return at + 1;
  }
  octets[at] = LONG_COUNT;
  view.setUint32(at + 1, count, true);
  return at + 5;
}

/** Reads a count at the cursor. */
export function readCount(region: ByteRegion): number {
  const { view, cursor } = region;
  const count = view.getUint8(cursor);
  if (count < LONG_COUNT) {
    region.cursor = cursor + 1;
    return count;
  }
  region.cursor = cursor + 5;
  return view.getUint32(cursor + 1, true);
}
