/**
 * Strings in shared memory, as their UTF-16 code units, two to a word: any JavaScript string comes back exactly,
 * lone surrogates included.
 */
import type { AtomicsLike } from "../platform/atomics.js";

/** How many words a text of this many code units takes. */
export function textWords(units: number): number {
  return Math.ceil(units / 2);
}

/** The two code units that word `index` of a text holds. */
function pair(text: string, index: number): number {
  const low = text.charCodeAt(2 * index);
  return 2 * index + 1 < text.length ? low | (text.charCodeAt(2 * index + 1) << 16) : low;
}

/** Writes a text that nobody else can see yet. */
export function writeText(atomics: AtomicsLike, words: Int32Array, at: number, text: string): void {
  for (let index = 0; index < textWords(text.length); index++)
    atomics.store(words, at + index, pair(text, index));
}

/** Whether this text is there; its length has been compared already. */
export function sameText(atomics: AtomicsLike, words: Int32Array, at: number, text: string): boolean {
  for (let index = 0; index < textWords(text.length); index++)
    if (atomics.load(words, at + index) !== pair(text, index)) return false;
  return true;
}

/** Reads a text of this many code units. */
export function readText(atomics: AtomicsLike, words: Int32Array, at: number, units: number): string {
  let text = "";
  for (let unit = 0; unit < units; unit++) {
    const word = atomics.load(words, at + (unit >> 1));
    text += String.fromCharCode(unit % 2 === 0 ? word & 0xffff : word >>> 16);
  }
  return text;
}

/** FNV-1a over the code units, as a 32-bit integer. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let unit = 0; unit < text.length; unit++) hash = Math.imul(hash ^ text.charCodeAt(unit), 0x01000193);
  return hash | 0;
}

/** The text, cut to so many code units at most, never within a surrogate pair. */
export function clipText(text: string, units: number): string {
  if (text.length <= units) return text;
  const last = text.charCodeAt(units - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? units - 1 : units);
}
