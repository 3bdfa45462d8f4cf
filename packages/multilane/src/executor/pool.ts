/**
 * The engine of a pool, of threads or of processes: one queue, the workers, and what happens when one of them dies.
 *
 * Every call that is accepted is settled exactly once: by its result, its cancellation, the death of its worker, or
 * the breaking of the pool. `#over` is called once for each, wherever it was.
 */
import { ExecutorShutdownError, QueueFullError } from "../errors.js";
import type { BrokenExecutorError, WorkerDiedError } from "../errors.js";
import type { Medium } from "../memory/codec/codec.js";
import { blockUntil } from "../memory/thread-slots.js";
import { addPump, removePump } from "../platform/pumps.js";
import type { Kill } from "../process/relay-messages.js";
import { reportThreadError } from "../thread/except-hook.js";
import { hold, release } from "../thread/lifetime.js";
import { ownSlot } from "../thread/self.js";
import { payloadOfError } from "../transport/payload.js";
import type { Death } from "../thread/death.js";
import { CHUNK } from "../transport/messages.js";
import type { Payload } from "../transport/messages.js";
import { AgeingQueue } from "./ageing-queue.js";
import { BackOff } from "./back-off.js";
import { CallStatistics } from "./call-statistics.js";
import type { ExecutorStatistics } from "./call-statistics.js";
import { Escalation } from "./escalation.js";
import { Departures } from "./departures.js";
import { deathOf } from "./lane-death.js";
import { Dispatcher } from "./dispatcher.js";
import { Lanes } from "./lanes.js";
import type { Lane } from "./lanes.js";
import type { Room } from "./map-feed.js";
import { PoolService } from "./nested/pool-service.js";
import type { PoolAccess } from "./pool-access.js";
import type { PoolCall } from "./pool-call.js";
import type { PoolLimits } from "./pool-options.js";
import type { PoolPlan } from "./pool-plan.js";
import { refuseWhileExiting } from "./refuse-exiting.js";
import { Retirement } from "./retirement.js";
import { RoomWaiters } from "./room-waiters.js";

/** After so many workers in a row that died before they were up, the pool gives up. */
const START_ATTEMPTS = 3;

/** A call that is next when a worker dies, so many times, is given up. */
const CALL_DEATHS = 3;

let pools = 0;

/** See the head of this file. */
export class Pool implements PoolAccess {
  /** Unique in the program. */
  readonly id: string = `${ownSlot().ident}.${++pools}`;
  /** The threads that submit to it from elsewhere. */
  readonly service: PoolService;
  readonly #plan: PoolPlan;
  readonly #queue = new AgeingQueue<PoolCall>();
  readonly #lanes: Lanes;
  readonly #dispatcher: Dispatcher;
  readonly #statistics = new CallStatistics();
  readonly #escalation: Escalation;
  readonly #retirement: Retirement;
  readonly #departures = new Departures();
  /** Pauses between workers that die without having done anything. */
  readonly #backOff = new BackOff(() => this.#news());
  readonly #room = new RoomWaiters(() => this.#plan.limits.maxPending - this.#queue.size);
  /** Calls that are lost, and why; each is settled in its turn, since what listens to it may block for the next. */
  readonly #lost: { readonly call: PoolCall; readonly error: unknown }[] = [];
  readonly #pump = (): void => {
    this.#settleLost();
    for (const lane of this.#lanes) lane.drain();
    // What a worker had that has died waits again: those who submitted it are told.
    this.service.drain();
  };
  #outstanding = 0;
  #named = 0;
  #failedStarts = 0;
  #closed = false;
  /** All is over, and the workers are sent home. */
  #stopping = false;
  /** The other workers are being ended, because one has died. */
  #breaking = false;
  #broken: BrokenExecutorError | undefined;
  #ended: Promise<void> | undefined;
  #whenQuiet: (() => void) | undefined;

  constructor(plan: PoolPlan) {
    this.#plan = plan;
    this.#retirement = new Retirement(plan.limits, (lane) => this.#retire(lane));
    const accepts = (lane: Lane): boolean => this.#retirement.accepts(lane) && !this.service.isBlocked(lane);
    const mayStart = (): boolean => !this.#backOff.pausing;
    this.#lanes = new Lanes(plan.limits, { accepts, mayStart }, () => this.#startLane());
    this.#dispatcher = new Dispatcher(this.#queue, this.#lanes, accepts, {
      start: (begin) => this.#orBreak(begin),
      vanished: (call) => this.#over(call),
      isBroken: () => this.#broken !== undefined,
    });
    this.service = new PoolService(this, {
      statistics: this.#statistics,
      dispatcher: this.#dispatcher,
      lanes: this.#lanes,
      over: (call) => this.#over(call),
      room: this.#room,
    });
    this.#escalation = new Escalation({
      hear: (call) => call.worker?.drain(),
      abort: (call, reason) => {
        this.#tellToStop(call, reason);
        call.fail(reason);
      },
      endWorker: (lane, reason) => this.#departures.terminateFor(lane, reason),
    });
    this.#fill();
  }

  get limits(): PoolLimits {
    return this.#plan.limits;
  }

  get medium(): Medium {
    return this.#plan.medium;
  }

  get kind(): "thread" | "process" {
    return this.#plan.kind;
  }

  get name(): string {
    return this.#plan.namePrefix;
  }

  get statistics(): ExecutorStatistics {
    const { maxWorkers, tasksPerWorker } = this.#plan.limits;
    const queued = this.#queue.size;
    return this.#statistics.read({
      workers: this.#lanes.size,
      queued,
      assigned: this.#outstanding - queued,
      capacity: maxWorkers * tasksPerWorker,
    });
  }

  /** @throws BrokenExecutorError, ExecutorShutdownError if nothing can be submitted any more */
  refuseIfOver(): void {
    if (this.#broken !== undefined) throw this.#anotherBroken(this.#broken);
    if (this.#closed) throw this.#shutDown();
    refuseWhileExiting();
  }

  /** @throws QueueFullError if no more calls may wait */
  refuseIfFull(): void {
    const { maxPending } = this.#plan.limits;
    if (this.#queue.size < maxPending) return;
    this.#dispatcher.catchUp();
    if (this.#queue.size >= maxPending)
      throw new QueueFullError(
        `${this.#queue.size} calls wait already in ${this.#plan.namePrefix}, and no more may (maxPending: ${maxPending}): await ready() first, or use map, which waits by itself`,
      );
  }

  /** Where `map` is to wait for room; `undefined` if there is always some. */
  get room(): Room | undefined {
    const { maxPending } = this.#plan.limits;
    if (maxPending === Infinity) return undefined;
    return { has: () => this.#queue.size < maxPending, wait: () => this.ready() };
  }

  /** See `Executor.ready`. */
  async ready(): Promise<void> {
    this.refuseIfOver();
    await this.#room.wait();
  }

  /** Takes a call; it is on its way to a worker when this returns, if one is free. */
  submit(call: PoolCall): void {
    if (this.#outstanding++ === 0) {
      hold();
      addPump(this.#pump);
    }
    this.#dispatcher.push(call);
  }

  withdraw(call: PoolCall): boolean {
    const { worker } = call;
    if (!this.#dispatcher.takeOut(call)) return false;
    this.#statistics.cancelled++;
    this.#over(call);
    // It made room for one that waits in the queue, or for one that waits outside.
    if (worker === undefined) this.#room.tell();
    else this.#news();
    return true;
  }

  isRunning(call: PoolCall): boolean {
    return call.worker?.running(call) ?? false;
  }

  abortSignal(call: PoolCall, index: number, reason: Payload): void {
    call.worker?.abortSignal(call, index, reason);
  }

  /** Stops a call wherever it is, and fails its future with the reason. */
  abort(call: PoolCall, reason: unknown): void {
    if (call.future.done()) return;
    if (!this.withdraw(call)) this.#tellToStop(call, reason);
    call.reject(reason);
  }

  #tellToStop(call: PoolCall, reason: unknown): void {
    this.#statistics.lost++;
    call.worker?.abort(call, payloadOfError(reason));
    this.#escalation.aborted(call, reason);
  }

  /** Lets a worker go that has nothing to do. */
  #retire(lane: Lane): void {
    this.#lanes.delete(lane);
    this.#dispatcher.freed();
    this.#departures.stop(lane);
  }

  blockFor(call: PoolCall, deadline: number): void {
    blockUntil(ownSlot().index, () => call.future.done(), deadline);
  }

  /** Takes no more calls. Resolves when all are over and the workers are gone. */
  close(cancelFutures: boolean): Promise<void> {
    // What was submitted before, in whatever thread, is run.
    this.service.drain();
    if (!this.#closed) this.service.over(() => this.#shutDown());
    this.#closed = true;
    if (cancelFutures) for (const call of this.#dispatcher.unbegun()) call.future.cancel();
    this.#room.fail(() => this.#shutDown());
    this.#ended ??= this.#end();
    return this.#ended;
  }

  /** Takes no more calls, cancels those that have not begun, and ends the workers. Resolves when they are gone. */
  endWorkers(signal: Kill): Promise<void> {
    const ended = this.close(true);
    this.#stopping = true;
    for (const lane of this.#lanes) this.#departures.terminate(lane, signal);
    return ended;
  }

  async #end(): Promise<void> {
    while (this.#outstanding > 0) await new Promise<void>((resolve) => (this.#whenQuiet = resolve));
    this.#stopping = true;
    this.#retirement.stop();
    this.#backOff.stop();
    await Promise.all([this.#departures.over(), ...[...this.#lanes].map((lane) => lane.stop())]);
  }

  #startLane(): Lane {
    const { limits, namePrefix, initializer, startWorker } = this.#plan;
    const name = `${namePrefix}_${this.#named++}`;
    const lane: Lane = startWorker(
      {
        name,
        concurrency: limits.tasksPerWorker,
        initializer,
        reportHeap: limits.maxHeapSize !== Infinity,
        pool: this.id,
      },
      {
        started: (call, began) => this.#escalation.started(call, began),
        settled: (call, threw, value, ran, heap) => {
          this.#retirement.ended(lane, heap);
          this.#settled(call, threw, value, ran);
        },
        ready: () => (this.#failedStarts = 0),
        broken: (error) => this.#break(`the initializer threw in ${lane.name}`, error),
        drained: () => this.#news(),
        died: (death, begun, unbegun) => this.#died(lane, death, begun, unbegun),
      },
    );
    return lane;
  }

  #settled(call: PoolCall, threw: boolean, value: unknown, ran: number): void {
    if ((call.flags & CHUNK) === 0) this.#dispatcher.learn(call.identity, ran);
    this.#backOff.succeeded();
    if (!call.future.done()) this.#statistics.ran(call.waited, ran, threw);
    this.#over(call);
    call.settle(threw, value);
  }

  /** The call is nobody's business any more. */
  #over(call: PoolCall): void {
    call.worker = undefined;
    this.#escalation.over(call);
    call.signals?.stop();
    // What a task has submitted as its last act lies in its connection: before this thread may end.
    if (this.#outstanding === 1) this.service.drain();
    if (--this.#outstanding > 0) return;
    this.service.quiet();
    release();
    removePump(this.#pump);
    this.#whenQuiet?.();
  }

  /** A worker has answered, come up or died: there may be room. */
  #news(): void {
    this.#retirement.look(this.#lanes);
    if (this.#lanes.size < this.#plan.limits.minWorkers) this.#fill();
    this.#dispatcher.news();
    this.#room.tell();
  }

  /** Starts the workers that there are always to be. */
  #fill(): void {
    if (this.#stopping || this.#broken !== undefined) return;
    this.#orBreak(() => this.#lanes.fill());
  }

  /** Does what may start a worker. */
  #orBreak<T>(start: () => T): T | undefined {
    try {
      return start();
    } catch (error) {
      // With what threads there are the pool goes on.
      if (this.#lanes.size === 0) this.#break(`no ${this.#plan.kind} could be started`, error);
      return undefined;
    }
  }

  #died(
    lane: Lane,
    { error, ...known }: Death,
    begun: readonly PoolCall[],
    unbegun: readonly PoolCall[],
  ): void {
    // One that was let go had nothing any more.
    if (!this.#lanes.delete(lane)) return;
    this.#retirement.forget(lane);
    const ending = this.#departures.reasonOf(lane);
    const death = { ...known, error: ending === undefined ? error : ending.reason };
    this.#lost.push(...begun.map((call) => ({ call, error: this.#lossOf(lane, death, call) })));
    this.#dispatcher.requeue(this.#withoutLost(lane, death, unbegun, begun.length));
    if (begun.length === 0 && death.reason === "crash" && lane.ready)
      reportThreadError(error ?? deathOf(lane, death), {
        name: lane.name,
        ident: lane.ident,
        daemon: false,
      });
    if (death.ordered !== true && !this.#stopping) this.#drawConclusions(lane, death, begun);
    // All is in order before a future fails: its callbacks may submit, cancel, abort, or block for another call.
    this.#news();
    if (this.#broken !== undefined) this.#giveUpWaiting(this.#broken);
    if (!this.#breaking) this.#settleLost();
  }

  /** The calls that can be run elsewhere; the others are lost with their worker. */
  #withoutLost(lane: Lane, death: Death, unbegun: readonly PoolCall[], begun: number): readonly PoolCall[] {
    const [next] = unbegun;
    // A call that ends its worker before it has begun (arguments larger than its memory) does so in the next one, too.
    const deadly =
      next !== undefined && begun === 0 && lane.ready && ++next.deaths >= CALL_DEATHS ? next : undefined;
    const isLost = (call: PoolCall): boolean => call === deadly || !call.movable;
    for (const call of unbegun.filter(isLost))
      this.#lost.push({ call, error: this.#lossOf(lane, death, call) });
    return unbegun.filter((call) => !isLost(call));
  }

  #lossOf(lane: Lane, death: Death, call: PoolCall): Error {
    const breaks = this.#plan.limits.onWorkerDeath === "break";
    if (breaks && this.#broken !== undefined) return this.#anotherBroken(this.#broken);
    return deathOf(lane, death, call);
  }

  /** A worker has died that nobody had end. */
  #drawConclusions(lane: Lane, death: Death, [first]: readonly PoolCall[]): void {
    if (first === undefined) this.#backOff.failed();
    if (this.#plan.limits.onWorkerDeath === "break") this.#breakAll(deathOf(lane, death, first));
    else if (!lane.ready && ++this.#failedStarts >= START_ATTEMPTS && !this.#isAnyUp()) {
      const workers = this.#plan.kind === "thread" ? "threads" : "processes";
      this.#break(`${START_ATTEMPTS} ${workers} in a row ended before they were up`, deathOf(lane, death));
    }
  }

  /** Whether there are workers to go on with. */
  #isAnyUp(): boolean {
    for (const lane of this.#lanes) if (lane.ready) return true;
    return false;
  }

  #settleLost(): void {
    for (let next = this.#lost.shift(); next !== undefined; next = this.#lost.shift()) {
      this.#over(next.call);
      if (!next.call.future.done()) this.#statistics.lost++;
      next.call.fail(next.error);
    }
  }

  /** Nothing will run any more, but what runs already. */
  #break(why: string, cause: unknown): void {
    this.#giveUpWaiting(this.#markBroken(why, cause));
    for (const lane of this.#lanes) if (lane.load === 0) this.#departures.terminate(lane);
    if (!this.#breaking) this.#settleLost();
  }

  /** Nothing will run any more, and what runs is ended. */
  #breakAll(cause: WorkerDiedError): void {
    const broken = this.#markBroken(cause.message, cause);
    if (this.#breaking) return;
    this.#breaking = true;
    this.#lost.splice(
      0,
      Infinity,
      ...this.#lost.map(({ call }) => ({ call, error: this.#anotherBroken(broken) })),
    );
    for (const lane of this.#lanes) this.#departures.terminateFor(lane, broken);
    this.#breaking = false;
  }

  #markBroken(why: string, cause: unknown): BrokenExecutorError {
    const message = `${this.#plan.namePrefix} is broken: ${why}`;
    const broken = (this.#broken ??= new this.#plan.BrokenError(message, { cause }));
    this.service.over(() => this.#anotherBroken(broken));
    this.#room.fail(() => this.#anotherBroken(broken));
    return broken;
  }

  /** What waits fails; it is settled with what else is lost. */
  #giveUpWaiting(broken: BrokenExecutorError): void {
    for (const call of this.#dispatcher.unbegun())
      if (this.#dispatcher.takeOut(call)) this.#lost.push({ call, error: this.#anotherBroken(broken) });
  }

  #shutDown(): ExecutorShutdownError {
    return new ExecutorShutdownError("cannot schedule new futures after shutdown: make another executor");
  }

  #anotherBroken(broken: BrokenExecutorError): BrokenExecutorError {
    return new this.#plan.BrokenError(broken.message, { cause: broken.cause });
  }
}
