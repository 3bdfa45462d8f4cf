/** Strings: any string comes back exactly, lone surrogates included. */
import { isLatin1, readLatin1, readUtf16, writeLatin1, writeUtf16 } from "../../platform/byte-text.js";
import { readShort } from "../../memory/codec/byte-strings.js";
import type { ByteRegion } from "./byte-region.js";
import { LONGEST_HEAD, readCount, writeCount } from "./counts.js";
import { LATIN1, REFUSED, UTF16 } from "./tags.js";

/**
 * Up to how many code units a loop is quicker than a call of the engine (60 to 120 ns, and as little for a kilobyte):
 * 10 to 70 ns, growing with the length.
 */
const SHORT_TO_WRITE = 16;
const SHORT_TO_READ = 12;

/** Writes a string, its tag first. Answers where it ends, or REFUSED if it does not fit. */
export function writeText(region: ByteRegion, at: number, text: string): number {
  const units = text.length;
  // Before the string is looked at: of a huge one that could take long.
  if (at + LONGEST_HEAD + units > region.limit) return REFUSED;
  if (units <= SHORT_TO_WRITE) {
    const end = writeShort(region.octets, at, text);
    if (end !== REFUSED) return end;
  }
  const latin1 = isLatin1(text);
  const size = latin1 ? units : 2 * units;
  if (at + LONGEST_HEAD + size > region.limit) return REFUSED;
  region.octets[at] = latin1 ? LATIN1 : UTF16;
  const start = writeCount(region, at + 1, units);
  if (latin1) writeLatin1(region.text, start, text);
  else writeUtf16(region.text, start, text);
  return start + size;
}

/** Answers REFUSED, half-way, for a string that is not Latin-1. */
function writeShort(octets: Uint8Array, at: number, text: string): number {
  const units = text.length;
  const start = at + 2;
  for (let index = 0; index < units; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0xff) return REFUSED;
    octets[start + index] = unit;
  }
  octets[at] = LATIN1;
  octets[at + 1] = units;
  return start + units;
}

/** Reads a string at the cursor; its tag, which is given, has been read. */
export function readText(region: ByteRegion, tag: number): string {
  const units = readCount(region);
  const start = region.cursor;
  const end = start + (tag === LATIN1 ? units : 2 * units);
  region.cursor = end;
  if (tag === UTF16) return readUtf16(region.text, start, end);
  return units <= SHORT_TO_READ ? readShort(region.view, start, end) : readLatin1(region.text, start, end);
}
