/** Plain objects: their keys first, then their values. */
import type { ByteRegion } from "./byte-region.js";
import { isKept, KeyList, KeyLists, writeKeys } from "./key-list.js";
import type { Repeats } from "./repeats.js";
import { OBJECT, REFUSED } from "./tags.js";

/** An object with more keys is a dictionary, and the engine's to copy. */
const MOST_KEYS = 128;
/** The length of the keys has two bytes. */
const LONGEST_KEYS = 0xffff;

/** Bytes before the keys: the tag, the number of keys, their length, their hash. */
const HEAD = 8;

/** Writes any part of a value. */
export type WritePart = (
  region: ByteRegion,
  at: number,
  value: unknown,
  repeats: Repeats,
  depth: number,
) => number;

const known = new KeyLists();

/** The keys of the object that is being looked at; they are in a list of their own before the next is. */
const found: string[] = Array.from({ length: MOST_KEYS }, () => "");

/**
 * Writes a plain object (an ordinary one: see `write-value.ts`). None of its code runs: one with an accessor is refused.
 *
 * Answers where it ends, or REFUSED.
 */
export function writeObject(
  region: ByteRegion,
  at: number,
  value: object,
  repeats: Repeats,
  depth: number,
  writePart: WritePart,
): number {
  let count = 0;
  let hash = 0;
  // Quicker than Object.keys, in the same order. What is inherited, if anything, is refused below.
  for (const key in value) {
    if (count === MOST_KEYS) return REFUSED;
    found[count++] = key;
    const { length } = key;
    hash = Math.imul(hash ^ length, 0x01000193) ^ (length === 0 ? 0 : key.charCodeAt(0) ^ (key.charCodeAt(length - 1) << 8)); // prettier-ignore
  }
  let end = at + HEAD;
  if (end > region.limit) return REFUSED;
  const list = known.at(hash);
  let keys: readonly string[];
  if (list !== undefined && isFound(list.keys, count)) {
    ({ keys } = list);
    if (end + list.length > region.limit) return REFUSED;
    list.copyTo(region.view, end);
    end += list.length;
  } else {
    keys = found.slice(0, count);
    // It would be a key like any other; but it is too odd to vouch for.
    if (keys.includes("__proto__")) return REFUSED;
    end = writeKeys(region, end, keys);
    if (end === REFUSED || end - at - HEAD > LONGEST_KEYS) return REFUSED;
    if (isKept(end - at - HEAD) && known.note(hash))
      known.keep(hash, new KeyList(keys, Uint8Array.from(region.octets.subarray(at + HEAD, end))));
  }
  const { octets, view } = region;
  octets[at] = OBJECT;
  octets[at + 1] = count;
  view.setUint16(at + 2, end - at - HEAD, true);
  view.setInt32(at + 4, hash, true);
  return writeProperties(region, end, value, keys, repeats, depth, writePart);
}

function isFound(keys: readonly string[], count: number): boolean {
  if (keys.length !== count) return false;
  for (let index = 0; index < count; index++) if (keys[index] !== found[index]) return false;
  return true;
}

function writeProperties(
  region: ByteRegion,
  at: number,
  value: object,
  keys: readonly string[],
  repeats: Repeats,
  depth: number,
  writePart: WritePart,
): number {
  let end = at;
  for (const key of keys) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    // Inherited, or an accessor.
    if (property === undefined || property.get !== undefined || property.set !== undefined) return REFUSED;
    end = writePart(region, end, property.value, repeats, depth);
    if (end === REFUSED) return REFUSED;
  }
  return end;
}
