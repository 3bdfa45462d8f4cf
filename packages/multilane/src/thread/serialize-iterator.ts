/** What a source may be: of values, or of promises of them. */
export type AnyIterable<T> = AsyncIterable<T> | Iterable<T | PromiseLike<T>>;

/** The iterator of either kind of iterable; an asynchronous one, if it has both. */
export function iteratorOf<T>(iterable: AnyIterable<T>): AsyncIterator<T> | Iterator<T | PromiseLike<T>> {
  if (Symbol.asyncIterator in iterable) return iterable[Symbol.asyncIterator]();
  return iterable[Symbol.iterator]();
}

/** Calls one after another: each begins when those before it have settled, however they did. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<R>(call: () => Promise<R>): Promise<R> {
    const turn = this.#last.then(call);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** An iterator's answer whose value may be a promise, awaited. */
export async function settled<T>(
  answer: Promise<IteratorResult<T>> | IteratorResult<T | PromiseLike<T>>,
): Promise<IteratorResult<T>> {
  const result = await answer;
  return result.done === true ? result : { done: false, value: await result.value };
}

/**
 * An iterator that several consumers of this thread may use at once: concurrent calls of its `next()` reach the source
 * one after another, in the order of the calls, each when the one before has settled. So every item goes to exactly one
 * of them, also from a source that cannot stand overlapping calls. CPython: `threading.serialize_iterator`, for threads;
 * to share items among threads, use a `Queue`.
 *
 * ```ts
 * const pages = serializeIterator(readPages());
 * await Promise.all([1, 2, 3].map(async () => { for await (const page of pages) await handle(page); }));
 * ```
 *
 * A call that the source rejects rejects the one that made it; the next one asks the source again. A consumer that
 * leaves its loop early closes the source for all, as with any iterator.
 *
 * @param iterable asynchronous or not; one of promises gives their values
 */
export function serializeIterator<T>(iterable: AnyIterable<T>): AsyncIterableIterator<T> {
  const source = iteratorOf(iterable);
  const turns = new Turns();
  const serialized: AsyncIterableIterator<T> = {
    next: () => turns.take(() => settled<T>(source.next())),
    return: (value?: unknown) =>
      turns.take(async () =>
        source.return === undefined ? { done: true, value: await value } : settled<T>(source.return(value)),
      ),
    [Symbol.asyncIterator]: () => serialized,
  };
  return serialized;
}
