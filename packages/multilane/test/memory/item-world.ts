/**
 * Item stores in memory of their own, for tests: threads that die at any write, a look at what is in a store without
 * taking it, and an account of every block.
 */
import assert from "node:assert/strict";
import type { BlockSource } from "#src/memory/block-source.js";
import type { ViewMaker } from "#src/memory/block-views.js";
import { BlockViews } from "#src/memory/block-views.js";
import { ByteBuffer } from "#src/memory/codec/byte-buffer.js";
import { HeapBlocks } from "#src/memory/heap-blocks.js";
import { BLOCK_WORDS, BLOCKS, BUSY, FREE, FREE_COUNT, ITEM_HEADER_WORDS, NEXT, SIZE, STATE } from "#src/memory/item-layout.js"; // prettier-ignore
import { fifo, lifo } from "#src/memory/item-order.js";
import type { ItemOrder } from "#src/memory/item-order.js";
import { ItemStore } from "#src/memory/item-store.js";
import { OwnBlocks } from "#src/memory/own-blocks.js";
import { PAGE_BYTES, PageTable } from "#src/memory/page-table.js";
import { priority } from "#src/memory/pairing-heap.js";
import { atomics } from "#src/platform/atomics.js";
import type { AtomicsLike } from "#src/platform/atomics.js";

export const orders: readonly (readonly [name: string, order: ItemOrder])[] = [
  ["FIFO", fifo],
  ["LIFO", lifo],
  ["priority", priority],
];

/** What a thread that dies throws. */
export class Killed extends Error {}

/** The life of a thread: it dies instead of its next write when it has done so many. */
export class Life {
  writes = 0;
  /** Whether it is over; somebody may have caught what it threw. */
  over = false;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  beforeWrite(): void {
    if (this.writes >= this.#limit) {
      this.over = true;
      throw new Killed();
    }
    this.writes++;
  }

  /** The same array; a write may be the thread's last. */
  watch<T extends Int32Array | Float64Array>(view: T): T {
    return new Proxy(view, {
      get: (target, key): unknown => Reflect.get(target, key),
      set: (target, key, value) => {
        this.beforeWrite();
        return Reflect.set(target, key, value);
      },
    });
  }

  readonly views: ViewMaker = {
    words: (buffer, bytes) => this.watch(new Int32Array(buffer, 0, bytes / 4)),
    floats: (buffer, bytes) => this.watch(new Float64Array(buffer, 0, bytes / 8)),
  };

  readonly atomics: AtomicsLike = {
    ...atomics,
    store: (words, index, value) => {
      this.beforeWrite();
      return atomics.store(words, index, value);
    },
    compareExchange: (words, index, expected, value) => {
      this.beforeWrite();
      return atomics.compareExchange(words, index, expected, value);
    },
  };
}

/** Where the blocks are: in a buffer that the header begins, or in pages of a heap. */
export type Place = "own" | "heap";

/** The number of the store in the heap; pages of others are there, too. */
const OWNER = 77;
const OTHER = 5;
const FIRST_BLOCK = 2;

/** The memory of one store, and as many threads as there are calls of {@link World.thread}. */
export class World {
  readonly place: Place;
  readonly order: ItemOrder;
  /** The header's; the blocks', too, if they are the store's own. */
  readonly head: SharedArrayBuffer;
  readonly blocks: SharedArrayBuffer;

  constructor(place: Place, order: ItemOrder, most = 8 * PAGE_BYTES, from?: World) {
    this.place = place;
    this.order = order;
    this.head = copyOf(from?.head, 1024, most);
    this.blocks = place === "own" ? this.head : copyOf(from?.blocks, PAGE_BYTES, most);
    if (place === "heap" && from === undefined) new PageTable(atomics, this.blocks).take(OTHER);
  }

  /** The store as a thread sees it; one that dies if it has a life. */
  thread(life?: Life): ItemStore {
    const header = new Int32Array(this.head, 0, ITEM_HEADER_WORDS);
    const floats = new Float64Array(this.head, 0, ITEM_HEADER_WORDS / 2);
    const source = this.#source(header, life);
    if (life === undefined) return new ItemStore(header, floats, source, this.order);
    return new ItemStore(life.watch(header), life.watch(floats), source, this.order);
  }

  #source(header: Int32Array, life: Life | undefined): BlockSource {
    const views = new BlockViews(this.blocks, life?.views);
    if (this.place === "own")
      return new OwnBlocks(life === undefined ? header : life.watch(header), views, FIRST_BLOCK);
    return new HeapBlocks(new PageTable(life?.atomics ?? atomics, this.blocks), views, OWNER);
  }

  /** What the store holds, in the order in which it would leave; the store is unchanged. */
  contents(): Item[] {
    const copy = new World(this.place, this.order, this.blocks.maxByteLength, this).thread();
    const items: Item[] = [];
    for (let item = takeItem(copy); item !== undefined; item = takeItem(copy)) items.push(item);
    return items;
  }

  /** Checks that every block is in one place, and that the header says so. */
  audit(): void {
    const header = new Int32Array(this.head, 0, ITEM_HEADER_WORDS);
    const words = new Int32Array(this.blocks, 0, this.blocks.byteLength / 4);
    const owned = new Set<number>();
    for (const { first, count } of this.#source(header, undefined).runs())
      for (let block = first; block < first + count; block++) owned.add(block);
    const found = new Set<number>();
    const follow = (head: number): number => {
      let count = 0;
      for (let block = head; block !== 0; block = words[block * BLOCK_WORDS + NEXT] ?? 0, count++) {
        assert.ok(owned.has(block), `block ${block} is the store's`);
        assert.ok(!found.has(block), `block ${block} is in one list`);
        found.add(block);
      }
      return count;
    };
    const heads = [...owned].filter((block) => words[block * BLOCK_WORDS + STATE] !== 0);
    for (const head of heads) follow(head);
    const free = follow(header[FREE] ?? 0);
    assert.equal(found.size, owned.size, "every block is in a list");
    const state = [header[BUSY], header[SIZE], header[FREE_COUNT], header[BLOCKS]];
    assert.deepEqual(state, [0, heads.length, free, owned.size]);
  }

  /** Pages of the heap that are nobody's, the store's, and somebody else's. */
  pages(): { free: number; own: number; others: number } {
    const table = new PageTable(atomics, this.blocks);
    return {
      free: table.owned(0).length,
      own: table.owned(OWNER).length,
      others: table.owned(OTHER).length,
    };
  }
}

function copyOf(from: SharedArrayBuffer | undefined, bytes: number, most: number): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(from?.byteLength ?? bytes, { maxByteLength: most });
  if (from !== undefined) new Uint8Array(copy).set(new Uint8Array(from));
  return copy;
}

/** An item of the tests: what it is called, how long it is, and when it leaves a priority store. */
export interface Item {
  readonly id: number;
  readonly length: number;
}

const buffer = new ByteBuffer();

/** Puts an item whose bytes all follow from what it is called; at least 4 of them. */
export function putItem(store: ItemStore, { id, length }: Item, rank = 0): void {
  fill(buffer, id, length);
  store.put(buffer, rank);
}

/** Takes an item, and checks all its bytes. */
export function takeItem(store: ItemStore): Item | undefined {
  const taken = new ByteBuffer();
  taken.bytes.fill(0xee);
  if (!store.take(taken)) return undefined;
  const id = taken.view.getInt32(0, true);
  const expected = new ByteBuffer();
  fill(expected, id, taken.length);
  const [got, wanted] = [taken, expected].map((one) => one.bytes.subarray(0, one.length));
  assert.deepEqual(got, wanted, `the bytes of item ${id}`);
  return { id, length: taken.length };
}

function fill(target: ByteBuffer, id: number, length: number): void {
  target.reserve(length);
  for (let index = 4; index < length; index++) target.bytes[index] = (id * 31 + index * 7) & 0xff;
  target.view.setInt32(0, id, true);
  target.length = length;
}

/** Runs what may end in the thread's death; tells whether it did. */
export function dies(action: () => void): boolean {
  try {
    action();
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}
