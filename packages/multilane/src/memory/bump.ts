/** Giving out shared memory that is never taken back, without a lock. */
import { ResourceExhaustedError } from "../errors.js";
import type { AtomicsLike } from "../platform/atomics.js";
import { ALIGNMENT } from "./layout.js";

/** A stretch of memory to give out, and the word that counts how much of it is taken. */
export interface BumpArea {
  /** Index of the counter. */
  readonly used: number;
  /** First word of the stretch. */
  readonly start: number;
  /** First word behind it. */
  readonly end: number;
}

/** Rounds up to whole cache lines. */
export function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/**
 * Takes zeroed words, which belong to the caller alone until it tells somebody. A thread that dies afterwards leaks
 * them and harms nothing.
 *
 * @param purpose for the message of the error
 * @returns index of the first word
 * @throws ResourceExhaustedError when the rest is too small
 */
export function takeWords(
  atomics: AtomicsLike,
  words: Int32Array,
  area: BumpArea,
  length: number,
  purpose: string,
): number {
  const size = aligned(length);
  for (;;) {
    const used = atomics.load(words, area.used);
    if (area.start + used + size > area.end) {
      throw new ResourceExhaustedError(
        `there is no room for ${purpose} in the ${(area.end - area.start) * 4} bytes of shared memory that the ` +
          "program's named primitives live in, as long as the program: use fewer names, or anonymous primitives " +
          "passed as task arguments",
      );
    }
    // Rivals: this same operation in other threads. Not an `add`: the counter must never pass the end.
    if (atomics.compareExchange(words, area.used, used, used + size) === used) return area.start + used;
  }
}
