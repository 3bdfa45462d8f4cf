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
import { nextCallId } from "../pool-call.js";
import type { CallPlan } from "../pool-call.js";
import { GuestCall } from "./guest-call.js";
import type { GuestHost } from "./guest-call.js";

/** How a question is replied to. */
export interface Replies {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What a connection asks of the service of its pool. */
export interface ConnectionHost {
  readonly pool: PoolAccess;
  /** The thread that submitted it has taken it back, before it began. */
  leave(call: GuestCall, cancelled: boolean): void;
  /** A call ran in the thread that submitted it, so many milliseconds. */
  helped(waited: number, ran: number, threw: boolean): void;
  /** Replies to a question; without the event loop where that can be, since this thread may be blocked. */
  answer(what: wire.Question, replies: Replies): void;
  /** The thread is blocked for a call of this pool, or is not any more. */
  blocked(thread: ThreadSlot, blocked: boolean): void;
  /** Somebody waits: for ever? @param helpless whether for a call that the waiting thread cannot run itself */
  lookForDeadlock(from: Connection, helpless: boolean): void;
}

/** A submission, as it arrives. */
type Submission = Extract<ToPool<TaskIdentity>, readonly [kind: typeof wire.SUBMIT, ...rest: unknown[]]>;

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
  /** Node crashes if it is asked for a message of a port while that tells that it is closed. */
  #closed = false;
  /** Those of them that its thread waits for, as far as it has said so. */
  readonly #awaited = new Set<GuestCall>();
  /** For how many of them it is blocked. */
  #blockedFor = 0;
  /** Whether it has said so since the last look. */
  #news = false;
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
      this.#closed = true;
      this.#abandon();
      over();
    });
    // An idle connection keeps nobody alive.
    port.unref();
  }

  /** Takes in what has arrived, without the event loop, and says what must wait. */
  drain(): void {
    if (this.#closed) return;
    for (let next = receive(this.#port); next !== undefined; next = receive(this.#port)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only a PoolClient writes to this port
      this.#take(next.message as ToPool<TaskIdentity>);
    }
    this.#tellIfFull();
    this.#lookForDeadlock();
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

  /** Its thread is to say for what its tasks wait. */
  watch(): void {
    this.#post([wire.WATCH]);
  }

  /** The calls that its thread waits for, as far as it has said so; the latest last. */
  get awaited(): Iterable<GuestCall> {
    return this.#awaited;
  }

  /** Its thread would wait for this call for ever. */
  tellDeadlock(guest: GuestCall): void {
    guest.condemned = true;
    this.#post([wire.DEADLOCK, guest.home.place, guest.home.generation]);
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
        this.#setWait(guest, undefined);
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
      case wire.WAITING: {
        const [, place, generation, how, task, helpless] = message;
        const guest = this.#guestAt(place, generation);
        if (guest !== undefined) this.#waiting(guest, how, task, helpless);
        break;
      }
      case wire.HELPED:
        this.#host.helped(message[1], message[2], message[3]);
        break;
      case wire.ASK:
        this.#reply(message[1], message[2]);
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
      id: nextCallId(),
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
    this.#setWait(guest, undefined);
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

  #waiting(guest: GuestCall, how: wire.Wait, task: number, helpless: boolean): void {
    this.#setWait(guest, how);
    guest.waiter = task;
    guest.helpless ||= helpless;
    guest.condemned = false;
    // It could not be taken back from this very thread, since its arguments have been moved there.
    if (how === "blocked" && guest.worker?.ident === this.slot.ident && !guest.worker.running(guest))
      this.tellDeadlock(guest);
    this.#news ||= how !== undefined;
  }

  #setWait(guest: GuestCall, how: wire.Wait): void {
    const before = guest.wait;
    guest.wait = how;
    this.#awaited.delete(guest);
    if (how !== undefined) this.#awaited.add(guest);
    if ((before === "blocked") === (how === "blocked")) return;
    this.#blockedFor += how === "blocked" ? 1 : -1;
    this.#host.blocked(this.slot, this.#blockedFor > 0);
  }

  /** Once for all that has arrived, since it costs a look at all that wait. */
  #lookForDeadlock(): void {
    if (!this.#news) return;
    this.#news = false;
    this.#host.lookForDeadlock(
      this,
      [...this.#awaited].some((guest) => guest.helpless && guest.worker === undefined),
    );
  }

  #reply(question: number, what: wire.Question): void {
    this.#host.answer(what, {
      resolve: (reply) => {
        const { value, specials } = encode(reply, "the reply");
        this.#post([wire.REPLY, question, false, value, specials]);
      },
      reject: (error) => this.#post([wire.REPLY, question, true, ...payloadOfError(error)]),
    });
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
    this.#awaited.clear();
  }
}
