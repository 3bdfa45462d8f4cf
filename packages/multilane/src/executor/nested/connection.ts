/** One thread that submits to a pool of another thread, from the side of the pool. */
import { ring } from "../../memory/thread-slots.js";
import type { ThreadSlot } from "../../memory/thread-slots.js";
import { asSerializationError, encode } from "../../memory/codec/codec.js";
import { NOWHERE } from "../../platform/stack.js";
import { receive } from "../../platform/workers.js";
import type { MessagePort } from "../../platform/workers.js";
import type { TaskIdentity } from "../../task/identity.js";
import type { ConnectionRequest } from "../../thread/connections.js";
import { CallTable } from "../../transport/call-table.js";
import type { Payload } from "../../transport/messages.js";
import { payloadOfError, reviveError } from "../../transport/payload.js";
import * as wire from "../../transport/pool-messages.js";
import type { ToClient, ToPool } from "../../transport/pool-messages.js";
import type { PoolAccess } from "../pool-access.js";
import type { CallPlan } from "../pool-call.js";
import { GuestCall } from "./guest-call.js";
import type { GuestHost } from "./guest-call.js";

/** What a connection asks of the service of its pool. */
export interface ConnectionHost {
  readonly pool: PoolAccess;
  /** The thread that submitted it has taken it back, before it began. */
  leave(call: GuestCall, cancelled: boolean): void;
  /** A call ran in the thread that submitted it, so many milliseconds. */
  helped(waited: number, ran: number, threw: boolean): void;
  answer(what: wire.Question): Promise<unknown> | object;
  /** Whether no worker will be free again, unless one of those that wait ends its wait. */
  isDeadlock(): boolean;
}

/** A submission, as it arrives. */
type Submission = Extract<ToPool<TaskIdentity>, readonly [kind: typeof wire.SUBMIT, ...rest: unknown[]]>;

let guests = 0;

/** See the head of this file. */
export class Connection implements GuestHost {
  readonly table: CallTable;
  /** The thread that submits. */
  readonly slot: ThreadSlot;
  readonly #host: ConnectionHost;
  readonly #pool: PoolAccess;
  readonly #port: MessagePort;
  readonly #tasks: { readonly identity: TaskIdentity; readonly name: string }[] = [];
  /** Those that are not over, by their places in the table of their thread. */
  readonly #guests: (GuestCall | undefined)[] = [];
  /** The latest submission, and the latest of which its thread was told that it may wait. */
  #submitted = 0;
  #told = 0;
  /** Whether one that was begun waits again. */
  #requeued = false;

  /** @param over called when the thread has no use for it any more, or is gone */
  constructor(host: ConnectionHost, { port, words, slot }: ConnectionRequest, over: () => void) {
    this.#host = host;
    this.#pool = host.pool;
    this.#port = port;
    this.slot = slot;
    this.table = new CallTable(words);
    port.on("message", (message: ToPool<TaskIdentity>) => {
      this.#take(message);
      this.drain();
    });
    port.on("close", () => {
      this.#abandon();
      over();
    });
    // An idle connection keeps nobody alive.
    port.unref();
  }

  /** Takes in what has arrived, without the event loop, and says what must wait. */
  drain(): void {
    for (let next = receive(this.#port); next !== undefined; next = receive(this.#port)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only a PoolClient writes to this port
      this.#take(next.message as ToPool<TaskIdentity>);
    }
    this.#tellIfFull();
  }

  /** The pool takes no more calls. */
  tellOver(reason: unknown): void {
    this.#post([wire.OVER, payloadOfError(reason)]);
  }

  requeued(): void {
    this.#requeued = true;
    queueMicrotask(() => this.#tellIfFull());
  }

  answer({ home: { place, generation } }: GuestCall, threw: boolean, payload: Payload): void {
    this.#post([wire.ANSWER, place, generation, threw, ...payload]);
  }

  /** Whether its thread waits for calls that have not begun, so many at once as it may run, and runs none of them itself. */
  isStuck(tasksPerWorker: number): boolean {
    const stuck = this.#guests.filter((guest) => guest?.stuck !== undefined && guest.worker === undefined);
    return stuck.some((guest) => guest?.stuck === "blocked") || stuck.length >= tasksPerWorker;
  }

  #take(message: ToPool<TaskIdentity>): void {
    switch (message[0]) {
      case wire.SUBMIT:
        this.#submit(message);
        break;
      case wire.DEFINE:
        this.#tasks[message[1]] = { identity: message[2], name: message[3] };
        break;
      case wire.DROP: {
        const guest = this.#guestAt(message[1], message[2]);
        if (guest === undefined) break;
        this.#guests[message[1]] = undefined;
        guest.gone = true;
        this.#host.leave(guest, message[3]);
        break;
      }
      case wire.ABORT: {
        const guest = this.#guestAt(message[1], message[2]);
        if (guest !== undefined) this.#pool.abort(guest, reviveError(message[3]));
        break;
      }
      case wire.SIGNAL: {
        const guest = this.#guestAt(message[1], message[2]);
        if (guest !== undefined) this.#signal(guest, message[3], message[4]);
        break;
      }
      case wire.STUCK: {
        const guest = this.#guestAt(message[1], message[2]);
        if (guest !== undefined) this.#stuck(guest, message[3] ? "blocked" : "awaiting");
        break;
      }
      case wire.HELPED:
        this.#host.helped(message[1], message[2], message[3]);
        break;
      case wire.ASK:
        void this.#reply(message[1], message[2]);
        break;
      case wire.BYE:
        this.#port.close();
        break;
    }
  }

  #guestAt(place: number, generation: number): GuestCall | undefined {
    const guest = this.#guests[place];
    return guest?.home.generation === generation ? guest : undefined;
  }

  #submit(message: Submission): void {
    const [, place, generation, number, submission, value, specials, terms, moved, aborted] = message;
    const { identity, name } = this.#tasks[number] ?? {};
    if (identity === undefined || name === undefined)
      throw new RangeError("the task of a submission was never defined");
    const plan: CallPlan = {
      id: ++guests,
      name,
      identity,
      terms: { ...terms, signal: undefined, transfer: undefined },
      flags: terms.flags,
      site: NOWHERE,
    };
    const guest = new GuestCall(this.#pool, this, { place, generation }, submission, plan);
    guest.args = [value, specials];
    guest.moved = moved;
    guest.signals = { aborted: new Map(aborted), stop: () => undefined };
    this.#guests[place] = guest;
    this.#submitted = submission;
    guest.future.onDone(() => this.#over(guest));
    try {
      this.#pool.refuseIfOver();
      if (!terms.promised) this.#pool.refuseIfFull();
    } catch (error) {
      if (guest.begin()) guest.reject(error);
      return;
    }
    this.#pool.submit(guest);
  }

  #over(guest: GuestCall): void {
    const { future, home } = guest;
    if (this.#guests[home.place] === guest) this.#guests[home.place] = undefined;
    if (guest.gone) return;
    if (future.cancelled()) this.#post([wire.CANCELLED, home.place, home.generation]);
    // A result was passed on before this.
    else if (future.failed()) this.answer(guest, true, payloadOfError(future.exceptionSync()));
  }

  #signal(guest: GuestCall, index: number, reason: Payload): void {
    const aborted = guest.signals?.aborted;
    if (aborted instanceof Map) aborted.set(index, reason);
    this.#pool.abortSignal(guest, index, reason);
  }

  #stuck(guest: GuestCall, how: "blocked" | "awaiting"): void {
    guest.stuck = how;
    if (guest.worker !== undefined || !this.#host.isDeadlock()) return;
    const { place, generation } = guest.home;
    this.#post([wire.DEADLOCK, place, generation]);
  }

  async #reply(question: number, what: wire.Question): Promise<void> {
    try {
      const { value, specials } = encode(await this.#host.answer(what), "the reply");
      this.#post([wire.REPLY, question, false, value, specials]);
    } catch (error) {
      this.#post([wire.REPLY, question, true, ...payloadOfError(error)]);
    }
  }

  /** Says once of each submission that it may have to wait: its thread may run it instead of waiting for it. */
  #tellIfFull(): void {
    const last = this.#submitted;
    if (this.#told === last && !this.#requeued) return;
    const waits = this.#guests.some(
      (guest) => guest?.worker === undefined && guest !== undefined && !guest.future.done(),
    );
    if (!waits) return;
    this.#told = last;
    this.#requeued = false;
    this.#post([wire.FULL, last]);
  }

  #post(message: ToClient): void {
    try {
      this.#port.postMessage(message);
    } catch (error) {
      // What a worker sent can be sent on; what a pool says is of its own making. But nobody must wait in vain.
      if (message[0] !== wire.ANSWER) throw error;
      const refusal = payloadOfError(asSerializationError(error, "result"));
      this.#port.postMessage([wire.ANSWER, message[1], message[2], true, ...refusal] satisfies ToClient);
    }
    // After the message, so that a thread that is blocked finds it when it wakes.
    ring(this.slot.index);
  }

  /** The thread is gone: what has not begun is nobody's business. */
  #abandon(): void {
    for (const guest of this.#guests)
      if (guest !== undefined) {
        guest.gone = true;
        guest.future.cancel();
      }
    this.#guests.length = 0;
  }
}
