/**
 * Values written straight into memory that threads share, and read from there: the quick way past structured clone, for
 * what it reproduces exactly.
 *
 * These are numbers, strings, booleans, null, undefined, bigints of up to 64 bits; plain objects and arrays of them;
 * `ArrayBuffer`, `DataView` and typed arrays that show all of their buffer. Everything else is refused, and goes by
 * message: what holds an object twice or in a cycle, an accessor, a hole, a named property of an array, the key
 * `__proto__`, an instance of a class, a Proxy, shared memory, an object of another realm; and what is too deep, or does
 * not fit.
 *
 * The value is not changed, and none of its code runs, with one exception: an array's element that is an accessor is
 * called. What it does cannot harm a value that is being written: one that comes meanwhile is refused.
 *
 * Not seen are two things that no program has by accident: an object of the engine (a Map, a Date) whose prototype was
 * replaced by `Object.prototype` arrives as a plain object; a getter of an array's element is called once more than
 * structured clone alone would.
 */
import type { ByteRegion } from "./byte-region.js";
import { writePrimitive } from "./primitives.js";
import { readPart } from "./read-value.js";
import { Repeats } from "./repeats.js";
import { REFUSED } from "./tags.js";
import { writeElements, writePart } from "./write-value.js";

const repeats = new Repeats();
let writing = false;

/**
 * Writes a value into a region.
 *
 * Cost: a number 5 ns, a short string 20, a long one 150 and a copy; an object 50 and 40 for each property. No memory but
 * what the engine takes to look at objects, which is garbage at once.
 *
 * @param offset of its first byte
 * @param limit it must end at this offset, at the latest
 * @returns the offset behind it; -1 if it is refused, and bytes up to `limit` may have been overwritten
 */
export function encodeInPlace(value: unknown, region: ByteRegion, offset: number, limit: number): number {
  if (writing) return REFUSED;
  region.limit = limit;
  if (typeof value !== "object" || value === null) return writePrimitive(region, offset, value);
  return guarded(value, region, offset, writePart);
}

/**
 * {@link encodeInPlace} for a list of the library's own making, such as a rest parameter: an ordinary array without
 * holes and named properties, which {@link encodeInPlace} would have to look for. It is read as an array.
 */
export function encodeListInPlace(
  list: readonly unknown[],
  region: ByteRegion,
  offset: number,
  limit: number,
): number {
  if (writing) return REFUSED;
  region.limit = limit;
  return guarded(list, region, offset, writeElements);
}

function guarded<T>(
  value: T,
  region: ByteRegion,
  offset: number,
  write: (region: ByteRegion, at: number, value: T, repeats: Repeats, depth: number) => number,
): number {
  writing = true;
  try {
    return write(region, offset, value, repeats, 0);
  } catch {
    // An element's getter threw: it will again, where the path to it is known.
    return REFUSED;
  } finally {
    writing = false;
    repeats.clear();
  }
}

/**
 * Reads the value that was written at `offset`; `region.cursor` is behind it then. Keeps nothing of the region.
 *
 * Costs about as much as writing it.
 */
export function decodeInPlace(region: ByteRegion, offset: number): unknown {
  region.cursor = offset;
  return readPart(region);
}
