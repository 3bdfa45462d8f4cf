import type { Future } from "../future/future.js";
import type { TaskReference } from "../task/types.js";

/** Options of `shutdown`. */
export interface ShutdownOptions {
  /** Whether the promise waits until all work is done and the workers are gone. Default: `true`. */
  readonly wait?: boolean;
  /** Whether futures whose task has not begun are cancelled. Default: `false`: what was submitted is run. */
  readonly cancelFutures?: boolean;
}

/** Options for some calls; `executor.with(options)` has them. */
export interface CallOptions {
  /**
   * Aborts the calls: one that has not begun never runs; in one that runs, `currentTask().signal` aborts, and its
   * worker is free when it returns. Either way the future rejects at once with the signal's reason.
   */
  readonly signal?: AbortSignal | undefined;
  /** `map`: how many results may be ahead of the consumer. Default: everything for arrays, else 4 × the lanes. */
  readonly buffersize?: number | undefined;
  /** `map`: milliseconds from the call of `map` within which each result must have come. Default: none. */
  readonly timeout?: number | undefined;
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
   * @param args what it is called with; see "Values that cross"
   * @throws NotATaskError if it is not a task; ExecutorShutdownError after `shutdown`; BrokenExecutorError if the
   *   executor can run nothing any more
   */
  submit<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...args: NoInfer<Args>
  ): Future<Awaited<Result>>;

  /** `submit`, and the result as a promise; what `submit` would throw rejects it. */
  run<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...args: NoInfer<Args>
  ): Promise<Awaited<Result>>;

  /**
   * Runs the task for each element; the results come in the order of the inputs. CPython: `Executor.map`.
   *
   * Ends with the shortest of several iterables. Over arrays everything is submitted now; of other iterables,
   * endless and asynchronous ones too, only so much is pulled that `buffersize` calls are under way. Leaving the
   * loop early, an error or a timeout cancels what has not begun.
   *
   * @param task as for `submit`
   * @param inputs an iterable per parameter
   * @throws as `submit`, if there is something to submit now; RangeError for a bad `buffersize` or `timeout`
   */
  map<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...inputs: MapInputs<NoInfer<Args>>
  ): AsyncIterableIterator<Awaited<Result>>;
}

/** Runs tasks somewhere else, and answers with futures. CPython: `concurrent.futures.Executor`. */
export interface Executor extends Submitter, AsyncDisposable {
  /** The same executor with options for the calls made through what is returned. */
  with(options: CallOptions): Submitter;

  /**
   * Takes no more work; what was submitted is finished first. May be called again. CPython: `Executor.shutdown`.
   * `await using` calls it with `wait: true`.
   */
  shutdown(options?: ShutdownOptions): Promise<void>;
}
