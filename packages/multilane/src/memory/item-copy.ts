/** An item's bytes on their way into its blocks and out of them, word by word. */
import type { ByteBuffer } from "./codec/byte-buffer.js";
import { BLOCK_SHIFT, BLOCK_WORDS, HEAD_DATA, NEXT, TAIL_DATA } from "./item-layout.js";
import { word } from "./plain-words.js";

const HEAD_WORDS = BLOCK_WORDS - HEAD_DATA;
const TAIL_WORDS = BLOCK_WORDS - TAIL_DATA;

/** How many words hold so many bytes. */
function wordsFor(bytes: number): number {
  return (bytes + 3) >>> 2;
}

/**
 * Writes an item's bytes into the blocks of a list, as many as they take.
 *
 * @returns the last of these blocks
 */
export function copyIn(words: Int32Array, head: number, from: ByteBuffer): number {
  const source = from.words;
  const count = wordsFor(from.length);
  const start = (head << BLOCK_SHIFT) + HEAD_DATA;
  const inHead = Math.min(count, HEAD_WORDS);
  for (let index = 0; index < inHead; index++) words[start + index] = word(source, index);
  let block = head;
  for (let done = inHead; done < count; done += TAIL_WORDS) {
    block = word(words, (block << BLOCK_SHIFT) + NEXT);
    const data = (block << BLOCK_SHIFT) + TAIL_DATA;
    const here = Math.min(count - done, TAIL_WORDS);
    for (let index = 0; index < here; index++) words[data + index] = word(source, done + index);
  }
  return block;
}

/**
 * Reads an item's bytes, in place of what the buffer held.
 *
 * @param bytes how many there are; the buffer has room for them
 * @returns the item's last block
 */
export function copyOut(words: Int32Array, head: number, bytes: number, into: ByteBuffer): number {
  const target = into.words;
  const count = wordsFor(bytes);
  const start = (head << BLOCK_SHIFT) + HEAD_DATA;
  const inHead = Math.min(count, HEAD_WORDS);
  for (let index = 0; index < inHead; index++) target[index] = word(words, start + index);
  let block = head;
  for (let done = inHead; done < count; done += TAIL_WORDS) {
    block = word(words, (block << BLOCK_SHIFT) + NEXT);
    const data = (block << BLOCK_SHIFT) + TAIL_DATA;
    const here = Math.min(count - done, TAIL_WORDS);
    for (let index = 0; index < here; index++) target[done + index] = word(words, data + index);
  }
  into.length = bytes;
  return block;
}
