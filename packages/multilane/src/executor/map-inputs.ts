import { headlineOf } from "../platform/text.js";

/** What `map` takes. */
export type AnyIterable = Iterable<unknown> | AsyncIterable<unknown>;
type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

function isIterable(value: unknown): value is AnyIterable {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null) return false;
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

/** Whether its values are there when they are asked for. */
function isPlain(iterable: AnyIterable): iterable is Iterable<unknown> {
  return !(typeof iterable === "object" && Symbol.asyncIterator in iterable);
}

function check(iterable: AnyIterable, index: number): void {
  if (!isIterable(iterable))
    throw new TypeError(
      `map takes an iterable for each parameter of the task; its input ${index + 1} is none: ${headlineOf(iterable)}`,
    );
}

function iteratorOf(iterable: AnyIterable): AnyIterator {
  return isPlain(iterable) ? iterable[Symbol.iterator]() : iterable[Symbol.asyncIterator]();
}

/** The inputs of a `map`, pulled together: up to the end of the shortest. */
export class Inputs {
  readonly #iterators: readonly AnyIterator[];
  /** The same, if none of them has to be waited for. */
  readonly #plain: readonly Iterator<unknown>[] | undefined;

  /** @throws TypeError for what is not iterable */
  constructor(inputs: readonly AnyIterable[]) {
    for (const [index, input] of inputs.entries()) check(input, index);
    if (inputs.every(isPlain))
      this.#iterators = this.#plain = inputs.map((input) => input[Symbol.iterator]());
    else this.#iterators = inputs.map(iteratorOf);
  }

  /** Whether {@link nextNow} can be called. */
  get plain(): boolean {
    return this.#plain !== undefined;
  }

  /** As {@link next}, without waiting. */
  nextNow(): unknown[] | undefined {
    const args: unknown[] = [];
    for (const iterator of this.#plain ?? []) {
      let next: IteratorResult<unknown>;
      try {
        next = iterator.next();
      } catch (error) {
        this.abandon(iterator);
        throw error;
      }
      if (next.done === true) {
        for (const other of this.#plain ?? []) if (other !== iterator) other.return?.();
        return undefined;
      }
      args.push(next.value);
    }
    return args;
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
