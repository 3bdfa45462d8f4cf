/**
 * What a primitive was made with (its size, its first value) and every thread must agree on. A named one is made in
 * each thread, by the same words; the first to come says what it is.
 */
import type { Cell } from "../memory/cell.js";
import { atomics } from "../platform/atomics.js";
import { labelOf } from "./label.js";

/**
 * Sets a parameter, or sees that it was set to the same.
 *
 * @param offset of a word of the cell that is kept for it, 0 while it is not set
 * @param value an integer from 0 to 2^31−2
 * @param kind what the primitive is called
 * @param what the parameter is called: `"the initial value"`
 * @param inWords how a value is shown
 * @throws TypeError when the primitive exists with another one
 */
export function agreeOn(
  { words, base, name }: Cell,
  offset: number,
  value: number,
  kind: string,
  what: string,
  inWords: (value: number) => string = String,
): void {
  // Rivals: this same exchange in other threads. The first one wins for ever.
  const there = atomics.compareExchange(words, base + offset, 0, value + 1) - 1;
  if (there === -1 || there === value) return;
  throw new TypeError(
    `${labelOf(kind, name)} exists with ${what} ${inWords(there)} in this program, and cannot have ${inWords(value)} ` +
      "here: make it with the same everywhere, or choose another name",
  );
}

/** The parameter of a primitive that exists. */
export function parameterOf({ words, base }: Cell, offset: number): number {
  return atomics.load(words, base + offset) - 1;
}

/**
 * Checks a parameter that counts something.
 *
 * @throws TypeError for what is not a number; RangeError for what is not an integer from `least` to `most`
 */
export function checkCount(count: number, what: string, least: number, most: number): number {
  if (typeof count !== "number") throw new TypeError(`${what} must be a number, not ${typeof count}`);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new RangeError(`${what} must be an integer from ${least} to ${most}, not ${count}`);
}
