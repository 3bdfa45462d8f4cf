/** Strings: any string comes back exactly, lone surrogates included. */
import { isLatin1, readLatin1, readUtf16, writeLatin1, writeUtf16 } from "../../platform/byte-text.js";
import type { ByteBuffer } from "./byte-buffer.js";
import { LONGEST_HEAD, readCount, writeCount } from "./byte-count.js";
import { LATIN1, UTF16 } from "./byte-tags.js";

/** Up to how many code units a loop is quicker than a call of the engine (60 to 80 ns), writing and reading. */
const SHORT_TO_WRITE = 24;
const SHORT_TO_READ = 12;

/** Writes a string behind what is there, with its tag. */
export function writeText(buffer: ByteBuffer, text: string): void {
  const units = text.length;
  buffer.reserve(buffer.length + LONGEST_HEAD + 2 * units);
  if (units <= SHORT_TO_WRITE && writeShort(buffer, text)) return;
  const latin1 = isLatin1(text);
  buffer.bytes[buffer.length++] = latin1 ? LATIN1 : UTF16;
  writeCount(buffer, units);
  const at = buffer.length;
  if (latin1) writeLatin1(buffer.bytes, at, text);
  else writeUtf16(buffer.bytes, at, text);
  buffer.length = at + (latin1 ? units : 2 * units);
}

/** Answers `false` half-way, with the buffer's length unchanged, for a string that is not Latin-1. */
function writeShort(buffer: ByteBuffer, text: string): boolean {
  const { bytes, length } = buffer;
  const units = text.length;
  const at = length + 2;
  for (let index = 0; index < units; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0xff) return false;
    bytes[at + index] = unit;
  }
  bytes[length] = LATIN1;
  bytes[length + 1] = units;
  buffer.length = at + units;
  return true;
}

/** Reads a string; its tag, which is given, has been read. */
export function readText(buffer: ByteBuffer, tag: number): string {
  const units = readCount(buffer);
  const start = buffer.cursor;
  const end = start + (tag === LATIN1 ? units : 2 * units);
  buffer.cursor = end;
  if (tag === UTF16) return readUtf16(buffer.bytes, start, end);
  return units <= SHORT_TO_READ ? readShort(buffer.view, start, end) : readLatin1(buffer.bytes, start, end);
}

/** Eight, four, one at a time: a call with several code units makes one string of them. */
export function readShort(view: DataView, start: number, end: number): string {
  let text = "";
  let at = start;
  for (; at + 4 <= end; at += 4) {
    text += String.fromCharCode(
      view.getUint8(at),
      view.getUint8(at + 1),
      view.getUint8(at + 2),
      view.getUint8(at + 3),
    );
  }
  for (; at < end; at++) text += String.fromCharCode(view.getUint8(at));
  return text;
}
