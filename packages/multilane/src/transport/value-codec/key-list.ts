/**
 * The keys of an object, as one block of bytes. The same few lists come again and again: who writes copies a block that
 * is ready, who reads recognises it and makes the object from one that has these keys already, so that all objects of a
 * list have one hidden class.
 */
import { addProperty } from "../../memory/codec/properties.js";
import { ByteRegion } from "./byte-region.js";
import { readText, writeText } from "./strings.js";
import { REFUSED } from "./tags.js";

/** Longer blocks are not kept: many keys, or long ones, are more likely data than names. */
const LONGEST_KEPT = 512;

/** A block that this thread keeps. */
export class KeyList {
  readonly keys: readonly string[];
  /** To be copied with a spread, which sets own properties only, whatever `Object.prototype` has been made to hold. */
  readonly template: Readonly<Record<string, unknown>>;
  readonly length: number;
  readonly #bytes: DataView;

  /** @param block the bytes of the keys, whose memory becomes the list's own */
  constructor(keys: readonly string[], block: Uint8Array) {
    this.keys = keys;
    this.length = block.length;
    this.#bytes = new DataView(block.buffer, block.byteOffset, block.length);
    const template = {};
    for (const key of keys) addProperty(template, key, undefined);
    this.template = template;
  }

  /** Whether these are the bytes at `at`. */
  isAt(view: DataView, at: number): boolean {
    const bytes = this.#bytes;
    let index = 0;
    for (; index + 4 <= this.length; index += 4)
      if (view.getInt32(at + index) !== bytes.getInt32(index)) return false;
    for (; index < this.length; index++)
      if (view.getUint8(at + index) !== bytes.getUint8(index)) return false;
    return true;
  }

  /** Writes the bytes at `at`; there is room for them. */
  copyTo(view: DataView, at: number): void {
    const bytes = this.#bytes;
    let index = 0;
    for (; index + 4 <= this.length; index += 4) view.setInt32(at + index, bytes.getInt32(index));
    for (; index < this.length; index++) view.setUint8(at + index, bytes.getUint8(index));
  }
}

/** Whether a block of this length is worth keeping. */
export function isKept(length: number): boolean {
  return length <= LONGEST_KEPT;
}

/** Writes keys one by one. Answers where they end, or REFUSED. */
export function writeKeys(region: ByteRegion, at: number, keys: readonly string[]): number {
  let end = at;
  for (const key of keys) {
    end = writeText(region, end, key);
    if (end === REFUSED) return REFUSED;
  }
  return end;
}

/** Reads so many keys at the cursor. */
export function readKeys(region: ByteRegion, count: number): string[] {
  const keys: string[] = [];
  for (let index = 0; index < count; index++) {
    const tag = region.view.getUint8(region.cursor++);
    keys.push(readText(region, tag));
  }
  return keys;
}

/** Lists by their hash. One that comes for the first time is only noted: it may be a dictionary's. */
export class KeyLists {
  readonly #lists: (KeyList | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  readonly #noted = new Int32Array(SLOTS);

  /** The list that was kept for this hash, or another one, or none. */
  at(hash: number): KeyList | undefined {
    return this.#lists[slotOf(hash)];
  }

  /** Notes that the list with this hash came; true when it should be kept: it was the last to come here before, too. */
  note(hash: number): boolean {
    const slot = slotOf(hash);
    // 0 is what nothing has been noted as.
    const known = this.#noted[slot] === (hash | 1);
    this.#noted[slot] = hash | 1;
    return known;
  }

  /** Keeps a list in place of the one that was kept for its slot. */
  keep(hash: number, list: KeyList): void {
    this.#lists[slotOf(hash)] = list;
  }
}

const SLOTS = 256;

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 9)) & (SLOTS - 1);
}
