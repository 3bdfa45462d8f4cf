import { Future } from "../future/future.js";
import type { FutureSource } from "../future/source.js";
import { addCallSite } from "../platform/stack.js";
import type { CallSite } from "../platform/stack.js";
import type { TaskIdentity } from "../task/identity.js";
import type { Call } from "../thread/worker-handle.js";
import type { Ticket } from "../transport/call-table.js";
import type { Payload } from "../transport/messages.js";
import type { PoolWorker } from "./pool-worker.js";
import type { Queued } from "./work-queue.js";

/** What a call asks of the pool that it was submitted to. */
export interface CallOwner {
  /** Takes the call back wherever it waits; false if it has begun. */
  withdraw(call: PoolCall): boolean;
  /** Blocks this thread until the call is over, or the deadline (ms on `now()`). */
  blockFor(call: PoolCall, deadline: number): void;
}

/** One submitted call: on its way through the queue and a worker, with the future that it is to settle. */
export class PoolCall implements Call, FutureSource, Queued<PoolCall> {
  readonly id: number;
  readonly attempt = 1;
  readonly name: string;
  readonly identity: TaskIdentity;
  /** Set before it is submitted. */
  args: Payload = [undefined, undefined];
  readonly future: Future<unknown>;
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

  constructor(owner: CallOwner, id: number, name: string, identity: TaskIdentity, site: CallSite) {
    this.#owner = owner;
    this.#site = site;
    this.id = id;
    this.name = name;
    this.identity = identity;
    this.future = new Future<unknown>(this);
  }

  cancel(): boolean {
    return this.#owner.withdraw(this);
  }

  running(): boolean {
    return this.worker?.running(this) ?? false;
  }

  block(_: Future<unknown>, deadline: number): void {
    this.#owner.blockFor(this, deadline);
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
