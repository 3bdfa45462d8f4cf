import { TimeoutError } from "../errors.js";
import { checkTimeout, deadlineAfter, remaining } from "../platform/clock.js";
import type { WaitOptions } from "../platform/wait-options.js";
import type { Future } from "./future.js";
import { futureSet } from "./future-set.js";
import { SettledFuture } from "./settled-future.js";
import { watchLimits } from "../platform/wait-options.js";
import type { Waiter } from "./waiter.js";

/** The type of the value of a future: `number` of `Future<number>`, `A | B` of `Future<A> | Future<B>`. */
export type ResultOf<F> = F extends Future<infer T> ? T : never;

/**
 * Yields futures as they are done: first those that are already, in the order given, then the others as they
 * complete. CPython: `concurrent.futures.as_completed`.
 *
 * Yields a {@link SettledFuture}, whose `result()` answers at once and whose `future` is the one that was given. As a
 * Python generator it reads the iterable and starts its clock at the first `next()`, not at the call. Leaving the
 * loop early, or `return()`, detaches it from the futures and cancels nothing. Calls of `next()` that overlap are
 * served in the order of the calls. A future that was yielded is not kept.
 *
 * @param futures any iterable, also of different executors and types; duplicates collapse
 * @param options how long to wait, all in all. What is done is yielded also after the time is over or the signal is
 *   aborted; then `next()` rejects once, with TimeoutError (`2 (of 4) futures unfinished`) or the signal's reason.
 * @returns an iterator; `next()` also rejects with TypeError for what is not a future and with what the iterable throws
 * @throws RangeError at the call for a timeout that is NaN or negative
 */
export function asCompleted<F extends Future<unknown>>(
  futures: Iterable<F>,
  options?: WaitOptions,
): AsyncIterableIterator<SettledFuture<ResultOf<F>>, undefined>;
export function asCompleted(
  futures: Iterable<Future<unknown>>,
  options: WaitOptions = {},
): AsyncIterableIterator<SettledFuture<unknown>, undefined> {
  return new CompletionIterator(futures, checkTimeout(options.timeout), options.signal);
}

type Step = IteratorResult<SettledFuture<unknown>, undefined>;

/** A call of `next()` that waits. */
interface Call {
  readonly resolve: (step: Step) => void;
  readonly reject: (error: unknown) => void;
}

/** Not an async generator: the `return()` of one would wait behind a `next()` that waits. */
class CompletionIterator implements AsyncIterableIterator<SettledFuture<unknown>, undefined>, Waiter {
  /** `undefined` once it is read. */
  private _futures: Iterable<Future<unknown>> | undefined;
  private readonly _timeout: number;
  private readonly _signal: AbortSignal | undefined;
  private _deadline = Infinity;
  private _total = 0;
  private readonly _pending = new Set<Future<unknown>>();
  /** Done and not yet yielded: a queue of two stacks, so that taking is cheap and what is taken is let go. */
  private _arrived: Future<unknown>[] = [];
  private _departing: Future<unknown>[] = [];
  /** Not empty only while nothing is there to be yielded. */
  private readonly _calls: Call[] = [];
  /** Watches the limits only while a call waits: a loop that is left by neither end leaves no timer behind. */
  private _stopWatching: (() => void) | undefined;

  constructor(futures: Iterable<Future<unknown>>, timeout: number, signal: AbortSignal | undefined) {
    this._futures = futures;
    this._timeout = timeout;
    this._signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      if (this._futures !== undefined) this._start(this._futures); // what it throws rejects
      const future = this._take();
      if (future !== undefined) {
        resolve({ done: false, value: new SettledFuture(future) });
        return;
      }
      this._calls.push({ resolve, reject });
      if (this._pending.size === 0) this._end();
      else if (this._signal?.aborted === true) this._abort();
      else if (remaining(this._deadline) === 0) this._timeOut();
      else
        this._stopWatching ??= watchLimits(
          remaining(this._deadline),
          this._signal,
          () => this._timeOut(),
          () => this._abort(),
        );
    });
  }

  return(): Promise<Step> {
    this._end();
    return Promise.resolve({ done: true, value: undefined });
  }

  notify(future: Future<unknown>): void {
    this._pending.delete(future);
    const call = this._calls.shift();
    if (call === undefined) this._arrived.push(future);
    else call.resolve({ done: false, value: new SettledFuture(future) });
    if (this._pending.size === 0) this._endCalls();
    else if (this._calls.length === 0) this._unwatch();
  }

  private _start(futures: Iterable<Future<unknown>>): void {
    this._futures = undefined;
    this._deadline = deadlineAfter(this._timeout);
    const all = futureSet(futures, "asCompleted");
    this._total = all.size;
    for (const future of all) {
      if (future.notified()) {
        this._arrived.push(future);
      } else {
        this._pending.add(future);
        future.addWaiter(this);
      }
    }
  }

  private _take(): Future<unknown> | undefined {
    if (this._departing.length === 0 && this._arrived.length > 0) {
      this._departing = this._arrived.toReversed();
      this._arrived = [];
    }
    return this._departing.pop();
  }

  private _timeOut(): void {
    this._fail(new TimeoutError(`${this._pending.size} (of ${this._total}) futures unfinished`));
  }

  private _abort(): void {
    this._fail(this._signal?.reason);
  }

  /** One call gets the error; after it the iteration is over, as a generator's. */
  private _fail(error: unknown): void {
    this._calls.shift()?.reject(error);
    this._end();
  }

  private _end(): void {
    this._futures = undefined;
    for (const future of this._pending) future.removeWaiter(this);
    this._pending.clear();
    this._arrived = [];
    this._departing = [];
    this._endCalls();
  }

  private _endCalls(): void {
    this._unwatch();
    for (const call of this._calls.splice(0)) call.resolve({ done: true, value: undefined });
  }

  private _unwatch(): void {
    this._stopWatching?.();
    this._stopWatching = undefined;
  }
}
