/**
 * Who owns which page of the heap, without a lock: a word for each page, 0 while it is free. A page is taken by one
 * compare-and-exchange and given back by one store, so that a thread that is killed leaves no page in between; and what
 * it took stands in the table under the owner's number.
 *
 * The table is page 0 of the heap itself. Its own word, which no page needs, is a hint where to look for a free one.
 */
import type { AtomicsLike } from "../platform/atomics.js";

/** Bytes in a page. */
export const PAGE_BYTES: number = 64 * 1024;

/** How many pages a table has words for: 1 GiB. */
const MOST_PAGES: number = PAGE_BYTES / Int32Array.BYTES_PER_ELEMENT;

/** The heap grows by as much as it has, but not by more than this many pages: 16 MiB. */
const LARGEST_STEP = 256;

/** Word of the table: pages below this one were taken when somebody last looked. */
const HINT = 0;

/** A table at the beginning of a growable buffer. */
export class PageTable {
  readonly #atomics: AtomicsLike;
  readonly #owners: Int32Array;
  readonly #buffer: SharedArrayBuffer;

  constructor(atomics: AtomicsLike, buffer: SharedArrayBuffer) {
    this.#atomics = atomics;
    this.#owners = new Int32Array(buffer, 0, MOST_PAGES);
    this.#buffer = buffer;
  }

  /** How many pages there can be for owners. */
  get most(): number {
    return Math.floor(this.#buffer.maxByteLength / PAGE_BYTES) - 1;
  }

  /**
   * Takes a page.
   *
   * @param owner not 0
   * @returns its number; 0 when all are taken and there is no memory for more
   */
  take(owner: number): number {
    for (;;) {
      const count = this.#count();
      const hint = Math.max(1, this.#atomics.load(this.#owners, HINT));
      const page =
        this.#takeBetween(hint, count, owner) || this.#takeBetween(1, Math.min(hint, count), owner);
      if (page !== 0) return page;
      if (!this.#grow(count)) return 0;
    }
  }

  /** Gives a page back; its owner touches it no more. */
  give(page: number): void {
    // Publishes what the owner left there; the partner is the exchange in #takeBetween, in any thread.
    this.#atomics.store(this.#owners, page, 0);
    // Two threads may both lower it, and the higher one win: it is a hint, and `take` looks everywhere in the end.
    if (page < this.#atomics.load(this.#owners, HINT)) this.#atomics.store(this.#owners, HINT, page);
  }

  /** The pages of an owner, in order. Reads the whole table. */
  owned(owner: number): number[] {
    const pages: number[] = [];
    const count = this.#count();
    for (let page = 1; page < count; page++)
      if (this.#atomics.load(this.#owners, page) === owner) pages.push(page);
    return pages;
  }

  #takeBetween(start: number, end: number, owner: number): number {
    for (let page = start; page < end; page++) {
      // Rivals: this same exchange of other owners. Whoever wins, the others go on to the next page.
      if (this.#atomics.load(this.#owners, page) !== 0) continue;
      if (this.#atomics.compareExchange(this.#owners, page, 0, owner) !== 0) continue;
      this.#atomics.store(this.#owners, HINT, page + 1);
      return page;
    }
    return 0;
  }

  #count(): number {
    return Math.floor(this.#buffer.byteLength / PAGE_BYTES);
  }

  /** Whether there are more pages than before. Other threads may grow it at the same time. */
  #grow(count: number): boolean {
    const most = Math.floor(this.#buffer.maxByteLength / PAGE_BYTES);
    for (const wish of [count + Math.min(count, LARGEST_STEP), count + 1]) {
      try {
        this.#buffer.grow(Math.min(wish, most) * PAGE_BYTES);
      } catch {
        // Another thread has made it longer than this already, or the engine has no memory: the length tells which.
      }
      if (this.#count() > count) return true;
    }
    return false;
  }
}
