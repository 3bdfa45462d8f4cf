/**
 * Where things are in an item store; see `ITEMS.md`. Offsets in 32-bit words; names that end in `_FLOAT` are offsets
 * in 64-bit numbers.
 */

/**
 * Words at the beginning of a store's own words: its header, one cache line. The words behind are the caller's. Word 0
 * is nobody's: in named words it is the name table's (`memory/names.ts`).
 */
export const ITEM_HEADER_WORDS = 16;

/** Header: how many items there are. */
export const SIZE = 1;
/** Header: the first block of the free list. */
export const FREE = 2;
/** Header: how many blocks are in it. */
export const FREE_COUNT = 3;
/** Header: the item that leaves next. */
export const FIRST = 4;
/** Header: the item that leaves last, in a FIFO store. */
export const LAST = 5;
/** Header: how many items have ever been put; the next one's sequence number. */
export const PUTS_FLOAT = 3;
/** Header: how many blocks the store owns. */
export const BLOCKS = 8;
/** Header: no block that the store owns has this number or a higher one. Only grows. */
export const EXTENT = 9;
/** Header: 1 while an operation is under way. Found at the start of one, it means that the one before was cut off. */
export const BUSY = 10;

/** Words in a block: one cache line. */
export const BLOCK_WORDS = 16;
/** Bytes in a block. */
export const BLOCK_BYTES: number = BLOCK_WORDS * Int32Array.BYTES_PER_ELEMENT;
/** The index of a block's first word is its number times {@link BLOCK_WORDS}. */
export const BLOCK_SHIFT = 4;

/**
 * Every block: the length of the item in bytes plus 1 if an item begins here, 0 if not. The one store of it is what
 * puts the item and what takes it.
 */
export const STATE = 0;
/** Every block: the item's next block, or the free list's. 0 ends it: no store owns block 0. */
export const NEXT = 1;
/** An item's first block: its sequence number. */
export const SEQUENCE_FLOAT = 1;
/** An item's first block: its priority, in a priority store. */
export const PRIORITY_FLOAT = 2;
/** An item's first block: the item behind it, or its next sibling in the heap. */
export const LINK = 6;
/** An item's first block: its first child in the heap. */
export const CHILD = 7;
/** An item's first block: where its bytes begin. */
export const HEAD_DATA = 8;
/** An item's other blocks: where its bytes go on. */
export const TAIL_DATA = 2;

/** How many bytes the first block holds. */
export const HEAD_BYTES: number = (BLOCK_WORDS - HEAD_DATA) * Int32Array.BYTES_PER_ELEMENT;
/** How many bytes each further block holds. */
export const TAIL_BYTES: number = (BLOCK_WORDS - TAIL_DATA) * Int32Array.BYTES_PER_ELEMENT;

/** How many blocks an item of so many bytes takes. */
export function blocksFor(bytes: number): number {
  return bytes <= HEAD_BYTES ? 1 : 1 + Math.ceil((bytes - HEAD_BYTES) / TAIL_BYTES);
}
