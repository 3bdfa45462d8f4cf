import { headlineOf } from "../platform/text.js";

/** What `map` takes. */
export type AnyIterable = Iterable<unknown> | AsyncIterable<unknown>;
type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

function isIterable(value: unknown): value is AnyIterable {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null) return false;
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

function iteratorOf(iterable: AnyIterable, index: number): AnyIterator {
  if (!isIterable(iterable))
    throw new TypeError(
      `map takes an iterable for each parameter of the task; its input ${index + 1} is none: ${headlineOf(iterable)}`,
    );
  if (typeof iterable === "object" && Symbol.asyncIterator in iterable)
    return iterable[Symbol.asyncIterator]();
  return iterable[Symbol.iterator]();
}

/** The inputs of a `map`, pulled together: up to the end of the shortest. */
export class Inputs {
  readonly #iterators: readonly AnyIterator[];

  /** @throws TypeError for what is not iterable */
  constructor(inputs: readonly AnyIterable[]) {
    this.#iterators = inputs.map(iteratorOf);
  }

  /** One value of each; `undefined` when one of them is at its end. The others are closed then, and when one throws. */
  async next(): Promise<unknown[] | undefined> {
    const args: unknown[] = [];
    for (const iterator of this.#iterators) {
      let next: IteratorResult<unknown>;
      try {
        next = await iterator.next();
      } catch (error) {
        this.abandon(iterator);
        throw error;
      }
      if (next.done === true) {
        for (const other of this.#iterators) if (other !== iterator) await other.return?.();
        return undefined;
      }
      args.push(next.value);
    }
    return args;
  }

  /** Closes them. */
  async close(): Promise<void> {
    for (const iterator of this.#iterators) await iterator.return?.();
  }

  /** Closes them, but one, without waiting: what they say to it must not hide why it is done. */
  abandon(failed?: AnyIterator): void {
    const close = async (iterator: AnyIterator): Promise<void> => void (await iterator.return?.());
    for (const iterator of this.#iterators) if (iterator !== failed) close(iterator).catch(() => undefined);
  }
}
