import type { Future } from "../future/future.js";
import type { Transferable } from "../platform/workers.js";
import type { TaskReference } from "../task/types.js";
import type { ExecutorStatistics } from "./call-statistics.js";

/** Options of `shutdown`. */
export interface ShutdownOptions {
  /** Whether the promise waits until all work is done and the workers are gone. Default: `true`. */
  readonly wait?: boolean;
  /** Whether futures whose task has not begun are cancelled. Default: `false`: what was submitted is run. */
  readonly cancelFutures?: boolean;
}

/** Options for some calls; `executor.with(options)` has them. CPython has them, where it does, as arguments. */
export interface CallOptions {
  /**
   * Aborts the calls: one that has not begun never runs; in one that runs, `currentTask().signal` aborts, and its
   * worker is free when it returns. Either way the future rejects at once with the signal's reason.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds. `submit`, `run`: how long the task may run, from its beginning (the loading of its module included);
   * then the future rejects with TimeoutError, which is also the reason with which `currentTask().signal` aborts.
   * `map`: from the call of `map`, within which each result must have come. Default: none.
   */
  readonly timeout?: number | undefined;
  /**
   * Milliseconds that a task may go on after it was aborted (`signal`, `timeout`): then its worker is terminated and
   * replaced. Its `finally` does not run. Tasks beside it in that worker fail with WorkerDiedError, reason
   * "terminated", `cause` the reason of the abort, if they have begun; else they are run elsewhere. Default: none,
   * the task has its worker until it ends.
   */
  readonly cancelGrace?: number | undefined;
  /**
   * Higher goes first, also negative numbers and fractions; first in, first out within one. A call gains one point per
   * second that it waits, so none waits for ever. Default: 0.
   */
  readonly priority?: number | undefined;
  /**
   * `submit`, `run`: what among the arguments is moved instead of copied (`ArrayBuffer`, `MessagePort`, streams, …): it
   * is unusable here when `submit` has returned. For one call. One whose worker dies before it has begun fails with
   * WorkerDiedError: its arguments are gone. TypeError from `map`, and from `with` where the workers are processes.
   * Default: nothing is moved.
   */
  readonly transfer?: readonly Transferable[] | undefined;
  /**
   * `map`: how many results may be ahead of the consumer, a whole number ≥ 1. CPython 3.14: `map(buffersize=)`. Default:
   * everything if all inputs are arrays, else 4 × the calls that can run at once.
   */
  readonly buffersize?: number | undefined;
  /**
   * `map`: so many elements make one call, which costs less where the task is short. They run one after the other in
   * one worker; `currentTask()` is the same for all, and a result that cannot cross fails the whole chunk. A whole
   * number ≥ 1. CPython: `ProcessPoolExecutor.map(chunksize=)`. Default: 1.
   */
  readonly chunksize?: number | undefined;
  /** `map`: `false` gives the results as they complete. Default: `true`, in the order of the inputs. */
  readonly ordered?: boolean | undefined;
}

/** The iterables of `map`, one per parameter of the task. */
export type MapInputs<Args extends readonly unknown[]> = {
  [K in keyof Args]: Iterable<Args[K]> | AsyncIterable<Args[K]>;
};

/** What can be asked to run tasks. */
export interface Submitter {
  /**
   * Schedules `task(...args)`. Returns at once. CPython: `Executor.submit`.
   *
   * The arguments are copied now: changing them later changes nothing. What concerns them, or the running of the
   * task, rejects the future; what concerns the executor throws here.
   *
   * @param task what `task()` returned, or a property of a `taskModule()`
   * @param args what it is called with: what structured clone copies, errors, primitives, registered classes. An
   *   `AbortSignal` among them aborts there when it does here, as long as the task runs; a loop that never yields sees it
   *   in `aborted`, but not in another process
   * @returns what rejects with what the task throws; with SerializationError for an argument or a result that cannot
   *   cross, and names its path; TaskMismatchError if the worker's module has another task, or none, in that place;
   *   WorkerDiedError if its worker dies or cannot load the module; TimeoutError and the signal's reason, of `with`;
   *   CancelledError after `cancel()`; BrokenExecutorError if the executor breaks
   * @throws NotATaskError if it is not a task; ExecutorShutdownError after `shutdown`; BrokenExecutorError if the
   *   executor can run nothing any more; QueueFullError if `maxPending` calls wait already
   */
  submit<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...args: NoInfer<Args>
  ): Future<Awaited<Result>>;

  /** `submit`, and the result as a promise; what `submit` would throw rejects it. Nothing can be cancelled by it. */
  run<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...args: NoInfer<Args>
  ): Promise<Awaited<Result>>;

  /**
   * Runs the task for each element; the results come in the order of the inputs. CPython: `Executor.map`.
   *
   * Ends with the shortest of several iterables. Over arrays everything is submitted now; of other iterables,
   * endless and asynchronous ones too, only so much is pulled that `buffersize` calls are under way (of plain ones, now). Leaving the
   * loop early, an error or a timeout cancels what has not begun. Where `maxPending` bounds the queue, `map` waits for
   * room by itself, over arrays too.
   *
   * @param task as for `submit`
   * @param inputs an iterable per parameter; elements that are promises are not awaited
   * @returns an iterator that rejects with what a call rejects with or an input throws, with TimeoutError for a result
   *   that has not come in time, with the signal's reason; after that it is over
   * @throws as `submit`, if there is something to submit now; RangeError or TypeError for a bad `buffersize`,
   *   `chunksize` or `ordered`; TypeError for `transfer`, and for what is not iterable
   */
  map<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...inputs: MapInputs<NoInfer<Args>>
  ): AsyncIterableIterator<Awaited<Result>>;
}

/** Runs tasks somewhere else, and answers with futures. CPython: `concurrent.futures.Executor`. */
export interface Executor extends Submitter, AsyncDisposable {
  /**
   * The same executor with options for the calls made through what is returned, as many as you like. Costs next to
   * nothing.
   *
   * @throws TypeError or RangeError if an option of each call is not what it should be; those of `map` are looked at there
   */
  with(options: CallOptions): Submitter;

  /**
   * Resolves when `submit` would not throw QueueFullError: at once, unless `maxPending` bounds the queue. Several that
   * wait are told in their order, as many as there is room for.
   *
   * @returns rejects with ExecutorShutdownError, BrokenExecutorError when there will be none any more
   */
  ready(): Promise<void>;

  /** How it stands, and what it has done so far. Costs a look at two histograms. */
  statistics(): ExecutorStatistics;

  /**
   * Takes no more work; what was submitted is finished first. May be called again. CPython: `Executor.shutdown`.
   * `await using` calls it with `wait: true`.
   *
   * A task that never ends keeps it waiting: what may have to be ended is submitted with a `signal` and `cancelGrace`.
   *
   * @returns resolves when all calls are over and the workers gone; with `wait: false` at once
   */
  shutdown(options?: ShutdownOptions): Promise<void>;
}
