/** The memory of a state: words and cells, in pages, so that states share what they have in common. */
import { shareOf } from "./hash.js";

const PAGE_BITS = 4;
const PAGE_MASK = (1 << PAGE_BITS) - 1;
const [HIGH_SEED, LOW_SEED] = [0x5bd1e995, 0x27d4eb2f];

/** 32-bit integers, and a hash of all of them. */
export class PagedMemory {
  #pages: number[][];
  #high = 0;
  #low = 0;
  #isShared = false;

  constructor(values: readonly number[]) {
    this.#pages = [];
    for (let start = 0; start < values.length; start += 1 << PAGE_BITS)
      this.#pages.push(values.slice(start, start + (1 << PAGE_BITS)));
  }

  /** The same, to be changed without changing this one. */
  clone(): PagedMemory {
    const copy = new PagedMemory([]);
    copy.#pages = this.#pages;
    copy.#high = this.#high;
    copy.#low = this.#low;
    copy.#isShared = this.#isShared = true;
    return copy;
  }

  /** Half of the hash: the same for memories of equal contents, if both began as copies of one. */
  get high(): number {
    return this.#high;
  }

  /** The other half. */
  get low(): number {
    return this.#low;
  }

  get(word: number): number {
    return this.#pages[word >> PAGE_BITS]?.[word & PAGE_MASK] ?? 0;
  }

  put(word: number, value: number): void {
    const before = this.get(word);
    this.#high ^= shareOf(word, before, HIGH_SEED) ^ shareOf(word, value, HIGH_SEED);
    this.#low ^= shareOf(word, before, LOW_SEED) ^ shareOf(word, value, LOW_SEED);
    const at = word >> PAGE_BITS;
    let page = this.#pages[at] ?? [];
    if (this.#isShared) {
      page = page.slice();
      this.#pages = this.#pages.slice();
      this.#pages[at] = page;
      // The table is this memory's own now, but the other pages may still be another's.
    }
    page[word & PAGE_MASK] = value;
  }

  /** Writes everything into an array. */
  copyTo(target: Int32Array): void {
    for (const [index, page] of this.#pages.entries()) target.set(page, index << PAGE_BITS);
  }
}
