/** Items in memory that threads share: what a queue keeps its items in. `ITEMS.md` has the layout and the argument. */
import { ResourceExhaustedError } from "../errors.js";
import type { BlockSource } from "./block-source.js";
import type { ByteBuffer } from "./codec/byte-buffer.js";
import { freeRun } from "./free-blocks.js";
import { copyIn, copyOut } from "./item-copy.js";
import { BLOCK_BYTES, BLOCK_SHIFT, BLOCKS, blocksFor, BUSY, EXTENT, FIRST, FREE, FREE_COUNT, ITEM_HEADER_WORDS, NEXT, PRIORITY_FLOAT, PUTS_FLOAT, SEQUENCE_FLOAT, SIZE, STATE } from "./item-layout.js"; // prettier-ignore
import type { ItemOrder } from "./item-order.js";
import { rebuild } from "./item-repair.js";
import type { ItemWords } from "./item-words.js";
import { float, word } from "./plain-words.js";

/** What a store takes of the shared memory, in bytes. */
export interface ItemMemory {
  /** In blocks that hold items. */
  readonly used: number;
  /** In all blocks that the store owns, free ones too. */
  readonly held: number;
}

/**
 * A sequence of items, each some bytes, in shared words. **The caller holds the lock around it, for every member**;
 * each thread has an object of its own over the same words.
 *
 * The thread that holds the lock may be killed at any instruction, or an exception end an operation half-way (no stack,
 * no memory): the next operation of anybody finds that out and repairs the store first. An item whose `put` was cut off
 * is there or not, whole; one whose `take` was cut off likewise.
 *
 * `put` and `take` of a small item cost 30 to 50 ns each, allocate nothing, and touch two or three cache lines; in a
 * priority store `take` is O(log n) amortised. The repair reads all blocks of the store: 1 ms for some 100,000.
 */
export class ItemStore {
  readonly #words: ItemWords;
  readonly #source: BlockSource;
  readonly #order: ItemOrder;

  /**
   * @param header the store's {@link ITEM_HEADER_WORDS} words, zeroed (but for word 0) when it is new
   * @param headerFloats the same memory
   * @param order the same for all threads
   */
  constructor(header: Int32Array, headerFloats: Float64Array, source: BlockSource, order: ItemOrder) {
    this.#words = { header, headerFloats, views: source.views };
    this.#source = source;
    this.#order = order;
  }

  /** How many items there are. */
  get size(): number {
    this.#open();
    return word(this.#words.header, SIZE);
  }

  /**
   * How many items have ever been put: exact whatever died, and so what to count unfinished tasks from. Exact to 2^53.
   */
  get puts(): number {
    this.#open();
    return float(this.#words.headerFloats, PUTS_FLOAT);
  }

  /** What the store takes of the shared memory now. */
  get memory(): ItemMemory {
    this.#open();
    const held = word(this.#words.header, BLOCKS);
    return {
      used: (held - word(this.#words.header, FREE_COUNT)) * BLOCK_BYTES,
      held: held * BLOCK_BYTES,
    };
  }

  /**
   * Puts an item. It is there when this returns, and from one store of a word on.
   *
   * @param item its bytes, which are copied; at most about 900 MB
   * @param priority lowest first, not NaN; only a priority store looks at it
   * @throws ResourceExhaustedError when the memory for items is full; nothing has changed then
   */
  put(item: ByteBuffer, priority = 0): void {
    this.#open();
    const { header, headerFloats, views } = this.#words;
    const needed = blocksFor(item.length);
    header[BUSY] = 1;
    if (word(header, FREE_COUNT) < needed) this.#extend(needed, item.length);
    const { words, floats } = views; // made anew if the memory was extended
    const head = word(header, FREE);
    const at = head << BLOCK_SHIFT;
    const last = (copyIn(words, head, item) << BLOCK_SHIFT) + NEXT;
    const sequence = float(headerFloats, PUTS_FLOAT);
    const [free, count, size] = [
      word(words, last),
      word(header, FREE_COUNT) - needed,
      word(header, SIZE) + 1,
    ];
    floats[(at >> 1) + SEQUENCE_FLOAT] = sequence;
    floats[(at >> 1) + PRIORITY_FLOAT] = priority;
    words[last] = 0;
    this.#order.link(this.#words, head);
    // The commit point: before it all blocks of the item count as free, from it on the item is there. Nothing is
    // called after it, so that no exception (no stack) tells the caller the contrary.
    words[at + STATE] = item.length + 1;
    header[FREE] = free;
    header[FREE_COUNT] = count;
    headerFloats[PUTS_FLOAT] = sequence + 1;
    header[SIZE] = size;
    header[BUSY] = 0;
  }

  /**
   * Takes the item that is next.
   *
   * @param into where its bytes go, in place of what was there
   * @returns whether there was one
   * @throws ResourceExhaustedError when this thread has no memory for its bytes; the item stays
   */
  take(into: ByteBuffer): boolean {
    this.#open();
    const { header, views } = this.#words;
    const head = word(header, FIRST);
    if (head === 0) return false;
    const { words } = views;
    const at = head << BLOCK_SHIFT;
    const length = word(words, at + STATE) - 1;
    into.reserve(length);
    const last = copyOut(words, head, length, into);
    const count = word(header, FREE_COUNT) + blocksFor(length);
    const size = word(header, SIZE) - 1;
    const surplus = size === 0 && word(header, BLOCKS) > this.#source.kept;
    header[BUSY] = 1;
    this.#order.unlinkFirst(this.#words);
    const free = word(header, FREE);
    // The commit point: before it the item is there, from it on all its blocks count as free. Nothing is called after
    // it that could lose the item by an exception.
    words[at + STATE] = 0;
    words[(last << BLOCK_SHIFT) + NEXT] = free;
    header[FREE] = head;
    header[FREE_COUNT] = count;
    header[SIZE] = size;
    if (!surplus || this.#tryShrink()) header[BUSY] = 0;
    return true;
  }

  /**
   * Drops all items. Where it is cut off, some are gone and the others still there.
   *
   * @returns how many there were
   */
  clear(): number {
    this.#open();
    const { header, views } = this.#words;
    const size = word(header, SIZE);
    if (size === 0) return 0;
    const runs = this.#source.runs();
    const { words } = views;
    header[BUSY] = 1;
    for (const { first, count } of runs)
      for (let block = first; block < first + count; block++)
        // The commit point of each item, as in `take`.
        if (word(words, (block << BLOCK_SHIFT) + STATE) !== 0) words[(block << BLOCK_SHIFT) + STATE] = 0;
    this.#restore();
    return size;
  }

  /**
   * Makes the store whole after an operation that was cut off. Every other member does it by itself when there is
   * need; call it when the death of a lock's holder is known, so that the next operation is not the slow one.
   */
  repair(): void {
    this.#open();
  }

  /** To begin with: nothing is half done, and the views reach all that the store has. */
  #open(): void {
    const { header, views } = this.#words;
    if (word(header, BUSY) !== 0) this.#restore();
    views.reach(word(header, EXTENT));
  }

  #restore(): void {
    const { header } = this.#words;
    rebuild(this.#words, this.#source, this.#order);
    if (word(header, SIZE) === 0 && word(header, BLOCKS) > this.#source.kept) this.#shrink();
    header[BUSY] = 0;
  }

  /** More blocks, so that there are as many as an item of so many bytes needs. */
  #extend(needed: number, bytes: number): void {
    const { header } = this.#words;
    const runs = this.#source.take(needed - word(header, FREE_COUNT));
    if (runs === undefined) {
      header[BUSY] = 0;
      throw new ResourceExhaustedError(this.#fullMessage(bytes));
    }
    let [blocks, extent] = [word(header, BLOCKS), word(header, EXTENT)];
    for (const run of runs.toReversed()) {
      freeRun(this.#words, run);
      blocks += run.count;
      extent = Math.max(extent, run.first + run.count);
    }
    header[BLOCKS] = blocks;
    header[EXTENT] = extent;
  }

  #fullMessage(bytes: number): string {
    const { header } = this.#words;
    const { most, owners } = this.#source;
    const [size, mebibytes] = [word(header, SIZE), Math.round((most * BLOCK_BYTES) / 2 ** 20)];
    return (
      `there is no room for an item of ${bytes} bytes in the ${mebibytes} MiB of shared memory that ${owners} can have ` +
      `for items (items in this one: ${size}): take items out first, give the queue a maxsize, or pass large data as a ` +
      "SharedArrayBuffer in a task's arguments"
    );
  }

  /** Whether {@link #shrink} went well. If not (no stack, no memory), BUSY stays, and the next operation does it. */
  #tryShrink(): boolean {
    try {
      this.#shrink();
      return true;
    } catch {
      return false;
    }
  }

  /** Gives back what an empty store need not keep: all but its first run of blocks. */
  #shrink(): void {
    const { header } = this.#words;
    const [kept, ...others] = this.#source.runs();
    header[FREE] = 0;
    header[FREE_COUNT] = 0;
    header[BLOCKS] = kept?.count ?? 0;
    if (kept !== undefined) freeRun(this.#words, kept);
    // Only when no list leads to them any more: they may be another store's at once.
    for (const run of others) this.#source.give(run);
  }
}

/** A store's header in a run of words: its two views. */
export function headerViews(words: Int32Array, base: number): { header: Int32Array; floats: Float64Array } {
  const offset = words.byteOffset + base * Int32Array.BYTES_PER_ELEMENT;
  return {
    header: new Int32Array(words.buffer, offset, ITEM_HEADER_WORDS),
    floats: new Float64Array(words.buffer, offset, ITEM_HEADER_WORDS / 2),
  };
}
