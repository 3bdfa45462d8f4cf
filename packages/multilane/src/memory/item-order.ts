/** In which order items leave: how a committed item is linked, and the first one unlinked, by words in the blocks. */
import { BLOCK_SHIFT, FIRST, LAST, LINK } from "./item-layout.js";
import type { ItemWords } from "./item-words.js";
import { word } from "./plain-words.js";

/** One order. The item that leaves next is in the header word FIRST. */
export interface ItemOrder {
  /** Whether items have priorities. */
  readonly byPriority: boolean;
  /** Whether of two items that are equal otherwise the one put last leaves first. */
  readonly lastFirst: boolean;
  /** Puts an item among the others. Its links may hold anything. */
  link(store: ItemWords, item: number): void;
  /** Takes the first item out of the links; there is one. */
  unlinkFirst(store: ItemWords): void;
  /** Links all items anew. @param items in the order in which they leave */
  relink(store: ItemWords, items: readonly number[]): void;
}

/** Links items one behind the other, from FIRST to LAST. */
function chain({ header, views: { words } }: ItemWords, items: readonly number[]): void {
  for (const [index, item] of items.entries()) words[(item << BLOCK_SHIFT) + LINK] = items[index + 1] ?? 0;
  header[FIRST] = items[0] ?? 0;
  header[LAST] = items.at(-1) ?? 0;
}

/** A list with two ends. */
export const fifo: ItemOrder = {
  byPriority: false,
  lastFirst: false,
  link({ header, views: { words } }, item) {
    words[(item << BLOCK_SHIFT) + LINK] = 0;
    const last = word(header, LAST);
    if (last === 0) header[FIRST] = item;
    else words[(last << BLOCK_SHIFT) + LINK] = item;
    header[LAST] = item;
  },
  unlinkFirst({ header, views: { words } }) {
    const next = word(words, (word(header, FIRST) << BLOCK_SHIFT) + LINK);
    header[FIRST] = next;
    if (next === 0) header[LAST] = 0;
  },
  relink: chain,
};

/** A list with one end. */
export const lifo: ItemOrder = {
  byPriority: false,
  lastFirst: true,
  link({ header, views: { words } }, item) {
    words[(item << BLOCK_SHIFT) + LINK] = word(header, FIRST);
    header[FIRST] = item;
  },
  unlinkFirst({ header, views: { words } }) {
    header[FIRST] = word(words, (word(header, FIRST) << BLOCK_SHIFT) + LINK);
  },
  relink: chain,
};
