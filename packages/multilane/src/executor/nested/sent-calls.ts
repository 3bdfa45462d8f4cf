/** The calls that a thread has submitted to a pool of another thread: those that were sent, and those that wait for a place. */
import { Places } from "../../transport/call-table.js";
import type { CallTable } from "../../transport/call-table.js";
import type { PoolCall } from "../pool-call.js";

/** So many may be under way; more wait here. Each costs 4 bytes of address space. */
const CAPACITY = 2 ** 16;

/** See above. */
export class SentCalls {
  readonly #places = new Places(CAPACITY);
  readonly #calls: (PoolCall | undefined)[] = [];
  /** The number of the submission in each place. */
  readonly #submissions: number[] = [];
  readonly #backlog = new Set<PoolCall>();
  #submitted = 0;

  get table(): CallTable {
    return this.#places.table;
  }

  /** Gives a call its place and its number; 0 if there is no place: then it waits for {@link next}. */
  enter(call: PoolCall): number {
    const ticket = this.#places.take();
    if (ticket === undefined) {
      this.#backlog.add(call);
      return 0;
    }
    call.ticket = ticket;
    this.#calls[ticket.place] = call;
    this.#submissions[ticket.place] = ++this.#submitted;
    return this.#submitted;
  }

  /** A call that waits for a place, when there is one. */
  next(): PoolCall | undefined {
    if (this.#places.available === 0) return undefined;
    const [next] = this.#backlog;
    if (next !== undefined) this.#backlog.delete(next);
    return next;
  }

  /** Takes back one that has not been sent; false if it has. */
  takeUnsent(call: PoolCall): boolean {
    return this.#backlog.delete(call);
  }

  at(place: number, generation: number): PoolCall | undefined {
    const call = this.#calls[place];
    return call?.ticket?.generation === generation ? call : undefined;
  }

  /** Its number among the submissions; 0 if it has not been sent. */
  submission({ ticket }: PoolCall): number {
    return ticket === undefined ? 0 : (this.#submissions[ticket.place] ?? 0);
  }

  /** Its place is free again. */
  leave(call: PoolCall): void {
    if (call.ticket === undefined) return;
    this.#calls[call.ticket.place] = undefined;
    this.#places.giveBack(call.ticket);
    call.ticket = undefined;
  }

  /** All, for the last time. */
  takeAll(): PoolCall[] {
    const all = [...this.#calls.filter((call) => call !== undefined), ...this.#backlog];
    for (const call of all) this.leave(call);
    this.#backlog.clear();
    return all;
  }
}
