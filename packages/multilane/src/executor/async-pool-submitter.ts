import type { Future } from "../future/future.js";
import { onAbort } from "../platform/abort-listeners.js";
import { captureCallSite } from "../platform/stack.js";
import type { CallSite } from "../platform/stack.js";
import type { NoTask, TaskReference } from "../task/types.js";
import { AsyncCall } from "./async-pool-call.js";
import type { AsyncPool } from "./async-pool-engine.js";
import { localFunction } from "./async-pool-function.js";
import type { LocalFunction, Runnable } from "./async-pool-function.js";
import type { AsyncCallOptions } from "./async-pool-options.js";
import { callTerms } from "./call-options.js";
import type { CallTerms } from "./call-options.js";
import type { MapInputs, Submitter } from "./executor.js";
import { mapOver } from "./map.js";
import type { AnyIterable } from "./map-inputs.js";

let calls = 0;

/** Submits to an `AsyncPoolExecutor`, with the options of `with()`. */
export class AsyncSubmitter implements Submitter {
  readonly #pool: AsyncPool;
  readonly #options: AsyncCallOptions;
  readonly #terms: CallTerms;

  constructor(pool: AsyncPool, options: AsyncCallOptions) {
    this.#terms = callTerms(options);
    this.#pool = pool;
    this.#options = options;
  }

  /**
   * Schedules `fn(...args)`, to begin when this code has returned and a place is free. CPython: `Executor.submit`.
   *
   * Nothing is copied: the function gets these very arguments, and the future has its very result, or what it threw.
   *
   * @param fn any function, or a task
   * @param args what it is called with
   * @returns what rejects with what the function throws; with TimeoutError and the signal's reason, of `with`; with
   *   CancelledError after `cancel()`
   * @throws NotATaskError if it is neither; ExecutorShutdownError after `shutdown`; QueueFullError above `maxPending`
   */
  submit<Args extends readonly unknown[], Result>(
    fn: Runnable<Args, Result>,
    ...args: NoInfer<Args>
  ): Future<Awaited<Result>> {
    return this.#submit<Result>(localFunction(fn, "submit()"), args, this.#terms, captureCallSite());
  }

  /** `submit`, and the result as a promise; what `submit` would throw rejects it. */
  async run<Args extends readonly unknown[], Result>(
    fn: Runnable<Args, Result>,
    ...args: NoInfer<Args>
  ): Promise<Awaited<Result>> {
    return await this.#submit<Result>(localFunction(fn, "run()"), args, this.#terms, captureCallSite());
  }

  /**
   * Runs the function for each element; the results come in the order of the inputs. CPython: `Executor.map`.
   *
   * A function gets `(item, index)`, or one item of each iterable and then the index; a task gets what it gets in any
   * executor, the items alone. Items that are promises are not awaited. For the rest see `Submitter.map`.
   *
   * @param task a function of `(item, index)`, or a task
   * @param inputs an iterable per parameter but the index
   * @throws as `submit`, if there is something to submit now; RangeError or TypeError for a bad `buffersize`, `ordered` or
   *   `stopOnError`, and for what is not iterable
   */
  map<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...inputs: MapInputs<NoInfer<Args>>
  ): AsyncIterableIterator<Awaited<Result>>;
  map<Item, Result>(
    mapper: NoTask & ((item: Item, index: number) => Result),
    items: Iterable<Item> | AsyncIterable<Item>,
  ): AsyncIterableIterator<Awaited<Result>>;
  map<Items extends readonly unknown[], Result>(
    mapper: NoTask & ((...itemsAndIndex: [...Items, number]) => Result),
    ...inputs: MapInputs<Items>
  ): AsyncIterableIterator<Awaited<Result>>;
  map(fn: unknown, ...inputs: readonly AnyIterable[]): AsyncIterableIterator<unknown> {
    const site = captureCallSite();
    const mapper = localFunction(fn, "map()");
    const { buffersize, timeout, signal, ordered, stopOnError } = this.#options;
    // The timeout is that of the whole, and not of each call.
    const terms = { ...this.#terms, timeout: Infinity };
    let index = 0;
    return mapOver({
      submit: (items) => this.#submit(mapper, mapper.isTask ? items : [...items, index++], terms, site),
      inputs,
      buffersize,
      timeout,
      signal,
      ordered,
      stopOnError,
      lanes: this.#pool.limits.maxWorkers,
      room: this.#pool.room,
    });
  }

  #submit<Result>(
    fn: LocalFunction,
    args: readonly unknown[],
    terms: CallTerms,
    site: CallSite,
  ): Future<Awaited<Result>> {
    this.#pool.refuseIfOver();
    const call = new AsyncCall(this.#pool, ++calls, fn, args, terms, site);
    this.#send(call);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the function's own result, as its type says
    return call.future as Future<Awaited<Result>>;
  }

  #send(call: AsyncCall): void {
    const { signal } = this.#options;
    if (signal?.aborted === true) {
      call.reject(signal.reason);
      return;
    }
    this.#pool.submit(call);
    if (signal === undefined) return;
    const stopListening = onAbort(signal, () => this.#pool.abort(call, signal.reason));
    call.future.addDoneCallback(stopListening);
  }
}
