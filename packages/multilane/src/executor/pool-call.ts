import { Future } from "../future/future.js";
import type { FutureSource } from "../future/source.js";
import type { Alarm } from "../platform/alarms.js";
import { now } from "../platform/clock.js";
import { addCallSite } from "../platform/stack.js";
import type { CallSite } from "../platform/stack.js";
import type { Transferable } from "../platform/workers.js";
import type { TaskIdentity } from "../task/identity.js";
import type { Call } from "../thread/worker-handle.js";
import type { Ticket } from "../transport/call-table.js";
import type { Payload } from "../transport/messages.js";
import type { Ageing } from "./ageing-queue.js";
import type { CallTerms } from "./call-options.js";
import type { PoolWorker } from "./pool-worker.js";

/** What a call asks of the pool that it was submitted to. */
export interface CallOwner {
  /** Takes the call back wherever it waits; false if it has begun. */
  withdraw(call: PoolCall): boolean;
  /** Whether it runs now. */
  isRunning(call: PoolCall): boolean;
  /** One of the signals among its arguments has aborted. */
  abortSignal(call: PoolCall, index: number, reason: Payload): void;
  /** Somebody waits for its future. */
  awaited?(call: PoolCall): void;
  /** Blocks this thread until the call is over, or the deadline (ms on `now()`). */
  blockFor(call: PoolCall, deadline: number): void;
}

/** The signals among the arguments of a call. */
export interface CallSignals {
  /** The reasons of those that have aborted, by their places. */
  readonly aborted: ReadonlyMap<number, Payload>;
  /** The call is over. */
  stop(): void;
}

/** What is known of a call when it is made. */
export interface CallPlan {
  readonly id: number;
  readonly name: string;
  readonly identity: TaskIdentity;
  readonly terms: CallTerms;
  readonly flags: number;
  /** Where it was submitted. */
  readonly site: CallSite;
}

/** One submitted call: on its way through the queue and a worker, with the future that it is to settle. */
export class PoolCall implements Call, FutureSource, Ageing<PoolCall> {
  readonly id: number;
  readonly attempt = 1;
  readonly name: string;
  readonly identity: TaskIdentity;
  /** Set before it is submitted. */
  args: Payload = [undefined, undefined];
  readonly future: Future<unknown>;
  readonly terms: CallTerms;
  /** How it is to be run, beside the usual; see `transport/messages.ts`. */
  readonly flags: number;
  /** When it was submitted, in milliseconds on `now()`. */
  readonly queued: number = now();
  /** Milliseconds that it waited in the queue. */
  waited = 0;
  /** What is to happen to it in time: its timeout, then the end of its grace. */
  alarm: Alarm | undefined;
  /** What among the arguments moves to the worker with them. */
  moved: readonly Transferable[] | undefined;
  /** The signals among the arguments. */
  signals: CallSignals | undefined;
  /** How many workers have died while it was next in them. */
  deaths = 0;
  /** Its neighbours while it stands in the pool's queue. */
  ahead: PoolCall | undefined;
  behind: PoolCall | undefined;
  /** Whether it was known to be short when it was handed out. */
  short = false;
  /** Its place in that worker. */
  ticket: Ticket | undefined;
  /** The worker that has it. */
  worker: PoolWorker | undefined;
  readonly #owner: CallOwner;
  readonly #site: CallSite;

  constructor(owner: CallOwner, { id, name, identity, terms, flags, site }: CallPlan) {
    this.#owner = owner;
    this.#site = site;
    this.id = id;
    this.name = name;
    this.identity = identity;
    this.terms = terms;
    this.flags = flags;
    this.future = new Future<unknown>(this);
  }

  /** Whether it may be sent to another worker after it was sent to one: its arguments are still here. */
  get movable(): boolean {
    return this.moved === undefined;
  }

  /** Whether it may be sent to a worker that is busy. */
  get mayGoAhead(): boolean {
    return this.movable;
  }

  get priority(): number {
    return this.terms.priority;
  }

  /** It is about to be handed to a worker: false if it has been taken back meanwhile. */
  begin(): boolean {
    return true;
  }

  /** It was handed to a worker that has not begun it, and waits again. */
  requeued(): void {
    this.worker = undefined;
  }

  cancel(): boolean {
    return this.#owner.withdraw(this);
  }

  running(): boolean {
    return this.#owner.isRunning(this);
  }

  awaited(): void {
    this.#owner.awaited?.(this);
  }

  block(_: Future<unknown>, deadline: number): void {
    this.#owner.blockFor(this, deadline);
  }

  /** Its worker has answered. */
  settle(threw: boolean, value: unknown): void {
    if (threw) this.fail(value);
    else this.succeed(value);
  }

  /** Fails the future with an error made for it: its stack then says, too, where the call was submitted. */
  fail(error: unknown): void {
    if (this.future.done()) return;
    if (error instanceof Error) addCallSite(error, "submitted at", this.#site);
    this.future.setException(error);
  }

  /** Fails the future with somebody's own reason, which stays as it is. */
  reject(reason: unknown): void {
    if (!this.future.done()) this.future.setException(reason);
  }

  succeed(value: unknown): void {
    if (!this.future.done()) this.future.setResult(value);
  }
}
