/**
 * The order of a priority store: a pairing heap (Fredman, Sedgewick, Sleator and Tarjan 1986) with its links in the
 * items. Putting links one node; taking merges the children of the root, O(log n) amortised.
 *
 * Items are compared by priority and then by sequence number, so no two are equal and equal priorities leave in the
 * order in which they came, whatever shape the heap has.
 */
import { BLOCK_SHIFT, CHILD, FIRST, LINK, PRIORITY_FLOAT, SEQUENCE_FLOAT } from "./item-layout.js";
import type { ItemOrder } from "./item-order.js";
import type { ItemWords } from "./item-words.js";
import { float, word } from "./plain-words.js";

/** Where an item's 64-bit numbers begin. */
function floatsOf(item: number): number {
  return item << (BLOCK_SHIFT - 1);
}

/** Whether item `a` leaves before item `b`. */
function leavesBefore(floats: Float64Array, a: number, b: number): boolean {
  const first = float(floats, floatsOf(a) + PRIORITY_FLOAT);
  const second = float(floats, floatsOf(b) + PRIORITY_FLOAT);
  if (first !== second) return first < second;
  return float(floats, floatsOf(a) + SEQUENCE_FLOAT) < float(floats, floatsOf(b) + SEQUENCE_FLOAT);
}

/** Makes one heap of two, neither of them empty; the links of their roots to siblings are undefined before and after. */
function merge({ views: { words, floats } }: ItemWords, a: number, b: number): number {
  const [root, child] = leavesBefore(floats, a, b) ? [a, b] : [b, a];
  const childOfRoot = (root << BLOCK_SHIFT) + CHILD;
  words[(child << BLOCK_SHIFT) + LINK] = word(words, childOfRoot);
  words[childOfRoot] = child;
  return root;
}

/** Makes one heap of siblings: pairs from left to right, then all of them from right to left. */
function mergeSiblings(store: ItemWords, first: number): number {
  const { words } = store.views;
  let pairs = 0;
  for (let a = first; a !== 0;) {
    const b = word(words, (a << BLOCK_SHIFT) + LINK);
    const rest = b === 0 ? 0 : word(words, (b << BLOCK_SHIFT) + LINK);
    const pair = b === 0 ? a : merge(store, a, b);
    words[(pair << BLOCK_SHIFT) + LINK] = pairs;
    pairs = pair;
    a = rest;
  }
  let root = 0;
  while (pairs !== 0) {
    const pair = pairs;
    pairs = word(words, (pair << BLOCK_SHIFT) + LINK);
    root = root === 0 ? pair : merge(store, root, pair);
  }
  return root;
}

/** Lowest number first; first come, first served among equals. */
export const priority: ItemOrder = {
  byPriority: true,
  lastFirst: false,
  link(store, item) {
    const { header, views } = store;
    views.words[(item << BLOCK_SHIFT) + CHILD] = 0;
    const root = word(header, FIRST);
    header[FIRST] = root === 0 ? item : merge(store, root, item);
  },
  unlinkFirst(store) {
    const { header, views } = store;
    header[FIRST] = mergeSiblings(store, word(views.words, (word(header, FIRST) << BLOCK_SHIFT) + CHILD));
  },
  /** A heap in which each item is the only child of the one before. */
  relink({ header, views: { words } }, items) {
    for (const [index, item] of items.entries()) {
      words[(item << BLOCK_SHIFT) + LINK] = 0;
      words[(item << BLOCK_SHIFT) + CHILD] = items[index + 1] ?? 0;
    }
    header[FIRST] = items[0] ?? 0;
  },
};
