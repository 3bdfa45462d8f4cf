/** Writes a value, if the bytes bring back exactly what a message would. */
import { hasElementsOnly, isArgumentsObject, isProxy } from "../../platform/value-kinds.js";
import type { ByteRegion } from "./byte-region.js";
import { writeBytes } from "./bytes.js";
import { LONGEST_HEAD, writeCount } from "./counts.js";
import { isOrdinary } from "./ordinary.js";
import { writePrimitive } from "./primitives.js";
import type { Repeats } from "./repeats.js";
import { ARRAY, REFUSED } from "./tags.js";
import { writeObject } from "./write-object.js";

/** How deep objects may lie in each other. */
const MOST_LEVELS = 32;

/** Up to how many elements an array's keys are listed, 20 ns each, to see that it has no others. */
const FEW = 32;

/**
 * Writes a value behind what is there.
 *
 * @param depth how many objects it lies in
 * @returns where it ends, or REFUSED
 */
export function writePart(
  region: ByteRegion,
  at: number,
  value: unknown,
  repeats: Repeats,
  depth: number,
): number {
  if (typeof value !== "object" || value === null) return writePrimitive(region, at, value);
  if (depth === MOST_LEVELS || isProxy(value)) return REFUSED;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    if (isArgumentsObject(value) || !repeats.isNew(value)) return REFUSED;
    if (prototype === null && !isOrdinary(value)) return REFUSED;
    return writeObject(region, at, value, repeats, depth + 1, writePart);
  }
  if (prototype !== Array.prototype) return writeBytes(region, at, value, repeats);
  if (!Array.isArray(value) || value.length > region.limit - at) return REFUSED;
  if (!repeats.isNew(value) || !isDense(value)) return REFUSED;
  return writeElements(region, at, value, repeats, depth + 1);
}

/** Writes an array that is known to have nothing but elements, and holes perhaps, which are refused. */
export function writeElements(
  region: ByteRegion,
  at: number,
  array: readonly unknown[],
  repeats: Repeats,
  depth: number,
): number {
  const { length } = array;
  if (at + LONGEST_HEAD > region.limit) return REFUSED;
  region.octets[at] = ARRAY;
  let end = writeCount(region, at + 1, length);
  for (let index = 0; index < length; index++) {
    const item = array[index];
    if (item === undefined && !Object.hasOwn(array, index)) return REFUSED;
    end = writePart(region, end, item, repeats, depth);
    if (end === REFUSED) return REFUSED;
  }
  return end;
}

/** Whether an array has no properties but its elements. Its keys list indices first, in order. */
function isDense(array: readonly unknown[]): boolean {
  const { length } = array;
  if (length > FEW) return hasElementsOnly(array);
  const keys = Object.keys(array);
  return keys.length === length && (length === 0 || keys[length - 1] === String(length - 1));
}
