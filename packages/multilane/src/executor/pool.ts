/**
 * The engine of a pool, of threads or of processes: one queue, the workers, and what happens when one of them dies.
 *
 * Every call that is accepted is settled exactly once: by its result, its cancellation, the death of its worker, or
 * the breaking of the pool. `#over` is called once for each, wherever it was.
 */
import { ExecutorShutdownError, WorkerDiedError } from "../errors.js";
import type { BrokenExecutorError } from "../errors.js";
import type { Medium } from "../memory/codec/codec.js";
import { blockUntil } from "../memory/thread-slots.js";
import { now } from "../platform/clock.js";
import { addPump, removePump } from "../platform/pumps.js";
import { headlineOf } from "../platform/text.js";
import type { Initializer } from "../thread/birth.js";
import { reportThreadError } from "../thread/except-hook.js";
import { hold, release } from "../thread/lifetime.js";
import { ownSlot } from "../thread/self.js";
import { payloadOfError } from "../transport/payload.js";
import type { Death } from "../thread/death.js";
import { isStuck, Lanes } from "./lanes.js";
import type { Lane } from "./lanes.js";
import type { CallOwner, PoolCall } from "./pool-call.js";
import type { PoolLimits } from "./pool-options.js";
import type { StartWorker } from "./pool-worker.js";
import { Prefetch } from "./prefetch.js";
import { WorkQueue } from "./work-queue.js";

/** How a pool makes its workers. */
export interface PoolPlan {
  readonly limits: PoolLimits;
  readonly namePrefix: string;
  readonly initializer: Initializer | undefined;
  readonly startWorker: StartWorker;
  /** What arguments travel by. */
  readonly medium: Medium;
  /** What its workers are, for messages. */
  readonly kind: "thread" | "process";
  /** What it raises when it can run nothing any more. */
  readonly BrokenError: new (message: string, options?: ErrorOptions) => BrokenExecutorError;
}

/** After so many workers in a row that died before they were up, the pool gives up. */
const START_ATTEMPTS = 3;

/** A call that is next when a worker dies, so many times, is given up. */
const CALL_DEATHS = 3;

/** A pool as `statistics()` shows it. */
export interface PoolStatistics {
  /** Workers that are up or starting. */
  readonly workers: number;
  /** Calls that wait in the pool's queue. */
  readonly queued: number;
  /** Calls that a worker has: running, or next in it. */
  readonly assigned: number;
}

/** See the head of this file. */
export class Pool implements CallOwner {
  readonly #plan: PoolPlan;
  readonly #queue = new WorkQueue<PoolCall>();
  readonly #lanes: Lanes;
  readonly #prefetch = new Prefetch();
  /** Calls that are lost, and why; each is settled in its turn, since what listens to it may block for the next. */
  readonly #lost: { readonly call: PoolCall; readonly error: unknown }[] = [];
  readonly #pump = (): void => {
    this.#settleLost();
    for (const lane of this.#lanes) lane.drain();
  };
  /** No worker would begin a call now: nothing to look for until one has news. */
  #full = false;
  #refilling = false;
  #outstanding = 0;
  #named = 0;
  #failedStarts = 0;
  #closed = false;
  #broken: BrokenExecutorError | undefined;
  #ended: Promise<void> | undefined;
  #whenQuiet: (() => void) | undefined;

  constructor(plan: PoolPlan) {
    this.#plan = plan;
    this.#lanes = new Lanes(plan.limits, () => this.#startLane());
  }

  get limits(): PoolLimits {
    return this.#plan.limits;
  }

  get medium(): Medium {
    return this.#plan.medium;
  }

  get statistics(): PoolStatistics {
    const queued = this.#queue.size;
    return { workers: this.#lanes.size, queued, assigned: this.#outstanding - queued };
  }

  /** @throws BrokenExecutorError, ExecutorShutdownError if nothing can be submitted any more */
  refuseIfOver(): void {
    if (this.#broken !== undefined) throw this.#anotherBroken(this.#broken);
    if (this.#closed)
      throw new ExecutorShutdownError("cannot schedule new futures after shutdown: make another executor");
  }

  /** Takes a call; it is on its way to a worker when this returns, if one is free. */
  submit(call: PoolCall): void {
    if (this.#outstanding++ === 0) {
      hold();
      addPump(this.#pump);
    }
    this.#queue.push(call);
    if (!this.#full) this.#dispatch();
    else if (!this.#refilling) {
      // What goes ahead to busy workers can wait for its neighbours: one message for a burst.
      this.#refilling = true;
      queueMicrotask(() => {
        this.#refilling = false;
        this.#dispatch();
      });
    }
  }

  withdraw(call: PoolCall): boolean {
    const { worker } = call;
    if (!this.#takeOut(call)) return false;
    this.#over(call);
    // It made room for one that waits in the queue.
    if (worker !== undefined) this.#news();
    return true;
  }

  #takeOut(call: PoolCall): boolean {
    return call.worker === undefined ? this.#queue.delete(call) : this.#revoke(call);
  }

  /** Takes a call back from its worker, which has room then, and may never answer: it has nothing to answer for. */
  #revoke(call: PoolCall): boolean {
    if (call.worker?.revoke(call) !== true) return false;
    this.#full = false;
    return true;
  }

  /** Stops a call wherever it is, and fails its future with the reason. */
  abort(call: PoolCall, reason: unknown): void {
    if (call.future.done()) return;
    if (!this.withdraw(call)) {
      call.worker?.abort(call, payloadOfError(reason));
    }
    call.reject(reason);
  }

  blockFor(call: PoolCall, deadline: number): void {
    blockUntil(ownSlot().index, () => call.future.done(), deadline);
  }

  /** Takes no more calls. Resolves when all are over and the workers are gone. */
  close(cancelFutures: boolean): Promise<void> {
    this.#closed = true;
    if (cancelFutures) for (const call of this.#unbegun()) call.future.cancel();
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    if (this.#outstanding > 0) await new Promise<void>((resolve) => (this.#whenQuiet = resolve));
    await Promise.all([...this.#lanes].map((lane) => lane.stop()));
  }

  #unbegun(): PoolCall[] {
    const waiting: PoolCall[] = [];
    for (const lane of this.#lanes) waiting.push(...lane.unbegun());
    // The queue first: taking something out of a worker makes room for what is still in the queue.
    return [...this.#queue, ...waiting];
  }

  #startLane(): Lane {
    const { limits, namePrefix, initializer, startWorker } = this.#plan;
    const name = `${namePrefix}_${this.#named++}`;
    const lane: Lane = startWorker(
      { name, concurrency: limits.tasksPerWorker, initializer },
      {
        settled: (call, threw, value, ran) => this.#settled(call, threw, value, ran),
        ready: () => (this.#failedStarts = 0),
        broken: (error) => this.#break(`the initializer threw in ${lane.name}`, error),
        drained: () => this.#news(),
        died: (death, begun, unbegun) => this.#died(lane, death, begun, unbegun),
      },
    );
    return lane;
  }

  #settled(call: PoolCall, threw: boolean, value: unknown, ran: number): void {
    this.#prefetch.learn(call.identity, ran);
    this.#over(call);
    if (threw) call.fail(value);
    else call.succeed(value);
  }

  /** The call is nobody's business any more. */
  #over(call: PoolCall): void {
    call.worker = undefined;
    if (--this.#outstanding > 0) return;
    release();
    removePump(this.#pump);
    this.#whenQuiet?.();
  }

  /** A worker has answered, come up or died: there may be room. */
  #news(): void {
    this.#full = false;
    this.#dispatch();
  }

  #dispatch(): void {
    const time = now();
    this.#takeBackFromStuck(time);
    let refilling: boolean | undefined;
    for (
      let call = this.#queue.first;
      call !== undefined && this.#broken === undefined;
      call = this.#queue.first
    ) {
      const depth = this.#prefetch.depth(call.identity);
      refilling ??= this.#lanes.runLow(depth);
      const lane = this.#freeLane() ?? (refilling ? this.#lanes.ahead(depth, time) : undefined);
      if (lane === undefined) break;
      this.#queue.delete(call);
      this.#assign(call, lane, depth > 0);
    }
    if (this.#queue.size === 0) this.#rebalance();
    for (const lane of this.#lanes) lane.flush();
  }

  #freeLane(): Lane | undefined {
    if (this.#full) return undefined;
    try {
      const lane = this.#lanes.free();
      this.#full = lane === undefined;
      return lane;
    } catch (error) {
      // With what threads there are the pool goes on.
      if (this.#lanes.size === 0) this.#break(`no ${this.#plan.kind} could be started`, error);
      this.#full = true;
      return undefined;
    }
  }

  #assign(call: PoolCall, lane: Lane, short: boolean): void {
    call.worker = lane;
    call.short = short;
    lane.send(call);
  }

  /** What waits in a worker that a task blocks goes back to the queue; the worker gets nothing until it says a word. */
  #takeBackFromStuck(time: number): void {
    for (const lane of this.#lanes) {
      if (!isStuck(lane, time)) continue;
      const waiting = lane.unbegun();
      // With nothing begun it is only slow to take its messages, and would have no answer to give.
      if (waiting.length === 0 || waiting.length === lane.load) continue;
      lane.suspect = true;
      this.#requeue(waiting.filter((call) => this.#revoke(call)));
    }
  }

  /** Puts calls back at the front of the queue, in the order of their submission. */
  #requeue(calls: readonly PoolCall[]): void {
    for (const call of calls.toSorted((one, other) => other.id - one.id)) {
      call.worker = undefined;
      this.#queue.unshift(call);
    }
  }

  /** Nothing is queued, and a worker is idle: it takes over what waits in another. */
  #rebalance(): void {
    const idle = this.#lanes.idle();
    if (idle === undefined) return;
    for (const call of this.#lanes.surplus())
      if (idle.hasRoom && this.#revoke(call)) this.#assign(call, idle, call.short);
  }

  #died(lane: Lane, death: Death, begun: readonly PoolCall[], unbegun: readonly PoolCall[]): void {
    this.#lanes.delete(lane);
    const lost = begun.map((call) => ({ call, error: deathOf(lane, death, call) }));
    const [next, ...others] = unbegun;
    // A call that ends its worker before it has begun (arguments larger than its memory) does so in the next one, too.
    if (next !== undefined && begun.length === 0 && lane.ready && ++next.deaths >= CALL_DEATHS) {
      lost.push({ call: next, error: deathOf(lane, death, next) });
      this.#requeue(others);
    } else this.#requeue(unbegun);
    if (begun.length === 0 && death.reason === "crash" && lane.ready)
      reportThreadError(death.error ?? deathOf(lane, death), {
        name: lane.name,
        ident: lane.ident,
        daemon: false,
      });
    if (!lane.ready && death.ordered !== true && ++this.#failedStarts >= START_ATTEMPTS)
      this.#break(
        `${START_ATTEMPTS} ${this.#plan.kind === "thread" ? "threads" : "processes"} in a row ended before they were up`,
        deathOf(lane, death),
      );
    this.#lost.push(...lost);
    // All is in order before a future fails: its callbacks may submit, cancel, abort, or block for another call.
    this.#news();
    this.#settleLost();
  }

  #settleLost(): void {
    for (let next = this.#lost.shift(); next !== undefined; next = this.#lost.shift()) {
      this.#over(next.call);
      next.call.fail(next.error);
    }
  }

  /** Nothing will run any more, but what runs already. */
  #break(why: string, cause: unknown): void {
    const message = `${this.#plan.namePrefix} is broken: ${why}`;
    const broken = (this.#broken ??= new this.#plan.BrokenError(message, { cause }));
    for (const call of this.#unbegun())
      if (this.#takeOut(call)) this.#lost.push({ call, error: this.#anotherBroken(broken) });
    for (const lane of this.#lanes) if (lane.load === 0) void lane.terminate();
    this.#settleLost();
  }

  #anotherBroken(broken: BrokenExecutorError): BrokenExecutorError {
    return new this.#plan.BrokenError(broken.message, { cause: broken.cause });
  }
}

function deathOf(lane: Lane, death: Death, call?: PoolCall): WorkerDiedError {
  const { reason, exitCode, signal, error } = death;
  const usual = {
    exit: `exited with code ${exitCode}`,
    crash: `was ended by an uncaught error (${headlineOf(error)})`,
    oom: "ran out of memory",
    terminated: "was terminated",
    load: "could not load its module",
  }[reason];
  const when =
    call !== undefined ? `while it ran ${call.name}` : lane.ready ? "while it was idle" : "before it was up";
  const known = { reason, exitCode, signal, task: call?.name, attempt: call?.attempt };
  const options = error === undefined ? undefined : { cause: error };
  return new WorkerDiedError(`${lane.name} ${death.how ?? usual} ${when}`, known, options);
}
