/** Blocks from the process-wide heap, page by page: a named queue's, which every thread reaches without a message. */
import { atomics } from "../platform/atomics.js";
import { heapBuffer } from "../platform/environment.js";
import type { BlockRun, BlockSource } from "./block-source.js";
import { BlockViews } from "./block-views.js";
import { BLOCK_BYTES } from "./item-layout.js";
import { PAGE_BYTES, PageTable } from "./page-table.js";

/** Blocks in a page. */
const PAGE_BLOCKS: number = PAGE_BYTES / BLOCK_BYTES;

/** The pages of one owner. The page table is the only record of which they are. */
export class HeapBlocks implements BlockSource {
  readonly views: BlockViews;
  readonly kept: number = PAGE_BLOCKS;
  readonly most: number;
  readonly owners: string = "all named queues together";
  readonly #pages: PageTable;
  readonly #owner: number;

  /** @param owner unique in the program, not 0 */
  constructor(pages: PageTable, views: BlockViews, owner: number) {
    this.#pages = pages;
    this.views = views;
    this.#owner = owner;
    this.most = pages.most * PAGE_BLOCKS;
  }

  runs(): readonly BlockRun[] {
    return this.#runsOf(this.#pages.owned(this.#owner));
  }

  take(count: number): readonly BlockRun[] | undefined {
    if (count > this.most) return undefined;
    const taken: number[] = [];
    while (taken.length * PAGE_BLOCKS < count) {
      const page = this.#pages.take(this.#owner);
      if (page === 0) {
        for (const one of taken) this.#pages.give(one);
        return undefined;
      }
      taken.push(page);
    }
    return this.#runsOf(taken);
  }

  give(run: BlockRun): void {
    this.#pages.give(run.first / PAGE_BLOCKS);
  }

  #runsOf(pages: readonly number[]): readonly BlockRun[] {
    let last = 0;
    for (const page of pages) last = Math.max(last, page);
    this.views.reach((last + 1) * PAGE_BLOCKS);
    return pages.map((page) => ({ first: page * PAGE_BLOCKS, count: PAGE_BLOCKS }));
  }
}

let table: PageTable | undefined;
let views: BlockViews | undefined;

/** The blocks of an owner in the heap of this program. */
export function heapBlocks(owner: number): HeapBlocks {
  table ??= new PageTable(atomics, heapBuffer);
  views ??= new BlockViews(heapBuffer);
  return new HeapBlocks(table, views, owner);
}
