/** How records lie in a ring: a word that says how long, the bytes, and what is left to a multiple of eight. */

/** Instead of a length: the next record is at the beginning of the memory. */
export const WRAP = -1;

/** Bytes of the word before a record's own. */
export const LENGTH_BYTES = 4;

/** How many bytes of a ring a record takes. */
export function recordSize(bytes: number): number {
  return (bytes + LENGTH_BYTES + 7) & ~7;
}

/** The most bytes that a record may have: half a ring, so that an empty one has room for it, wherever it stands. */
export function longestRecord(capacity: number): number {
  return capacity / 2 - LENGTH_BYTES;
}
