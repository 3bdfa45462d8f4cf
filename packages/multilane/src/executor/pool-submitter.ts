import type { Future } from "../future/future.js";
import { encodeArguments } from "../memory/codec/codec.js";
import { onAbort } from "../platform/abort-listeners.js";
import { captureCallSite } from "../platform/stack.js";
import { headlineOf } from "../platform/text.js";
import type { CallSite } from "../platform/stack.js";
import { describeTask, identify } from "../task/resolve.js";
import type { TaskReference } from "../task/types.js";
import type { CallOptions, MapInputs, Submitter } from "./executor.js";
import { mapOver } from "./map.js";
import { PoolCall } from "./pool-call.js";
import type { Pool } from "./pool.js";

let calls = 0;

/** Submits to a pool, with the options of `with()`. */
export class PoolSubmitter implements Submitter {
  readonly #pool: Pool;
  readonly #options: CallOptions;

  constructor(pool: Pool, options: CallOptions) {
    const { signal } = options;
    if (signal !== undefined && !(signal instanceof AbortSignal))
      throw new TypeError(`signal must be an AbortSignal, not ${headlineOf(signal)}`);
    this.#pool = pool;
    this.#options = options;
  }

  submit<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...args: NoInfer<Args>
  ): Future<Awaited<Result>> {
    return this.#submit<Result>(task, args, captureCallSite());
  }

  async run<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...args: NoInfer<Args>
  ): Promise<Awaited<Result>> {
    return await this.#submit<Result>(task, args, captureCallSite());
  }

  map<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...inputs: MapInputs<NoInfer<Args>>
  ): AsyncIterableIterator<Awaited<Result>> {
    const site = captureCallSite();
    const { buffersize, timeout, signal } = this.#options;
    const { maxWorkers, tasksPerWorker } = this.#pool.limits;
    return mapOver<Awaited<Result>>({
      submit: (args) => this.#submit<Result>(task, args, site),
      inputs: inputs as readonly (Iterable<unknown> | AsyncIterable<unknown>)[],
      buffersize,
      timeout,
      signal,
      lanes: maxWorkers * tasksPerWorker,
    });
  }

  #submit<Result>(task: unknown, args: readonly unknown[], site: CallSite): Future<Awaited<Result>> {
    this.#pool.refuseIfOver();
    const identity = identify(task, "submit()");
    const call = new PoolCall(this.#pool, ++calls, describeTask(task, identity), identity, site);
    this.#send(call, args);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the task's own result, as its type says
    return call.future as Future<Awaited<Result>>;
  }

  #send(call: PoolCall, args: readonly unknown[]): void {
    const { signal } = this.#options;
    if (signal?.aborted === true) {
      call.reject(signal.reason);
      return;
    }
    try {
      const { value, specials } = encodeArguments(args, "args", this.#pool.medium);
      call.args = [value, specials];
    } catch (error) {
      call.fail(error);
      return;
    }
    this.#pool.submit(call);
    if (signal === undefined) return;
    const stopListening = onAbort(signal, () => this.#pool.abort(call, signal.reason));
    call.future.addDoneCallback(stopListening);
  }
}
