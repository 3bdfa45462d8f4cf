import { CancelledError, InvalidStateError, TimeoutError } from "../errors.js";
import { checkTimeout, deadlineAfter } from "../platform/clock.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { reportCallbackError } from "./callback-errors.js";
import type { FutureSource } from "./source.js";
import { CANCELLED, CANCELLED_AND_NOTIFIED, PENDING, RAISED, RETURNED, RUNNING } from "./state.js";
import type { FutureState } from "./state.js";
import { typeName } from "./type-name.js";
import { untilDone } from "./until-done.js";
import type { Waiter } from "./waiter.js";

/**
 * A function that a future keeps for itself and only ever calls with its own `T`. Declared as a method, so that a
 * `Future<T>` stays a `Future<unknown>`: a plain function type would make the class invariant in `T`.
 */
type Kept<Argument> = { call(argument: Argument): unknown }["call"];

/**
 * The outcome of a task that may still be waiting, running, or over. CPython: `concurrent.futures.Future`.
 *
 * `submit` of an executor returns one; `await` it, or ask it. It is done when the task has returned, has thrown, or
 * was cancelled before it began. A failed future that nobody looks at does no harm: it causes no
 * `unhandledRejection`, and whoever awaits it later still gets the error.
 *
 * A future belongs to the thread that made it and does not cross to another.
 *
 * Cost: no promise is made before somebody asks for one, and then one for all who ask.
 */
export class Future<T> implements PromiseLike<T> {
  private _state: FutureState = PENDING;
  /** Set if and only if the state is RETURNED. */
  private _value!: T;
  /** What was thrown, if the state is RAISED; once cancelled, the error that says so, made when first asked for. */
  private _error: unknown = undefined;
  private _source: FutureSource | undefined;
  private _promise: Promise<T> | undefined = undefined;
  private _resolve: Kept<T> | undefined = undefined;
  private _reject: Kept<unknown> | undefined = undefined;
  private _callbacks: Kept<Future<T>>[] | undefined = undefined;
  private _waiters: Waiter[] | undefined = undefined;

  /**
   * For authors of executors, and for tests: everybody else gets a future from `submit`.
   *
   * @param source what reaches the task behind this future; without one the future is CPython's bare `Future`
   */
  constructor(source?: FutureSource) {
    this._source = source;
  }

  /**
   * Takes the task back if it has not begun. Never interrupts a task that runs.
   *
   * @returns whether the future is cancelled now: `true` also if it was so before, `false` if the task runs or is over
   */
  cancel(): boolean {
    if (this._state !== PENDING) return this.cancelled();
    if (this._source === undefined) {
      this._complete(CANCELLED);
    } else if (this._source.cancel(this) && !this.done()) {
      // CPython leaves such a future in CANCELLED until a worker comes across it, and `wait` hangs if none ever
      // does (gh-87893, gh-109934). The source has just promised that none will: so tell the waiters now.
      this._complete(CANCELLED_AND_NOTIFIED);
    }
    return this.cancelled();
  }

  /** Whether the future was cancelled before its task began. */
  cancelled(): boolean {
    return this._state === CANCELLED || this._state === CANCELLED_AND_NOTIFIED;
  }

  /** Whether the task runs now, and so can no longer be cancelled. */
  running(): boolean {
    if (this._state === PENDING && this._source !== undefined) return this._source.running(this);
    return this._state === RUNNING;
  }

  /** Whether the task has returned, has thrown, or was cancelled. */
  done(): boolean {
    return this._state >= CANCELLED;
  }

  /**
   * The value, awaited. The promise is rejected, never thrown synchronously. A done future answers even where the
   * time is over or the signal is aborted already.
   *
   * @returns rejects with what the task threw, the same object each time; with CancelledError if the future was
   *   cancelled, TimeoutError if the time is over first, the signal's reason if it is aborted first, RangeError for a
   *   timeout that is NaN or negative. Giving up does not cancel the task.
   */
  result(options?: WaitOptions): Promise<T> {
    if (options === undefined) return this._settlement();
    return untilDone(this, options).then(() => this._settlement());
  }

  /**
   * What the task threw, awaited; `undefined` if it returned. A task that threw `undefined` gives `undefined` as
   * well: {@link result} tells the two apart. Waits and rejects as {@link result} does, CancelledError included, but
   * for what the task threw.
   */
  exception(options: WaitOptions = {}): Promise<unknown> {
    return untilDone(this, options).then(() => this.exceptionSync());
  }

  /**
   * The value; blocks this thread until it is there. Results of other futures that arrive meanwhile are settled too,
   * and their done-callbacks run; nothing else of this thread does.
   *
   * @param options `timeout` in milliseconds; `undefined` and `Infinity` wait for ever, `0` does not wait
   * @throws what the task threw, the same object each time; CancelledError if the future was cancelled; TimeoutError
   *   if the time is over first; RangeError for a timeout that is NaN or negative; InvalidStateError if it would block,
   *   and nothing could settle the future meanwhile
   */
  resultSync(options?: Pick<WaitOptions, "timeout">): T {
    this._block(options?.timeout);
    if (this._state !== RETURNED) throw this._failure();
    return this._value;
  }

  /**
   * What the task threw, or `undefined`, as {@link exception}; blocks and throws as {@link resultSync}, but for what
   * the task threw.
   */
  exceptionSync(options?: Pick<WaitOptions, "timeout">): unknown {
    this._block(options?.timeout);
    if (this.cancelled()) throw this._failure();
    return this._state === RAISED ? this._error : undefined;
  }

  /**
   * Calls `fn(future)` once the future is done: in the order in which they were added, before anybody who awaits the
   * future goes on; at once if it is done already, also from within another callback. The same function added twice
   * is called twice. One that throws, or whose promise rejects, is reported to stderr (`setCallbackErrorReporter`)
   * and harms nobody else.
   */
  addDoneCallback(fn: (future: Future<T>) => void): void {
    if (!this.done()) this._source?.awaited?.(this);
    this.onDone(fn);
  }

  /**
   * {@link addDoneCallback} for one who does not wait for it, but has to know.
   *
   * @internal
   */
  onDone(fn: (future: Future<T>) => void): void {
    if (this.done()) this._call(fn);
    else if (this._callbacks === undefined) this._callbacks = [fn];
    else this._callbacks.push(fn);
  }

  /** What makes `await future` work: the promise of {@link result}, made when first asked for. */
  // oxlint-disable-next-line unicorn/no-thenable -- a future is a PromiseLike on purpose; SettledFuture is not
  then<Value = T, Caught = never>(
    onFulfilled?: ((value: T) => Value | PromiseLike<Value>) | null,
    onRejected?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Value | Caught> {
    return this._settlement().then(onFulfilled, onRejected);
  }

  /**
   * For executors: the task is about to run. Must be called at most once, before the task is run.
   *
   * @returns `true`: run the task, it can no longer be cancelled. `false`: it was cancelled, do not run it; whoever
   *   waits in `wait` or `asCompleted` has been told.
   * @throws InvalidStateError if the future is running or finished, or if its cancellation was acknowledged before
   */
  setRunningOrNotifyCancel(): boolean {
    if (this._state === PENDING) {
      this._state = RUNNING;
      return true;
    }
    if (this._state !== CANCELLED)
      throw new InvalidStateError(`a task is begun once, before its future is settled: ${this.toString()}`);
    this._state = CANCELLED_AND_NOTIFIED;
    this._notifyWaiters();
    return false;
  }

  /**
   * For executors: the task returned. A thenable is stored as it is, but `await` unwraps it: settle with what it
   * came to.
   *
   * @throws InvalidStateError if the future is done already
   */
  setResult(value: T): void {
    if (this._state >= CANCELLED) throw this._settledTwice();
    this._value = value;
    this._complete(RETURNED);
  }

  /**
   * For executors: the task threw. Anything can be thrown, `undefined` too.
   *
   * @throws InvalidStateError if the future is done already
   */
  setException(error: unknown): void {
    if (this._state >= CANCELLED) throw this._settledTwice();
    this._error = error;
    this._complete(RAISED);
  }

  /** `<Future state=finished returned number>`: the state, and the type of what came out, never the value itself. */
  toString(): string {
    if (this._state === RETURNED) return `<Future state=finished returned ${typeName(this._value)}>`;
    if (this._state === RAISED) return `<Future state=finished raised ${typeName(this._error)}>`;
    if (this.cancelled()) return "<Future state=cancelled>";
    return this.running() ? "<Future state=running>" : "<Future state=pending>";
  }

  get [Symbol.toStringTag](): string {
    return "Future";
  }

  static {
    // How console.log shows it in Node, Bun and Deno; by the registered symbol, so that no module is needed for it.
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      configurable: true,
      writable: true,
      value(this: Future<unknown>): string {
        return this.toString();
      },
    });
  }

  /**
   * Takes a done-callback back, if it has not been called.
   *
   * @internal
   */
  removeDoneCallback(fn: (future: Future<T>) => void): void {
    const index = this._callbacks?.indexOf(fn) ?? -1;
    if (index >= 0) this._callbacks?.splice(index, 1);
  }

  /**
   * Whether the task threw; by state, since what it threw may be anything.
   *
   * @internal
   */
  failed(): boolean {
    return this._state === RAISED;
  }

  /**
   * Whether `wait` and `asCompleted` may count it as done: unlike {@link done}, not for a bare future whose
   * cancellation the executor has not come across yet.
   *
   * @internal
   */
  notified(): boolean {
    return this._state >= CANCELLED_AND_NOTIFIED;
  }

  /**
   * Has a waiter told when the future becomes {@link notified}, which it must not be yet.
   *
   * @internal
   */
  addWaiter(waiter: Waiter): void {
    this._source?.awaited?.(this);
    if (this._waiters === undefined) this._waiters = [waiter];
    else this._waiters.push(waiter);
  }

  /** @internal */
  removeWaiter(waiter: Waiter): void {
    const index = this._waiters?.indexOf(waiter) ?? -1;
    if (index >= 0) this._waiters?.splice(index, 1);
  }

  /** The one promise of this future. Whoever asks attaches a handler or hands it out, so it is never left unhandled. */
  private _settlement(): Promise<T> {
    return (this._promise ??= new Promise<T>((resolve, reject) => {
      if (this._state === RETURNED) resolve(this._value);
      else if (this.done()) reject(this._failure());
      else {
        this._resolve = resolve;
        this._reject = reject;
        this._source?.awaited?.(this);
      }
    }));
  }

  /** Enters a final state, once, and tells everybody: waiters, then callbacks; whoever awaits goes on after both. */
  private _complete(
    state: typeof CANCELLED | typeof CANCELLED_AND_NOTIFIED | typeof RETURNED | typeof RAISED,
  ): void {
    this._state = state;
    this._source = undefined; // a result that is kept must not keep its executor
    if (state !== CANCELLED) this._notifyWaiters();
    if (this._promise !== undefined) {
      if (state === RETURNED) this._resolve?.(this._value);
      else this._reject?.(this._failure());
      this._resolve = this._reject = undefined;
    }
    const callbacks = this._callbacks;
    if (callbacks === undefined) return;
    this._callbacks = undefined;
    for (const callback of callbacks) this._call(callback);
  }

  private _notifyWaiters(): void {
    const waiters = this._waiters;
    if (waiters === undefined) return;
    this._waiters = undefined;
    for (const waiter of waiters) waiter.notify(this);
  }

  private _call(callback: Kept<Future<T>>): void {
    try {
      const outcome = callback(this);
      // Promises only: calling `then` of another thenable could start something (a lazy query), or be this future.
      if (outcome instanceof Promise)
        outcome.then(undefined, (error: unknown) => reportCallbackError(error, this));
    } catch (error) {
      reportCallbackError(error, this);
    }
  }

  private _block(timeout: number | undefined): void {
    const limit = checkTimeout(timeout);
    if (this.done()) return;
    // Not to wait is asking, which any future can be.
    if (this._source === undefined && limit > 0)
      throw new InvalidStateError(
        `nothing could settle this future while its thread is blocked: ${this.toString()}; await it, or wait ` +
          "synchronously only for futures of an executor that runs its tasks in other threads",
      );
    this._source?.block(this, deadlineAfter(limit));
    if (!this.done())
      throw new TimeoutError(`the result was not there within ${limit} ms: ${this.toString()}`);
  }

  /** What to throw in a final state other than RETURNED. */
  private _failure(): unknown {
    if (this._state !== RAISED)
      this._error ??= new CancelledError("the future was cancelled before its task began");
    return this._error;
  }

  private _settledTwice(): InvalidStateError {
    return new InvalidStateError(`a future is settled once only: ${this.toString()}`);
  }
}
