/**
 * Those who await one gate in this thread: first in, first out, and one node in the shared queue for all of them.
 */
import { park } from "./gate.js";
import type { Gate } from "./gate.js";
import type { Mailbox } from "./mailbox.js";
import { COUNT, EVENT_LOOP, SINCE } from "./node.js";

/** One who waits. */
export interface GateWaiter<T> {
  /** Tries to pass, in place of the gate's own `attempt`: for one who brings something with it. Must not throw. */
  attempt?: (() => T | undefined) | undefined;
  /** Called once, on the event loop or inside `enqueue`, with what was passed. */
  grant(passed: T): void;
}

/** The waiting list of one gate in one thread. */
export class GateWaiters<T> {
  readonly #mailbox: Mailbox;
  readonly #gate: Gate<T>;
  /** In order of arrival, with the time of it. */
  readonly #waiters = new Map<GateWaiter<T>, number>();
  /** The node, while anybody waits; 0 else. */
  #node = 0;
  #ticket = 0;
  #draining = false;
  /** Whether there was news meanwhile. */
  #again = false;

  constructor(mailbox: Mailbox, gate: Gate<T>) {
    this.#mailbox = mailbox;
    this.#gate = gate;
  }

  /** How many wait here. */
  get size(): number {
    return this.#waiters.size;
  }

  /**
   * Queues up; `grant` may be called before this returns.
   *
   * @throws ResourceExhaustedError when there is no node left; the waiter is not queued then
   */
  enqueue(waiter: GateWaiter<T>): void {
    const { lot } = this.#mailbox;
    if (this.#node === 0) this.#node = lot.takeNode();
    this.#waiters.set(waiter, lot.memory.sharedNow() | 0);
    if (this.#waiters.size > 1) lot.set(this.#node, COUNT, this.#waiters.size);
    else this.drain();
  }

  /** Gives up; false if it was granted or has given up already. */
  cancel(waiter: GateWaiter<T>): boolean {
    if (!this.#waiters.delete(waiter)) return false;
    if (this.#waiters.size > 0) this.#show();
    else this.#retire();
    return true;
  }

  /** Lets through who can pass, in order; leaves the node in the queue while somebody still waits. */
  readonly drain = (): void => {
    // Called by a waiter that was granted and came back at once, or by the mailbox while the node is being parked.
    this.#again = this.#draining;
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let first = this.#first(); first !== undefined; first = this.#first()) {
        // Read before the try: a death after it makes the mailbox look again.
        const deaths = this.#mailbox.lot.deaths();
        const passed = first.attempt === undefined ? this.#gate.attempt() : first.attempt();
        if (passed !== undefined) {
          this.#waiters.delete(first);
          this.#ticket = 0; // the next one came later
          first.grant(passed);
        } else if (this.#park(deaths)) {
          if (!this.#again) return;
          this.#again = false;
        }
      }
      this.#retire();
    } finally {
      this.#draining = false;
    }
  };

  #first(): GateWaiter<T> | undefined {
    for (const waiter of this.#waiters.keys()) return waiter;
    return undefined;
  }

  /** Shows how many wait, and since when. */
  #show(): void {
    const { lot } = this.#mailbox;
    lot.set(this.#node, COUNT, this.#waiters.size);
    for (const since of this.#waiters.values()) {
      lot.set(this.#node, SINCE, since);
      return;
    }
  }

  /**
   * Parks the node; also one that is parked. It is looked at then because a thread has died, perhaps while it told
   * those who wait here, and the gate must be asked again.
   */
  #park(deaths: number): boolean {
    const { lot } = this.#mailbox;
    lot.finish(this.#node);
    this.#ticket = park(
      lot,
      this.#gate,
      this.#node,
      EVENT_LOOP | (this.#gate.kind ?? 0),
      this.#ticket,
      this.#waiters.size,
    );
    if (this.#ticket === 0) return false;
    this.#mailbox.watch(this.#node, deaths, this.drain);
    return true;
  }

  /** Nobody waits here any more. */
  #retire(): void {
    if (this.#node === 0) return;
    const { lot } = this.#mailbox;
    this.#mailbox.unwatch(this.#node);
    lot.finish(this.#node);
    lot.freeNode(this.#node);
    this.#node = 0;
    this.#ticket = 0;
  }
}
