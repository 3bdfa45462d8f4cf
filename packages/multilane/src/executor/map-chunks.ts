/** `map` with a `chunksize`: several elements travel as one call. */
import type { ChunkOutcome } from "../thread/run-chunk.js";
import type { Payload } from "../transport/messages.js";
import { reviveError } from "../transport/payload.js";
import { Inputs } from "./map-inputs.js";
import type { AnyIterable } from "./map-inputs.js";

/** One list of arguments per call. */
type Chunk = readonly (readonly unknown[])[];

/**
 * @throws TypeError, RangeError
 */
export function checkChunksize(chunksize: number | undefined = 1): number {
  if (typeof chunksize !== "number")
    throw new TypeError(`chunksize must be a number, not ${typeof chunksize}`);
  if (!Number.isInteger(chunksize) || chunksize < 1)
    throw new RangeError(`chunksize must be a whole number ≥ 1, not ${chunksize}`);
  return chunksize;
}

/** The inputs, several elements at a time: an array if all of them are arrays, else an iterator that pulls them. */
export function chunksOf(inputs: readonly AnyIterable[], chunksize: number): AnyIterable {
  if (!inputs.every((input) => Array.isArray(input))) return new ChunkIterator(inputs, chunksize);
  const length = inputs.length === 0 ? 0 : Math.min(...inputs.map((input) => input.length));
  return Array.from({ length: Math.ceil(length / chunksize) }, (_, chunk) =>
    Array.from({ length: Math.min(chunksize, length - chunk * chunksize) }, (__, n) =>
      inputs.map((input) => input[chunk * chunksize + n]),
    ),
  );
}

/** By hand, not a generator: closing it must reach the inputs while one of them still owes an answer. */
class ChunkIterator implements AsyncIterableIterator<Chunk> {
  readonly #inputs: Inputs;
  readonly #chunksize: number;
  #over = false;
  /** What an input threw, after what came before it. */
  #failure: { readonly error: unknown } | undefined;

  constructor(inputs: readonly AnyIterable[], chunksize: number) {
    this.#inputs = new Inputs(inputs);
    this.#chunksize = chunksize;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Chunk>> {
    const chunk: unknown[][] = [];
    while (!this.#over && chunk.length < this.#chunksize) await this.#pullInto(chunk);
    if (chunk.length > 0) return { done: false, value: chunk };
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Chunk>> {
    if (!this.#over) {
      this.#over = true;
      await this.#inputs.close();
    }
    return { done: true, value: undefined };
  }

  async #pullInto(chunk: unknown[][]): Promise<void> {
    try {
      const args = await this.#inputs.next();
      if (args === undefined) this.#over = true;
      else chunk.push(args);
    } catch (error) {
      this.#over = true;
      this.#failure = { error };
    }
  }
}

/** The results of a `map` over chunks, one by one. */
export class Unchunked<R> implements AsyncIterableIterator<R> {
  readonly #chunks: AsyncIterator<ChunkOutcome>;
  readonly #locate: (error: unknown) => void;
  #values: readonly R[] = [];
  #next = 0;
  #thrown: Payload | undefined;
  /** Calls of `next` are answered one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param locate writes into an error where its call was submitted */
  constructor(chunks: AsyncIterator<ChunkOutcome>, locate: (error: unknown) => void) {
    this.#chunks = chunks;
    this.#locate = locate;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<R>> {
    const result = this.#turn.then(() => this.#pull());
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async return(): Promise<IteratorResult<R>> {
    this.#values = [];
    this.#thrown = undefined;
    await this.#chunks.return?.();
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #pull(): Promise<IteratorResult<R>> {
    while (this.#next >= this.#values.length) {
      if (this.#thrown !== undefined) await this.#fail(this.#thrown);
      const chunk = await this.#chunks.next();
      if (chunk.done === true) return { done: true, value: undefined };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the task's own results, as its type says
      this.#values = chunk.value.values as readonly R[];
      this.#thrown = chunk.value.thrown;
      this.#next = 0;
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it may well be undefined, if that is an R
    return { done: false, value: this.#values[this.#next++] as R };
  }

  async #fail(thrown: Payload): Promise<never> {
    // What the sources say to their end does not hide why it came.
    await this.return().catch(() => undefined);
    const error = reviveError(thrown);
    this.#locate(error);
    throw error;
  }
}
