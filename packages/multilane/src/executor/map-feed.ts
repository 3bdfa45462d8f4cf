/** The inputs of a `map`, and the calls that were made of them and not consumed yet. */
import type { Future } from "../future/future.js";
import { remaining } from "../platform/clock.js";
import { watchLimits } from "../platform/wait-options.js";
import { AsDone, InOrder } from "./map-ahead.js";
import type { Ahead } from "./map-ahead.js";
import { Inputs } from "./map-inputs.js";
import type { AnyIterable } from "./map-inputs.js";

/** How a {@link Feed} hands on what it pulls. */
export interface FeedPlan<R> {
  readonly submit: (args: readonly unknown[]) => Future<R>;
  /** How many calls may be under way and not consumed. */
  readonly limit: number;
  /** Whether the results come in the order of the inputs, and not as they are done. */
  readonly ordered: boolean;
  /** Where not everything may be submitted at any time: whether a call may, and when the next may. */
  readonly room?: Room | undefined;
}

/** Room for calls, where it is limited. */
export interface Room {
  has(): boolean;
  wait(): Promise<void>;
}

/**
 * Pulls its inputs within a limit and submits what it pulls, by itself: a result that is there does not wait for a
 * source that is slow.
 */
export class Feed<R> {
  readonly #limit: number;
  readonly #room: Room | undefined;
  /** None when there is nothing left to submit: results that are kept must not keep their executor. */
  #submit: FeedPlan<R>["submit"] | undefined;
  readonly #inputs: Inputs | undefined;
  readonly #ahead: Ahead<R>;
  #pulling = false;
  /** The inputs are at their end, or one of them threw; then nobody asks them any more. */
  #over: { readonly error?: unknown } | undefined;
  #closed = false;
  #wake: (() => void) | undefined;

  /**
   * Arrays within the limit are submitted here and now, and so are the first values of other plain iterables; those of
   * asynchronous ones are asked for.
   */
  constructor(inputs: readonly AnyIterable[], { submit, limit, ordered, room }: FeedPlan<R>) {
    this.#submit = submit;
    this.#limit = limit;
    this.#room = room;
    this.#ahead = ordered ? new InOrder() : new AsDone(() => this.#tell());
    const length = Math.min(...inputs.map((input) => (Array.isArray(input) ? input.length : Infinity)));
    const atOnce = room === undefined && inputs.every((input) => Array.isArray(input)) && length <= limit;
    if (inputs.length === 0 || atOnce) {
      this.#submitArrays(inputs, inputs.length === 0 ? 0 : length);
      this.#end({});
    } else {
      this.#inputs = new Inputs(inputs);
      void this.#pull();
    }
  }

  /**
   * Waits until there is a call (without an order: one that is done), or the end. (A promise cannot carry the future itself: it would be awaited.)
   *
   * @param deadline milliseconds on `now()` after which the wait for a source throws what `late` makes
   * @param signal ends the wait by throwing its reason
   */
  async ready(deadline: number, late: () => Error, signal: AbortSignal | undefined): Promise<void> {
    if (this.#isReady()) return;
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => reject(signal?.reason);
      const stopWatching = watchLimits(remaining(deadline), signal, () => reject(late()), abort);
      this.#wake = () => {
        if (!this.#isReady()) return;
        this.#wake = undefined;
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
    const { next } = this.#ahead;
    if (next === undefined && this.#over !== undefined && "error" in this.#over) throw this.#over.error;
    return next;
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
    for (const future of this.#ahead.clear()) future.cancel();
    this.#tell();
    if (this.#over !== undefined) return;
    this.#end({});
    // A source that still owes an answer may never give it; whatever it says to its end is nobody's concern.
    if (this.#pulling) this.#inputs?.abandon();
    else await this.#inputs?.close();
  }

  #isReady(): boolean {
    if (this.#ahead.next !== undefined || this.#closed) return true;
    return this.#over !== undefined && this.#ahead.size === 0;
  }

  #submitArrays(inputs: readonly AnyIterable[], length: number): void {
    for (let index = 0; index < length; index++)
      this.#submitOne(inputs.map((input) => (Array.isArray(input) ? input[index] : undefined)));
  }

  async #pull(): Promise<void> {
    if (this.#pulling) return;
    this.#pulling = true;
    try {
      while (this.#over === undefined && this.#ahead.size < this.#limit) {
        const inputs = this.#inputs;
        const args = inputs?.plain === true ? inputs.nextNow() : await inputs?.next();
        // Nothing may come between the look and the submission: others want the room, too.
        while (!this.#closed && !this.#hasRoom()) await this.#room?.wait();
        if (this.#closed) return;
        if (args === undefined) this.#end({});
        else this.#submitOne(args);
        this.#tell();
      }
    } catch (error) {
      if (this.#over === undefined) this.#end({ error });
      this.#tell();
    } finally {
      this.#pulling = false;
    }
  }

  #hasRoom(): boolean {
    return this.#room?.has() ?? true;
  }

  #submitOne(args: readonly unknown[]): void {
    try {
      const future = this.#submit?.(args);
      if (future !== undefined) this.#ahead.push(future);
    } catch (error) {
      this.#inputs?.abandon();
      throw error;
    }
  }

  #end(over: { readonly error?: unknown }): void {
    this.#over = over;
    this.#submit = undefined;
  }

  #tell(): void {
    this.#wake?.();
  }
}
