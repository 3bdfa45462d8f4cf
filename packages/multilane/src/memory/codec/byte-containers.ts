/**
 * Small plain objects and arrays of primitives and of each other, written without the engine, which takes 2 to 4 µs
 * for the smallest of them. Only what comes out the same: each object must occur once, since nothing here can say
 * that two properties hold the same one.
 */
import type { ByteBuffer } from "./byte-buffer.js";
import { LONGEST_HEAD, writeCount } from "./byte-count.js";
import { writePrimitive } from "./byte-primitives.js";
import { writeText } from "./byte-strings.js";
import { ARRAY, OBJECT } from "./byte-tags.js";
import { kindOf } from "./kinds.js";
import { propertiesOf } from "./properties.js";

/** How many objects and arrays in one value: each is compared with all before it. */
const MOST_CONTAINERS = 16;

/** How many elements or properties: beyond these the engine is quicker. */
const MOST_ITEMS = 32;

/**
 * Writes an object or array behind what is there. Answers `false`, perhaps half-way, for what it does not know to be
 * small and plain; a getter that throws throws.
 *
 * @param seen the objects that it lies in and that lie before it
 */
export function writeContainer(buffer: ByteBuffer, value: object, seen: object[]): boolean {
  if (seen.length === MOST_CONTAINERS || seen.includes(value)) return false;
  seen.push(value);
  const kind = kindOf(value);
  if (kind === "plain") return writeObject(buffer, value, seen);
  return kind === "array" && Array.isArray(value) && writeArray(buffer, value, seen);
}

function writeObject(buffer: ByteBuffer, value: object, seen: object[]): boolean {
  const keys = Object.keys(value);
  if (keys.length > MOST_ITEMS) return false;
  begin(buffer, OBJECT, keys.length);
  const properties = propertiesOf(value);
  for (const key of keys) {
    writeText(buffer, key);
    if (!writeItem(buffer, properties[key], seen)) return false;
  }
  return true;
}

function writeArray(buffer: ByteBuffer, array: readonly unknown[], seen: object[]): boolean {
  const { length } = array;
  if (length > MOST_ITEMS || !hasElementsOnly(array)) return false;
  begin(buffer, ARRAY, length);
  for (let index = 0; index < length; index++) if (!writeItem(buffer, array[index], seen)) return false;
  return true;
}

/** Whether all that it has are its elements, without holes. Its keys list indices first, in order. */
function hasElementsOnly(array: readonly unknown[]): boolean {
  const keys = Object.keys(array);
  const { length } = array;
  return keys.length === length && (length === 0 || keys[length - 1] === String(length - 1));
}

function begin(buffer: ByteBuffer, tag: number, count: number): void {
  buffer.reserve(buffer.length + LONGEST_HEAD);
  buffer.bytes[buffer.length++] = tag;
  writeCount(buffer, count);
}

function writeItem(buffer: ByteBuffer, item: unknown, seen: object[]): boolean {
  if (writePrimitive(buffer, item)) return true;
  return typeof item === "object" && item !== null && writeContainer(buffer, item, seen);
}
