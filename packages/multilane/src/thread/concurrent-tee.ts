import { iteratorOf, settled } from "./serialize-iterator.js";
import type { AnyIterable } from "./serialize-iterator.js";

const END = { done: true, value: undefined } as const;

/** One item of the source, asked for when the first consumer gets there, and kept until the last has passed. */
class Item<T> {
  /** Until it is asked: what it closes over is the item before, and all before that. */
  #ask: (() => Promise<IteratorResult<T>>) | undefined;
  #answer: Promise<IteratorResult<T>> | undefined;
  #next: Item<T> | undefined;

  constructor(ask: () => Promise<IteratorResult<T>>) {
    this.#ask = ask;
  }

  get answer(): Promise<IteratorResult<T>> {
    this.#answer ??= this.#ask?.() ?? Promise.resolve(END);
    this.#ask = undefined;
    return this.#answer;
  }

  /** The one behind it: asked for when this one is answered, and over if the source is. */
  next(ask: () => Promise<IteratorResult<T>>): Item<T> {
    this.#next ??= new Item(async () => {
      let over = true;
      try {
        over = (await this.answer).done === true;
      } catch {
        // Whoever asked for that item has the error; the source is over.
      }
      return over ? END : ask();
    });
    return this.#next;
  }
}

/** What the consumers have in common: the source, and how many have not left. */
class Source<T> {
  readonly #iterator: ReturnType<typeof iteratorOf<T>>;
  #consumers: number;

  constructor(iterable: AnyIterable<T>, consumers: number) {
    this.#iterator = iteratorOf(iterable);
    this.#consumers = consumers;
  }

  readonly ask = (): Promise<IteratorResult<T>> => settled<T>(this.#iterator.next());

  /** One consumer has left its loop; the last one closes the source. */
  async leave(): Promise<void> {
    if (--this.#consumers === 0) await this.#iterator.return?.();
  }
}

class Consumer<T> implements AsyncIterableIterator<T> {
  readonly #source: Source<T>;
  #at: Item<T> | undefined;

  constructor(source: Source<T>, first: Item<T>) {
    this.#source = source;
    this.#at = first;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#at === undefined) return Promise.resolve(END);
    const { answer } = this.#at;
    this.#at = this.#at.next(this.#source.ask);
    return answer;
  }

  async return(): Promise<IteratorResult<T>> {
    if (this.#at !== undefined) {
      this.#at = undefined;
      await this.#source.leave();
    }
    return END;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/**
 * Several iterators over one source: each gets every item, at its own pace, and all may be used at once in this thread.
 * CPython: `threading.concurrent_tee`, for threads; to share items among threads, use a `Queue`.
 *
 * The source is asked for one item at a time, when the fastest wants it; items are kept until the slowest has them. If
 * the source rejects, each iterator rejects at that place, and is over after it. The source is closed when all iterators
 * have been left early.
 *
 * @param iterable asynchronous or not; one of promises gives their values. Nobody else should use it from now on.
 * @param n how many; 0 gives none and does not touch the source
 * @throws RangeError if `n` is negative or not a whole number. CPython: `ValueError`.
 */
export function concurrentTee<T>(iterable: AnyIterable<T>, n = 2): AsyncIterableIterator<T>[] {
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(`concurrentTee: n must be a whole number ≥ 0, not ${String(n)}`);
  if (n === 0) return [];
  const source = new Source(iterable, n);
  const first = new Item(source.ask);
  return Array.from({ length: n }, () => new Consumer(source, first));
}
