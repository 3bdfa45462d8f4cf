/** Which call goes to which worker, and when: the queue of a pool on one side, its workers on the other. */
import { now } from "../platform/clock.js";
import type { AgeingQueue } from "./ageing-queue.js";
import { isStuck } from "./lanes.js";
import type { Lane, Lanes } from "./lanes.js";
import type { PoolCall } from "./pool-call.js";
import { Prefetch } from "./prefetch.js";

/** What a dispatcher asks of its pool. */
export interface DispatcherHost {
  /** Does what may start a worker; `undefined` if none could be started. */
  start<T>(begin: () => T): T | undefined;
  /** A call that was its turn has been taken back by the thread that submitted it. */
  vanished(call: PoolCall): void;
  /** Whether nothing is to be begun any more. */
  isBroken(): boolean;
}

/** See the head of this file. */
export class Dispatcher {
  readonly #queue: AgeingQueue<PoolCall>;
  readonly #lanes: Lanes;
  readonly #accepts: (lane: Lane) => boolean;
  readonly #host: DispatcherHost;
  readonly #prefetch = new Prefetch();
  /** No worker would begin a call now: nothing to look for until one has news. */
  #full = false;
  #refilling = false;

  /** @param accepts whether a worker may be sent another call, for all the pool knows */
  constructor(
    queue: AgeingQueue<PoolCall>,
    lanes: Lanes,
    accepts: (lane: Lane) => boolean,
    host: DispatcherHost,
  ) {
    this.#queue = queue;
    this.#lanes = lanes;
    this.#accepts = accepts;
    this.#host = host;
  }

  /** Takes a call; it is on its way to a worker when this returns, if one is free. */
  push(call: PoolCall): void {
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

  /** Looks now at what came in this turn and has not been looked at. */
  catchUp(): void {
    if (this.#refilling) this.#dispatch();
  }

  /** A worker has answered, come up or died. */
  news(): void {
    this.freed();
    this.#dispatch();
  }

  /** There may be room, and somebody will look for it. */
  freed(): void {
    this.#full = false;
  }

  /** How long a task ran, in milliseconds. */
  learn(identity: PoolCall["identity"], ran: number): void {
    this.#prefetch.learn(identity, ran);
  }

  /** Takes a call back wherever it waits; false if it has begun. */
  takeOut(call: PoolCall): boolean {
    return call.worker === undefined ? this.#queue.delete(call) : this.#revoke(call);
  }

  /** Takes a call back from its worker, which has room then, and may never answer: it has nothing to answer for. */
  #revoke(call: PoolCall): boolean {
    if (call.worker?.revoke(call) !== true) return false;
    this.#full = false;
    return true;
  }

  /** The calls that wait, in the queue or in a worker. */
  unbegun(): PoolCall[] {
    const waiting: PoolCall[] = [];
    for (const lane of this.#lanes) waiting.push(...lane.unbegun());
    // The queue first: taking something out of a worker makes room for what is still in the queue.
    return [...this.#queue, ...waiting];
  }

  #dispatch(): void {
    const time = now();
    this.#takeBackFromStuck(time);
    let refilling: boolean | undefined;
    for (
      let call = this.#queue.first;
      call !== undefined && !this.#host.isBroken();
      call = this.#queue.first
    ) {
      const depth = call.mayGoAhead ? this.#prefetch.depth(call.identity) : 0;
      refilling ??= this.#lanes.runLow(depth);
      const lane = this.#freeLane() ?? (refilling ? this.#lanes.ahead(depth, time) : undefined);
      if (lane === undefined) break;
      this.#queue.delete(call);
      if (!call.begin()) {
        this.#host.vanished(call);
        continue;
      }
      call.waited = time - call.queued;
      this.#assign(call, lane, depth > 0);
    }
    if (this.#queue.size === 0) this.#rebalance();
    for (const lane of this.#lanes) lane.flush();
  }

  #freeLane(): Lane | undefined {
    if (this.#full) return undefined;
    const lane = this.#host.start(() => this.#lanes.free());
    this.#full = lane === undefined;
    return lane;
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
      const waiting = lane.unbegun().filter((call) => call.movable);
      // With nothing begun it is only slow to take its messages, and would have no answer to give.
      if (waiting.length === 0 || waiting.length === lane.load) continue;
      lane.suspect = true;
      this.requeue(waiting.filter((call) => this.#revoke(call)));
    }
  }

  /** Puts calls back at the front of the queue, in the order of their submission. */
  requeue(calls: readonly PoolCall[]): void {
    for (const call of calls.toSorted((one, other) => other.id - one.id)) {
      call.requeued();
      this.#queue.unshift(call);
    }
  }

  /** Nothing is queued, and a worker is idle: it takes over what waits in another. */
  #rebalance(): void {
    const idle = this.#lanes.idle();
    if (idle === undefined) return;
    for (const call of this.#lanes.surplus())
      if (call.movable && idle.hasRoom && this.#accepts(idle) && this.#revoke(call))
        this.#assign(call, idle, call.short);
  }
}
