/**
 * The engine of an `AsyncPoolExecutor`: what waits, how many run, and how each call comes to its end.
 *
 * A call is begun in a microtask, never inside of `submit`: whoever submits can still cancel, and finds no code of the
 * call run before its own next line. Every call that is accepted leaves through `#over` once: when it has ended, was
 * taken back, or was given up after `cancelGrace`.
 */
import { DeadlockError, ExecutorShutdownError, QueueFullError, TimeoutError } from "../errors.js";
import { now, remaining, startTimer } from "../platform/clock.js";
import { currentScope } from "../platform/scope.js";
import { abandonHeldBy } from "../sync/held-locks.js";
import { enterTask } from "../task/current-task.js";
import { hold, release } from "../thread/lifetime.js";
import { AgeingQueue } from "./ageing-queue.js";
import { AsyncCall } from "./async-pool-call.js";
import type { AsyncCallOwner } from "./async-pool-call.js";
import type { AsyncPoolLimits } from "./async-pool-options.js";
import { CallStatistics } from "./call-statistics.js";
import type { ExecutorStatistics } from "./call-statistics.js";
import type { Room } from "./map-feed.js";
import { Offers } from "./nested/offers.js";
import { Waits } from "./nested/waits.js";
import { refuseWhileExiting } from "./refuse-exiting.js";
import { RoomWaiters } from "./room-waiters.js";

/** See the head of this file. */
export class AsyncPool implements AsyncCallOwner {
  readonly limits: AsyncPoolLimits;
  readonly #queue = new AgeingQueue<AsyncCall>();
  readonly #statistics = new CallStatistics();
  /** Calls of this pool that wait for others of it: so many more may run. */
  readonly #waits = new Waits<AsyncCall>();
  /** Those others, as far as they have not been looked at. */
  readonly #offers = new Offers<AsyncCall>();
  readonly #waiters = new RoomWaiters(() => this.#free);
  /** Places that are taken. */
  #running = 0;
  /** Calls that are not over. */
  #outstanding = 0;
  #dispatching = false;
  #closed = false;
  #ended: Promise<void> | undefined;
  #whenQuiet: (() => void) | undefined;

  constructor(limits: AsyncPoolLimits) {
    this.limits = limits;
  }

  get statistics(): ExecutorStatistics {
    const { maxWorkers } = this.limits;
    return this.#statistics.read({
      workers: this.#running,
      queued: this.#queue.size,
      assigned: this.#running,
      capacity: maxWorkers,
    });
  }

  /** How many more calls it would take now. */
  get #free(): number {
    const { maxWorkers, maxPending } = this.limits;
    return maxPending + (maxWorkers - this.#running) - this.#queue.size;
  }

  /** Where `map` is to wait for room; `undefined` if there is always some. */
  get room(): Room | undefined {
    if (this.limits.maxPending === Infinity) return undefined;
    return { has: () => this.#free >= 1, wait: () => this.ready() };
  }

  /** @throws ExecutorShutdownError, QueueFullError if nothing can be submitted now */
  refuseIfOver(): void {
    if (this.#closed) throw shutDown();
    refuseWhileExiting();
    if (this.#free < 1)
      throw new QueueFullError(
        `${this.#queue.size} calls wait already, and no more may (maxPending: ${this.limits.maxPending}): await ready() first, or use map, which waits by itself`,
      );
  }

  submit(call: AsyncCall): void {
    if (this.#outstanding++ === 0) hold();
    this.#queue.push(call);
    this.#dispatchSoon();
  }

  /** See `Executor.ready`. */
  async ready(): Promise<void> {
    if (this.#closed) throw shutDown();
    await this.#waiters.wait();
  }

  withdraw(call: AsyncCall): boolean {
    if (!this.#queue.delete(call)) return false;
    this.#waits.leave(call);
    this.#statistics.cancelled++;
    this.#over();
    return true;
  }

  /** Stops a call wherever it is, and fails its future with the reason. */
  abort(call: AsyncCall, reason: unknown): void {
    if (call.future.done()) return;
    if (this.withdraw(call)) {
      call.reject(reason);
      return;
    }
    const { cancelGrace } = call.terms;
    // Whoever waits for it goes on now.
    this.#waits.leave(call);
    call.timer?.cancel();
    call.timer = undefined;
    if (cancelGrace !== Infinity) call.timer = startTimer(cancelGrace, () => this.#leave(call));
    call.reject(reason);
    // Last: its listeners are the call's own code, and may do anything.
    call.abort(reason);
  }

  awaited(call: AsyncCall): void {
    const task = currentScope();
    if (!(task instanceof AsyncCall) || task.owner !== this || !task.placed) return;
    if (!this.#waits.enter(call, task) || call.placed) return;
    this.#offers.push(call, task);
    this.#dispatchSoon();
  }

  blockFor(call: AsyncCall, deadline: number): void {
    if (remaining(deadline) === 0) return;
    throw new DeadlockError(
      `this thread would wait for ever for ${call.name}, which runs on the event loop that it blocks: await the future`,
    );
  }

  /** Takes no more calls. Resolves when all are over. */
  close(cancelFutures: boolean): Promise<void> {
    this.#closed = true;
    this.#waiters.fail(shutDown);
    // Each leaves the queue by it, and its callbacks may cancel others.
    if (cancelFutures)
      for (let call = this.#queue.first; call !== undefined; call = this.#queue.first) call.future.cancel();
    this.#ended ??= new Promise((resolve) => {
      if (this.#outstanding === 0) resolve();
      else this.#whenQuiet = resolve;
    });
    return this.#ended;
  }

  /** One microtask for all that is submitted until then: the most urgent of them goes first. */
  #dispatchSoon(): void {
    if (this.#dispatching) return;
    this.#dispatching = true;
    queueMicrotask(() => {
      this.#dispatching = false;
      while (this.#running < this.limits.maxWorkers) {
        const call = this.#queue.shift();
        if (call === undefined) break;
        this.#begin(call);
      }
      this.#help();
      this.#waiters.tell();
    });
  }

  /**
   * Begins calls for which others of this pool wait, one for each that does: they take up places and do nothing, and
   * would do so for ever. For the order see `nested/offers.ts`.
   */
  #help(): void {
    // What was awaited and has begun by itself must not be kept.
    if (this.#queue.size === 0) this.#offers.clear();
    while (this.#running < this.limits.maxWorkers + this.#waits.tasks) {
      const call = this.#offers.shift();
      if (call === undefined) return;
      if (this.#waits.taskOf(call) !== undefined && this.#queue.delete(call)) this.#begin(call);
    }
  }

  #begin(call: AsyncCall): void {
    this.#running++;
    call.placed = true;
    call.began = now();
    call.future.setRunningOrNotifyCancel();
    const { timeout } = call.terms;
    if (timeout !== Infinity)
      call.timer = startTimer(timeout, () =>
        this.abort(call, new TimeoutError(`${call.name} had not ended ${timeout} ms after it began`)),
      );
    // An async function takes in whatever the call does: it throws, its result's `then` throws, or calls back twice.
    enterTask(call, async () => await call.run()).then(
      (value) => this.#end(call, false, value),
      (error: unknown) => this.#end(call, true, error),
    );
  }

  #end(call: AsyncCall, threw: boolean, value: unknown): void {
    abandonHeldBy(call);
    this.#statistics.ended(call, threw || call.future.done());
    this.#leave(call);
    if (threw) call.fail(value);
    else call.succeed(value);
  }

  /** It takes up no place any more: it has ended, or is given up. */
  #leave(call: AsyncCall): void {
    this.#waits.leave(call);
    this.#waits.leaveTask(call);
    call.timer?.cancel();
    call.timer = undefined;
    if (!call.placed) return;
    call.placed = false;
    this.#running--;
    this.#over();
  }

  #over(): void {
    if (this.#queue.size > 0) this.#dispatchSoon();
    else this.#waiters.tell();
    if (--this.#outstanding > 0) return;
    release();
    this.#whenQuiet?.();
  }
}

function shutDown(): ExecutorShutdownError {
  return new ExecutorShutdownError("cannot schedule new futures after shutdown: make another executor");
}
