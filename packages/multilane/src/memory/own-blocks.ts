/** Blocks from a growable buffer that belongs to one store alone: an anonymous queue's. */
import type { BlockRun, BlockSource } from "./block-source.js";
import type { BlockViews } from "./block-views.js";
import { BLOCK_BYTES, EXTENT } from "./item-layout.js";
import { word } from "./plain-words.js";

/** How many blocks are taken at once: as many as there are, within these bounds. */
const FEWEST = 64;
const MANY = 1024;

/** By how much the buffer grows: to twice its size, but not by more than this many bytes unless they are needed. */
const LARGEST_STEP = 16 * 1024 * 1024;

/**
 * All blocks from a first one to before EXTENT, which is the only record. The buffer itself may be longer: a thread that
 * dies between growing it and moving EXTENT leaves memory for the next one. It cannot shrink, so nothing is given back;
 * all of it goes when the last thread lets go of the buffer.
 */
export class OwnBlocks implements BlockSource {
  readonly views: BlockViews;
  readonly kept: number = Infinity;
  readonly most: number;
  readonly owners: string = "this queue";
  readonly #header: Int32Array;
  readonly #first: number;

  /** @param header the store's @param first number of the first block that is free for items */
  constructor(header: Int32Array, views: BlockViews, first: number) {
    this.#header = header;
    this.views = views;
    this.#first = first;
    this.most = Math.floor(views.buffer.maxByteLength / BLOCK_BYTES) - first;
  }

  runs(): readonly BlockRun[] {
    const end = this.#end();
    this.views.reach(end);
    return end === this.#first ? [] : [{ first: this.#first, count: end - this.#first }];
  }

  take(count: number): readonly BlockRun[] | undefined {
    const first = this.#end();
    const owned = first - this.#first;
    if (count > this.most - owned) return undefined;
    const wish = Math.max(count, Math.min(Math.max(owned, FEWEST), MANY));
    const end = first + Math.min(wish, this.most - owned);
    if (!this.#grow(end * BLOCK_BYTES)) return undefined;
    this.views.reach(end);
    this.#header[EXTENT] = end;
    return [{ first, count: end - first }];
  }

  give(): void {
    // Stays on the store's free list: see above.
  }

  #end(): number {
    return Math.max(word(this.#header, EXTENT), this.#first);
  }

  #grow(bytes: number): boolean {
    const { buffer } = this.views;
    const { byteLength } = buffer;
    if (bytes <= byteLength) return true;
    const step = Math.min(byteLength, LARGEST_STEP);
    return (
      grow(buffer, Math.min(Math.max(bytes, byteLength + step), buffer.maxByteLength)) || grow(buffer, bytes)
    );
  }
}

/** Whether the engine had the memory. */
function grow(buffer: SharedArrayBuffer, bytes: number): boolean {
  try {
    buffer.grow(bytes);
    return true;
  } catch {
    return false;
  }
}
