/** The inputs of a `map`, and the calls that were made of them and not consumed yet. */
import type { Future } from "../future/future.js";
import { remaining } from "../platform/clock.js";
import { watchLimits } from "../platform/wait-options.js";

/** What `map` takes. */
export type AnyIterable = Iterable<unknown> | AsyncIterable<unknown>;
type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

function iteratorOf(iterable: AnyIterable): AnyIterator {
  if (typeof iterable === "object" && Symbol.asyncIterator in iterable)
    return iterable[Symbol.asyncIterator]();
  return iterable[Symbol.iterator]();
}

/**
 * Pulls its inputs within a limit and submits what it pulls, by itself: a result that is there does not wait for a
 * source that is slow.
 */
export class Feed<R> {
  readonly #submit: (args: readonly unknown[]) => Future<R>;
  readonly #limit: number;
  readonly #iterators: readonly AnyIterator[];
  readonly #ahead: Future<R>[] = [];
  #pulling = false;
  /** The inputs are at their end, or one of them threw; then nobody asks them any more. */
  #over: { readonly error?: unknown } | undefined;
  #closed = false;
  #wake: (() => void) | undefined;

  /** Arrays within the limit are submitted here and now; of others the first values are asked for. */
  constructor(
    inputs: readonly AnyIterable[],
    submit: (args: readonly unknown[]) => Future<R>,
    limit: number,
  ) {
    this.#submit = submit;
    this.#limit = limit;
    const length = Math.min(...inputs.map((input) => (Array.isArray(input) ? input.length : Infinity)));
    if (inputs.length === 0 || (inputs.every((input) => Array.isArray(input)) && length <= limit)) {
      this.#iterators = [];
      this.#over = {};
      this.#submitArrays(inputs, inputs.length === 0 ? 0 : length);
    } else {
      this.#iterators = inputs.map(iteratorOf);
      void this.#pull();
    }
  }

  /**
   * Waits until there is a call, or the end. (A promise cannot carry the future itself: it would be awaited.)
   *
   * @param deadline milliseconds on `now()` after which the wait for a source throws what `late` makes
   * @param signal ends the wait by throwing its reason
   */
  async ready(deadline: number, late: () => Error, signal: AbortSignal | undefined): Promise<void> {
    if (this.#ahead.length > 0 || this.#over !== undefined) return;
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => reject(signal?.reason);
      const stopWatching = watchLimits(remaining(deadline), signal, () => reject(late()), abort);
      this.#wake = () => {
        stopWatching();
        resolve();
      };
    });
  }

  /**
   * The call whose result comes next; `undefined` at the end.
   *
   * @throws what an input threw, once all that came before it has been consumed
   */
  first(): Future<R> | undefined {
    const [first] = this.#ahead;
    if (first === undefined && this.#over !== undefined && "error" in this.#over) throw this.#over.error;
    return first;
  }

  /** The first call has been consumed: there is room for another. */
  shift(): void {
    this.#ahead.shift();
    void this.#pull();
  }

  /** Cancels what has not begun and closes the inputs. Does not wait for a source that does not answer. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const future of this.#ahead.splice(0)) future.cancel();
    this.#tell();
    if (this.#over !== undefined) return;
    this.#over = {};
    // A source that still owes an answer may never give it; whatever it says to its end is nobody's concern.
    if (this.#pulling) this.#abandon();
    else for (const iterator of this.#iterators) await iterator.return?.();
  }

  #submitArrays(inputs: readonly AnyIterable[], length: number): void {
    for (let index = 0; index < length; index++)
      this.#ahead.push(
        this.#submit(inputs.map((input) => (Array.isArray(input) ? input[index] : undefined))),
      );
  }

  async #pull(): Promise<void> {
    if (this.#pulling) return;
    this.#pulling = true;
    try {
      while (this.#over === undefined && this.#ahead.length < this.#limit) {
        const args = await this.#nextArguments();
        if (this.#closed) return;
        if (args === undefined) this.#over = {};
        else this.#submitOne(args);
        this.#tell();
      }
    } catch (error) {
      this.#over ??= { error };
      this.#tell();
    } finally {
      this.#pulling = false;
    }
  }

  #submitOne(args: readonly unknown[]): void {
    try {
      this.#ahead.push(this.#submit(args));
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  /** One value of each input; `undefined` when one of them is at its end. The others are closed then. */
  async #nextArguments(): Promise<unknown[] | undefined> {
    const args: unknown[] = [];
    for (const iterator of this.#iterators) {
      let next: IteratorResult<unknown>;
      try {
        next = await iterator.next();
      } catch (error) {
        this.#abandon(iterator);
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

  /** Closes the inputs but one, without waiting: what they say to it must not hide why it is done. */
  #abandon(failed?: AnyIterator): void {
    const close = async (iterator: AnyIterator): Promise<void> => void (await iterator.return?.());
    for (const iterator of this.#iterators) if (iterator !== failed) close(iterator).catch(() => undefined);
  }

  #tell(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
