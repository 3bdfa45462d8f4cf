/** `Executor.map` over any `submit`. */
import { TimeoutError } from "../errors.js";
import type { Future } from "../future/future.js";
import { checkTimeout, deadlineAfter, remaining } from "../platform/clock.js";

type AnyIterable = Iterable<unknown> | AsyncIterable<unknown>;
type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** How `map` submits, and how far ahead of its consumer it may be. */
export interface MapPlan<R> {
  readonly submit: (args: readonly unknown[]) => Future<R>;
  readonly inputs: readonly AnyIterable[];
  /** `undefined`: everything at once if all inputs are arrays, else `lanes` times {@link AHEAD}. */
  readonly buffersize: number | undefined;
  readonly timeout: number | undefined;
  readonly lanes: number;
}

/** Calls under way per lane, so that none runs dry while the consumer looks at a result. */
const AHEAD = 4;

function iteratorOf(iterable: AnyIterable): AnyIterator {
  return Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
}

function limitOf({ buffersize, inputs, lanes }: MapPlan<unknown>): number {
  if (buffersize === undefined)
    return inputs.every((input) => Array.isArray(input)) ? Infinity : AHEAD * lanes;
  if (typeof buffersize !== "number")
    throw new TypeError(`buffersize must be a number, not ${typeof buffersize}`);
  if (!(buffersize >= 1) || (buffersize !== Infinity && !Number.isInteger(buffersize)))
    throw new RangeError(`buffersize must be a whole number ≥ 1, not ${buffersize}`);
  return buffersize;
}

/** The results of a `map`, in the order of the inputs. */
class MapResults<R> implements AsyncIterableIterator<R> {
  readonly #plan: MapPlan<R>;
  readonly #limit: number;
  readonly #deadline: number;
  readonly #iterators: AnyIterator[];
  readonly #ahead: Future<R>[] = [];
  #exhausted = false;
  #closed = false;
  /** Calls of `next` are answered one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(plan: MapPlan<R>) {
    this.#plan = plan;
    this.#limit = limitOf(plan);
    this.#deadline = deadlineAfter(checkTimeout(plan.timeout));
    this.#iterators = plan.inputs.map(iteratorOf);
    if (plan.inputs.length === 0) this.#exhausted = true;
    if (plan.inputs.every((input) => Array.isArray(input))) this.#submitArrays(plan.inputs);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<R>> {
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async return(): Promise<IteratorResult<R>> {
    await this.#close();
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #submitArrays(inputs: readonly (readonly unknown[])[]): void {
    const length = Math.min(Infinity, ...inputs.map((input) => input.length));
    if (inputs.length === 0 || length > this.#limit) return;
    this.#exhausted = true;
    for (let index = 0; index < length; index++)
      this.#ahead.push(this.#plan.submit(inputs.map((input) => input[index])));
  }

  async #next(): Promise<IteratorResult<R>> {
    if (this.#closed) return { done: true, value: undefined };
    try {
      await this.#fill();
      const future = this.#ahead[0];
      if (future === undefined) {
        await this.#close();
        return { done: true, value: undefined };
      }
      const value = await this.#resultOf(future);
      this.#ahead.shift();
      // The lanes go on while the consumer looks at this result.
      await this.#fill();
      return { done: false, value };
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  async #resultOf(future: Future<R>): Promise<R> {
    // What is done is answered after the deadline, too: as CPython.
    if (future.done() || this.#deadline === Infinity) return await future.result();
    try {
      return await future.result({ timeout: remaining(this.#deadline) });
    } catch (error) {
      if (!(error instanceof TimeoutError) || future.done()) throw error;
      throw new TimeoutError(
        `map: a result had not come ${this.#plan.timeout} ms after the call; ${this.#ahead.length} calls were cancelled or are still running`,
      );
    }
  }

  async #fill(): Promise<void> {
    while (!this.#exhausted && !this.#closed && this.#ahead.length < this.#limit) {
      const args: unknown[] = [];
      for (const iterator of this.#iterators) {
        const { done, value } = await iterator.next();
        if (done === true) {
          this.#exhausted = true;
          return;
        }
        args.push(value);
      }
      if (!this.#closed) this.#ahead.push(this.#plan.submit(args));
    }
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const future of this.#ahead.splice(0)) future.cancel();
    if (!this.#exhausted) for (const iterator of this.#iterators) await iterator.return?.();
  }
}

/** See `Executor.map`. */
export function mapOver<R>(plan: MapPlan<R>): AsyncIterableIterator<R> {
  return new MapResults(plan);
}
