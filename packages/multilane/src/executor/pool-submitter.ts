import type { Future } from "../future/future.js";
import type { Medium } from "../memory/codec/codec.js";
import { encodeArguments, holdsPrimitivesOnly, messageMedium, moveArguments } from "../memory/codec/codec.js";
import { onAbort } from "../platform/abort-listeners.js";
import { addCallSite, captureCallSite } from "../platform/stack.js";
import type { CallSite } from "../platform/stack.js";
import { describeTask, identify } from "../task/resolve.js";
import type { TaskReference } from "../task/types.js";
import type { ChunkOutcome } from "../thread/run-chunk.js";
import { CHUNK, TIMED } from "../transport/messages.js";
import { callTerms } from "./call-options.js";
import type { CallTerms } from "./call-options.js";
import { SentSignals } from "./sent-signals.js";
import type { CallOptions, MapInputs, Submitter } from "./executor.js";
import { checkChunksize, chunksOf, Unchunked } from "./map-chunks.js";
import type { AnyIterable } from "./map-inputs.js";
import { mapOver } from "./map.js";
import type { PoolAccess } from "./pool-access.js";
import { PoolCall } from "./pool-call.js";

let calls = 0;

/** Submits to a pool, with the options of `with()`. */
export class PoolSubmitter implements Submitter {
  readonly #pool: PoolAccess;
  readonly #options: CallOptions;
  readonly #terms: CallTerms;

  constructor(pool: PoolAccess, options: CallOptions) {
    this.#terms = callTerms(options);
    if (this.#terms.transfer !== undefined && pool.medium !== messageMedium)
      throw new TypeError(
        "transfer: nothing can be moved to another process, to which all arguments are copied as bytes",
      );
    this.#pool = pool;
    this.#options = options;
  }

  submit<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...args: NoInfer<Args>
  ): Future<Awaited<Result>> {
    return this.#submit<Result>(task, args, captureCallSite(), this.#terms);
  }

  async run<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...args: NoInfer<Args>
  ): Promise<Awaited<Result>> {
    return await this.#submit<Result>(task, args, captureCallSite(), this.#terms);
  }

  map<Args extends readonly unknown[], Result>(
    task: TaskReference<Args, Result>,
    ...inputs: MapInputs<NoInfer<Args>>
  ): AsyncIterableIterator<Awaited<Result>> {
    const site = captureCallSite();
    const iterables = inputs as readonly AnyIterable[];
    const { buffersize, timeout, ordered } = this.#options;
    const chunksize = checkChunksize(this.#options.chunksize);
    const terms = this.#termsOfMap();
    const { maxWorkers, tasksPerWorker } = this.#pool.limits;
    const common = {
      timeout,
      ordered,
      signal: terms.signal,
      lanes: maxWorkers * tasksPerWorker,
      room: this.#pool.room,
    };
    if (chunksize === 1)
      return mapOver({
        ...common,
        inputs: iterables,
        buffersize,
        submit: (args) => this.#submit<Result>(task, args, site, terms),
      });
    const chunks = mapOver({
      ...common,
      inputs: [chunksOf(iterables, chunksize)],
      buffersize: typeof buffersize === "number" ? Math.ceil(buffersize / chunksize) : buffersize,
      submit: ([lists]) => this.#submitChunk(task, lists, site, terms),
    });
    return new Unchunked<Awaited<Result>>(chunks, (error) => locate(error, site));
  }

  /** The timeout of a `map` is that of the whole. */
  #termsOfMap(): CallTerms {
    if (this.#terms.transfer !== undefined)
      throw new TypeError("map takes no transfer, which is for one call: submit each call with its own list");
    return this.#terms.timeout === Infinity ? this.#terms : { ...this.#terms, timeout: Infinity };
  }

  #submit<Result>(
    task: unknown,
    args: readonly unknown[],
    site: CallSite,
    terms: CallTerms,
  ): Future<Awaited<Result>> {
    const { future } = this.#call(task, args, site, terms, terms.timeout === Infinity ? 0 : TIMED);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the task's own result, as its type says
    return future as Future<Awaited<Result>>;
  }

  #submitChunk(task: unknown, lists: unknown, site: CallSite, terms: CallTerms): Future<ChunkOutcome> {
    const { future } = this.#call(task, Array.isArray(lists) ? lists : [], site, terms, CHUNK);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a worker makes of a chunk
    return future as Future<ChunkOutcome>;
  }

  #call(task: unknown, args: readonly unknown[], site: CallSite, terms: CallTerms, flags: number): PoolCall {
    this.#pool.refuseIfOver();
    this.#pool.refuseIfFull();
    const identity = identify(task, "submit()");
    const name = describeTask(task, identity);
    const call = new PoolCall(this.#pool, { id: ++calls, name, identity, terms, flags, site });
    this.#send(call, args);
    return call;
  }

  #send(call: PoolCall, args: readonly unknown[]): void {
    const { signal } = call.terms;
    if (signal?.aborted === true) {
      call.reject(signal.reason);
      return;
    }
    try {
      encodeInto(call, args, this.#pool.medium);
    } catch (error) {
      call.fail(error);
      return;
    }
    if (call.signals instanceof SentSignals)
      call.signals.listen((index, reason) => this.#pool.abortSignal(call, index, reason));
    this.#pool.submit(call);
    if (signal === undefined) return;
    const stopListening = onAbort(signal, () => this.#pool.abort(call, signal.reason));
    call.future.onDone(stopListening);
  }
}

function encodeInto(call: PoolCall, args: readonly unknown[], medium: Medium): void {
  const { transfer } = call.terms;
  if (transfer === undefined && holdsPrimitivesOnly(args)) {
    call.args = [args, undefined];
    return;
  }
  const { encoded, signals } = SentSignals.collect(medium, () => {
    if (transfer === undefined) return encodeArguments(args, "args", medium);
    const { moved, ...rest } = moveArguments(args, transfer);
    call.moved = moved;
    return rest;
  });
  call.args = [encoded.value, encoded.specials];
  call.signals = signals;
}

function locate(error: unknown, site: CallSite): void {
  if (error instanceof Error) addCallSite(error, "submitted at", site);
}
