/**
 * Shared words that are read and written without atomic operations: whoever does holds the lock around them, and its
 * release happens before the next one's acquisition.
 */

/** The word at an index that lies in the array. */
export function word(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

/** The number at an index that lies in the array. */
export function float(floats: Float64Array, index: number): number {
  return floats[index] ?? 0;
}
