import type { CallTable, Ticket } from "../../transport/call-table.js";
import type { Payload } from "../../transport/messages.js";
import { payloadOfError } from "../../transport/payload.js";
import type { Wait } from "../../transport/pool-messages.js";
import { PoolCall } from "../pool-call.js";
import type { CallOwner, CallPlan } from "../pool-call.js";

/** Where the outcome of a guest goes. */
export interface GuestHost {
  /** The state words of the calls of the thread that submitted it. */
  readonly table: CallTable;
  /** It waits again, and may be run by the thread that submitted it. */
  requeued(guest: GuestCall): void;
  /** Its worker has answered. */
  answer(guest: GuestCall, threw: boolean, payload: Payload): void;
}

/**
 * A call that was submitted in another thread, in the pool that is to run it: its result is passed on as it comes.
 * Whether it runs is decided by the state word that its own thread has of it: the pool claims it when it hands it to a
 * worker, that thread takes it back when it cancels it or runs it itself.
 */
export class GuestCall extends PoolCall {
  readonly raw = true;
  /** Its number among the submissions of its thread. */
  readonly submission: number;
  /** Where it is in the table of its thread. */
  readonly home: Ticket;
  /** How that thread waits for it, as far as it has said so, and which of its tasks. */
  wait: Wait;
  waiter = 0;
  /** That thread cannot run it itself. */
  helpless = false;
  /** That thread was told that its wait is a deadlock. */
  condemned = false;
  /** Its thread has taken it back. */
  gone = false;
  readonly #host: GuestHost;

  constructor(owner: CallOwner, host: GuestHost, home: Ticket, submission: number, plan: CallPlan) {
    super(owner, plan);
    this.#host = host;
    this.home = home;
    this.submission = submission;
  }

  /** Never: it must be its own thread's to take back until it begins. */
  override get mayGoAhead(): boolean {
    return false;
  }

  override begin(): boolean {
    return this.#host.table.claim(this.home);
  }

  override requeued(): void {
    super.requeued();
    this.helpless = false;
    this.#host.table.unclaim(this.home);
    this.#host.requeued(this);
  }

  override cancel(): boolean {
    // One that was handed to a worker is the pool's already: then the worker's own word decides.
    if (this.worker === undefined && !this.#host.table.revoke(this.home)) return false;
    return super.cancel();
  }

  override settle(threw: boolean, value: unknown): void {
    if (this.future.done()) return;
    // It could not be sent to its worker.
    if (value instanceof Error) this.#host.answer(this, true, payloadOfError(value));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `raw`: its worker's handle hands the payload on
    else this.#host.answer(this, threw, value as Payload);
    this.future.setResult(undefined);
  }
}
