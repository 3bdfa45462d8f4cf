/** `Executor.map` over any `submit`. */
import { TimeoutError } from "../errors.js";
import type { Future } from "../future/future.js";
import { checkTimeout, deadlineAfter, remaining } from "../platform/clock.js";
import { Feed } from "./map-feed.js";
import type { Room } from "./map-feed.js";
import type { AnyIterable } from "./map-inputs.js";

/** How `map` submits, and how far ahead of its consumer it may be. */
export interface MapPlan<R> {
  readonly submit: (args: readonly unknown[]) => Future<R>;
  readonly inputs: readonly AnyIterable[];
  /** `undefined`: everything at once if all inputs are arrays, else `lanes` times {@link AHEAD}. */
  readonly buffersize: number | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly lanes: number;
  /** Default: `true`. */
  readonly ordered?: boolean | undefined;
  /** `false`: what the calls throw is collected, and thrown at the end. Default: `true`. */
  readonly stopOnError?: boolean | undefined;
  /** Default: everything may be submitted at any time. */
  readonly room?: Room | undefined;
}

/** Calls under way per lane, so that none runs dry while the consumer looks at a result. */
const AHEAD = 4;

function limitOf({ buffersize, inputs, lanes }: MapPlan<unknown>): number {
  if (buffersize === undefined)
    return inputs.every((input) => Array.isArray(input)) ? Infinity : AHEAD * lanes;
  if (typeof buffersize !== "number")
    throw new TypeError(`buffersize must be a number, not ${typeof buffersize}`);
  if (!(buffersize >= 1) || (buffersize !== Infinity && !Number.isInteger(buffersize)))
    throw new RangeError(`buffersize must be a whole number ≥ 1, not ${buffersize}`);
  return buffersize;
}

function forget(): void {}

/** The results of a `map`. */
class MapResults<R> implements AsyncIterableIterator<R> {
  // Not the whole plan: that holds the executor.
  readonly #timeout: number | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #stopOnError: boolean;
  readonly #feed: Feed<R>;
  readonly #deadline: number;
  #closed = false;
  /** What calls threw, if that does not end it. */
  readonly #errors: unknown[] = [];
  /** Calls of `next` are answered one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(plan: MapPlan<R>) {
    const limit = limitOf(plan);
    const { submit, timeout, signal, ordered = true, stopOnError = true, room } = plan;
    this.#deadline = deadlineAfter(checkTimeout(timeout));
    this.#timeout = timeout;
    this.#signal = signal;
    this.#stopOnError = stopOnError;
    for (const [name, value] of Object.entries({ ordered, stopOnError }))
      if (typeof value !== "boolean") throw new TypeError(`${name} must be a boolean, not ${typeof value}`);
    this.#feed = new Feed(plan.inputs, { submit, limit, ordered, room });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<R>> {
    const result = this.#turn.then(() => this.#next());
    // When, but not what: the iterator must not hold the result that its consumer has done with.
    this.#turn = result.then(forget, forget);
    return result;
  }

  async return(): Promise<IteratorResult<R>> {
    await this.#close();
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #next(): Promise<IteratorResult<R>> {
    if (this.#closed) return { done: true, value: undefined };
    try {
      for (;;) {
        await this.#feed.ready(this.#deadline, () => this.#late(), this.#signal);
        const future = this.#first();
        if (future === undefined) {
          this.#closed = true;
          if (this.#errors.length > 0) throw this.#failures();
          return { done: true, value: undefined };
        }
        const result = await this.#outcomeOf(future);
        this.#feed.shift();
        if (result !== undefined) return result;
      }
    } catch (error) {
      // What the sources say to their end does not hide why it came.
      await this.#close().catch(() => undefined);
      throw error;
    }
  }

  #first(): Future<R> | undefined {
    try {
      return this.#feed.first();
    } catch (error) {
      // A source threw: what the calls threw before is not to be lost.
      if (this.#errors.length === 0) throw error;
      this.#errors.push(error);
      throw this.#failures();
    }
  }

  /** The result; `undefined` if the call failed and the others go on. */
  async #outcomeOf(future: Future<R>): Promise<IteratorYieldResult<R> | undefined> {
    try {
      return { done: false, value: await this.#resultOf(future) };
    } catch (error) {
      // Nobody waits for the others, either, when the time is over or all are aborted.
      if (this.#stopOnError || !future.failed() || this.#signal?.aborted === true) throw error;
      this.#errors.push(error);
      return undefined;
    }
  }

  #failures(): AggregateError {
    return new AggregateError(this.#errors, `map: ${this.#errors.length} of its calls failed`);
  }

  async #resultOf(future: Future<R>): Promise<R> {
    // What is done is answered after the deadline, too: as CPython.
    if (future.done() || this.#deadline === Infinity) return await future.result();
    try {
      return await future.result({ timeout: remaining(this.#deadline) });
    } catch (error) {
      if (!(error instanceof TimeoutError) || future.done()) throw error;
      throw this.#late();
    }
  }

  #late(): TimeoutError {
    return new TimeoutError(
      `map: a result had not come ${this.#timeout} ms after the call; what had not begun was cancelled`,
    );
  }

  async #close(): Promise<void> {
    this.#closed = true;
    await this.#feed.close();
  }
}

/** See `Executor.map`. */
export function mapOver<R>(plan: MapPlan<R>): AsyncIterableIterator<R> {
  return new MapResults(plan);
}
