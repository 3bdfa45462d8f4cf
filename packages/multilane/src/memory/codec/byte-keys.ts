/** Property keys. The same few come again and again, and a string that the engine has as a key already is found sooner. */
import { readLatin1 } from "../../platform/byte-text.js";
import type { ByteBuffer } from "./byte-buffer.js";
import { readText } from "./byte-strings.js";
import { LATIN1 } from "./byte-tags.js";

/** Keys of more code units are not remembered. */
const LONGEST = 24;
const MASK = 255;

/** Keys that were read lately, each at the place of its hash. */
const known: string[] = Array.from({ length: MASK + 1 }, () => "");

/** Reads a key: a string with its tag. About 30 ns for one that is known, 150 for another. */
export function readKey(buffer: ByteBuffer): string {
  const { bytes, cursor } = buffer;
  const tag = bytes[cursor];
  const units = bytes[cursor + 1] ?? 0;
  const start = cursor + 2;
  if (tag !== LATIN1 || units > LONGEST) {
    buffer.cursor = cursor + 1;
    return readText(buffer, tag ?? LATIN1);
  }
  buffer.cursor = start + units;
  const place = hash(bytes, start, units) & MASK;
  const candidate = known[place] ?? "";
  if (isAt(bytes, start, units, candidate)) return candidate;
  return (known[place] = asKey(readLatin1(bytes, start, start + units)));
}

function hash(bytes: Uint8Array, start: number, units: number): number {
  let value = units;
  for (let index = 0; index < units; index++)
    value = (Math.imul(value, 31) + (bytes[start + index] ?? 0)) | 0;
  return value ^ (value >>> 15);
}

function isAt(bytes: Uint8Array, start: number, units: number, text: string): boolean {
  if (text.length !== units) return false;
  for (let index = 0; index < units; index++)
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}

/** The same string, as the one that the engine compares by identity when it looks for a property. */
function asKey(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text;
}
