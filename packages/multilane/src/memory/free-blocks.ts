/** The free list of a store: blocks that it owns and that no item is in, chained by their words NEXT. */
import type { BlockRun } from "./block-source.js";
import { BLOCK_SHIFT, FREE, FREE_COUNT, NEXT } from "./item-layout.js";
import type { ItemWords } from "./item-words.js";
import { word } from "./plain-words.js";

/**
 * Adds blocks that are in no list, so that they leave it in ascending order.
 *
 * @param used blocks to leave out, by number; default: none
 */
export function freeRun({ header, views: { words } }: ItemWords, run: BlockRun, used?: Uint8Array): void {
  let free = word(header, FREE);
  let count = word(header, FREE_COUNT);
  for (let block = run.first + run.count - 1; block >= run.first; block--) {
    if (used?.[block] === 1) continue;
    words[(block << BLOCK_SHIFT) + NEXT] = free;
    free = block;
    count++;
  }
  header[FREE] = free;
  header[FREE_COUNT] = count;
}
