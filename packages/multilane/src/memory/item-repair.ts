/**
 * A store whose last operation was cut off, made whole: what is committed stays, everything else becomes free. See
 * `ITEMS.md` for why that is right at whatever instruction the operation ended; this one may end anywhere as well.
 */
import type { BlockRun, BlockSource } from "./block-source.js";
import { freeRun } from "./free-blocks.js";
import { BLOCK_SHIFT, BLOCKS, EXTENT, FREE, FREE_COUNT, NEXT, PRIORITY_FLOAT, PUTS_FLOAT, SEQUENCE_FLOAT, SIZE, STATE } from "./item-layout.js"; // prettier-ignore
import type { ItemOrder } from "./item-order.js";
import type { ItemWords } from "./item-words.js";
import { float, word } from "./plain-words.js";

/** An item as the scan finds it. */
interface FoundItem {
  readonly block: number;
  readonly sequence: number;
  readonly priority: number;
}

/**
 * Makes everything in the store from what the blocks say; reads each block that it owns. BUSY is set before and after.
 *
 * Writes to none of the words that it goes by: not STATE, nor NEXT in an item's blocks.
 */
export function rebuild(store: ItemWords, source: BlockSource, order: ItemOrder): void {
  const { header, headerFloats } = store;
  const runs = source.runs();
  const extent = runs.reduce((most, { first, count }) => Math.max(most, first + count), 0);
  const used = new Uint8Array(extent);
  const items: FoundItem[] = [];
  for (const run of runs) findItems(store, run, used, items);

  let puts = float(headerFloats, PUTS_FLOAT);
  for (const { sequence } of items) puts = Math.max(puts, sequence + 1);
  items.sort((a, b) => (order.byPriority && a.priority !== b.priority ? a.priority - b.priority : a.sequence - b.sequence)); // prettier-ignore
  if (order.lastFirst) items.reverse();

  headerFloats[PUTS_FLOAT] = puts;
  header[SIZE] = items.length;
  order.relink(store, items.map(({ block }) => block)); // prettier-ignore
  header[EXTENT] = Math.max(extent, word(header, EXTENT));
  header[BLOCKS] = runs.reduce((sum, { count }) => sum + count, 0);
  header[FREE] = 0;
  header[FREE_COUNT] = 0;
  for (const run of runs.toReversed()) freeRun(store, run, used);
}

/** Lists the items that begin in a run, and marks their blocks. */
function findItems(
  { views: { words, floats } }: ItemWords,
  run: BlockRun,
  used: Uint8Array,
  items: FoundItem[],
): void {
  // prettier-ignore
  for (let block = run.first; block < run.first + run.count; block++) {
    if (word(words, (block << BLOCK_SHIFT) + STATE) === 0) continue;
    const at = block << (BLOCK_SHIFT - 1);
    items.push({
      block,
      sequence: float(floats, at + SEQUENCE_FLOAT),
      priority: float(floats, at + PRIORITY_FLOAT),
    });
    for (let part = block; part !== 0; part = word(words, (part << BLOCK_SHIFT) + NEXT)) used[part] = 1;
  }
}
