/** Where item stores live: an anonymous one in a buffer of its own, a named one in the arena and the heap. */
import { growableBuffer } from "../platform/growable.js";
import { BlockViews } from "./block-views.js";
import { heapBlocks } from "./heap-blocks.js";
import { BLOCK_BYTES, BLOCK_WORDS, ITEM_HEADER_WORDS } from "./item-layout.js";
import type { ItemOrder } from "./item-order.js";
import { headerViews, ItemStore } from "./item-store.js";
import { OwnBlocks } from "./own-blocks.js";
import type { SharedWords } from "./shared-words.js";

/** What a new buffer has room for beside the caller's words: it takes a page of the machine's memory, or two. */
const FIRST_BYTES = 4096;

/** Blocks before the first one that items get. */
function blocksBefore(ownWords: number): number {
  return Math.ceil((ITEM_HEADER_WORDS + ownWords) / BLOCK_WORDS);
}

/**
 * Makes the memory of an anonymous store: a growable buffer, which whoever gets it in a message shares. The engine
 * frees it when the last thread lets go of it. Costs about 4 µs and a reservation of 1 GiB of address space.
 *
 * @param ownWords how many zeroed words the caller wants in it for itself
 */
export function newItemBuffer(ownWords: number): SharedArrayBuffer {
  return growableBuffer(blocksBefore(ownWords) * BLOCK_BYTES + FIRST_BYTES);
}

/** A store, and the caller's own words beside it. */
export interface OpenItems {
  readonly items: ItemStore;
  /** The view ends with the caller's words; it is good for atomic operations. */
  readonly own: SharedWords;
}

/**
 * The store in a buffer of {@link newItemBuffer}.
 *
 * @param ownWords as it was made with
 * @param order as in all threads
 */
export function anonymousItems(buffer: SharedArrayBuffer, ownWords: number, order: ItemOrder): OpenItems {
  const words = new Int32Array(buffer, 0, ITEM_HEADER_WORDS + ownWords);
  const { header, floats } = headerViews(words, 0);
  const blocks = new OwnBlocks(header, new BlockViews(buffer), blocksBefore(ownWords));
  return {
    items: new ItemStore(header, floats, blocks, order),
    own: { words, base: ITEM_HEADER_WORDS },
  };
}

/**
 * The store of a named primitive. Its items are in the heap that all named ones share, 1 GiB.
 *
 * @param run `namedWords(kind, name, ITEM_HEADER_WORDS + ownWords)`: aligned, and its base in the arena is the owner's
 *   number, which no other store has
 * @param order as in all threads
 */
export function namedItems({ words, base }: SharedWords, order: ItemOrder): OpenItems {
  const { header, floats } = headerViews(words, base);
  return {
    items: new ItemStore(header, floats, heapBlocks(base), order),
    own: { words, base: base + ITEM_HEADER_WORDS },
  };
}
