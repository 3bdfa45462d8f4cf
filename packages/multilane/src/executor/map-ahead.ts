/** The calls of a `map` that are submitted and not consumed, and which of them is consumed next. */
import type { Future } from "../future/future.js";

/** See the head of this file. */
export interface Ahead<R> {
  readonly size: number;
  push(future: Future<R>): void;
  /** The one whose result comes next, which may have to be waited for; `undefined` if it is not known yet, or none is left. */
  readonly next: Future<R> | undefined;
  /** That one has been consumed. */
  shift(): void;
  /** Takes all out. */
  clear(): Iterable<Future<R>>;
}

/** How many consumed ones may lie at the head before they are cut off. */
const CONSUMED = 1024;

/** In the order of the inputs. */
export class InOrder<R> implements Ahead<R> {
  #futures: (Future<R> | undefined)[] = [];
  #consumed = 0;

  get size(): number {
    return this.#futures.length - this.#consumed;
  }

  get next(): Future<R> | undefined {
    return this.#futures[this.#consumed];
  }

  push(future: Future<R>): void {
    this.#futures.push(future);
  }

  shift(): void {
    if (this.size === 0) return;
    this.#futures[this.#consumed++] = undefined;
    // Not Array.shift: it moves all the others, each time, once they are many.
    if (this.#consumed < CONSUMED || this.#consumed * 2 < this.#futures.length) return;
    this.#futures = this.#futures.slice(this.#consumed);
    this.#consumed = 0;
  }

  clear(): Iterable<Future<R>> {
    const left = this.#futures.filter((future) => future !== undefined);
    this.#futures = [];
    this.#consumed = 0;
    return left;
  }
}

/** In the order in which they are done. */
export class AsDone<R> implements Ahead<R> {
  readonly #all = new Set<Future<R>>();
  readonly #done = new InOrder<R>();
  readonly #tell: () => void;

  /** @param tell called when one more is done */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  get size(): number {
    return this.#all.size;
  }

  get next(): Future<R> | undefined {
    return this.#done.next;
  }

  push(future: Future<R>): void {
    this.#all.add(future);
    future.addDoneCallback(() => {
      if (!this.#all.has(future)) return;
      this.#done.push(future);
      this.#tell();
    });
  }

  shift(): void {
    const { next } = this.#done;
    if (next !== undefined) this.#all.delete(next);
    this.#done.shift();
  }

  clear(): Iterable<Future<R>> {
    const left = [...this.#all];
    this.#all.clear();
    this.#done.clear();
    return left;
  }
}
