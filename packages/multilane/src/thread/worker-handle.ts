/**
 * The owner's side of one worker thread: sends it calls, takes in the answers, and answers for it when it dies.
 * A `Thread` is one with a single call; a pool has several.
 */
import { InvalidStateError } from "../errors.js";
import { asSerializationError } from "../memory/codec/codec.js";
import { introduce } from "../memory/thread-names.js";
import { ownToken } from "../memory/own-slot.js";
import { reapThread } from "../sync/reap-thread.js";
import { advance, DEAD, freeSlot, ring, stateOf, takeSlot } from "../memory/thread-slots.js";
import type { ThreadSlot } from "../memory/thread-slots.js";
import { now, soon } from "../platform/clock.js";
import { isExiting } from "../platform/process.js";
import { MessageChannel, startWorker } from "../platform/workers.js";
import type { ResourceLimits, Transferable, Worker } from "../platform/workers.js";
import type { CallLink } from "../transport/call-link.js";
import { Places } from "../transport/call-table.js";
import type { Ticket } from "../transport/call-table.js";
import * as wire from "../transport/messages.js";
import type { Payload, ToOwner } from "../transport/messages.js";
import { payloadOfError, reviveError, reviveOutcome } from "../transport/payload.js";
import type { TaskIdentity } from "../task/identity.js";
import { learnName } from "../task/resolve.js";
import type { Birth, Initializer } from "./birth.js";
import { requestConnection } from "./connections.js";
import { classifyDeath } from "./death.js";
import type { Death } from "./death.js";
import { hold, release } from "./lifetime.js";
import { PortLink } from "./port-link.js";
import { ownDepth, ownSlot } from "./self.js";
import { ensureWatcher, lifelineFor } from "./watcher.js";

/** What an executor or a `Thread` wants run. */
export interface Call {
  readonly id: number;
  readonly attempt: number;
  readonly identity: TaskIdentity;
  /** What people call the task. */
  readonly name: string;
  readonly args: Payload;
  /** Whether it is known to take well under a millisecond, so that others may wait behind it. */
  readonly short: boolean;
  /** When it may begin, in milliseconds on `sharedNow()`. Default: at once. */
  readonly due?: number;
  /** See `transport/messages.ts`. Default: 0. */
  readonly flags?: number;
  /** What among the arguments is moved with them. */
  readonly moved?: readonly Transferable[] | undefined;
  /** The signals among the arguments: the reasons of those that have aborted. */
  readonly signals?: { readonly aborted: ReadonlyMap<number, Payload> } | undefined;
  /** Whether its result is passed on as it came (a {@link Payload}) to the thread that wants it. */
  readonly raw?: boolean;
  /** Its place in the worker that has it; the worker's handle keeps it. */
  ticket: Ticket | undefined;
}

/** What an owner wants to hear of. All are called in the owner's thread, from its event loop or while it is blocked. */
export interface WorkerEvents<C extends Call> {
  /** A call that wants it told (`TIMED`) has begun, at that time on `sharedNow()`. */
  started?(call: C, began: number): void;
  /** A call is over: its value, or what it threw; `ran` is in milliseconds, `heap` in bytes (0: it did not say). */
  settled(call: C, threw: boolean, value: unknown, ran: number, heap: number): void;
  /** The worker is up, its initializer over. */
  ready(): void;
  /** Its initializer threw: it takes no calls. */
  broken(error: unknown): void;
  /** All that had arrived has been taken in. */
  drained(): void;
  /** The end: the calls that it had begun, and those that it had not. */
  died(death: Death, begun: readonly C[], unbegun: readonly C[]): void;
}

/** How a worker is started. */
export interface WorkerSettings {
  readonly name: string;
  readonly daemon: boolean;
  readonly once: boolean;
  /** Calls that run at once. */
  readonly concurrency: number;
  /** Calls that may be under way in all: running, or waiting in the worker. */
  readonly capacity: number;
  /** Run before any call; none is taken until it has returned. */
  readonly initializer?: Initializer | undefined;
  readonly resourceLimits?: ResourceLimits | undefined;
  /** Whether it says with each answer how many bytes its heap has. */
  readonly reportHeap?: boolean;
  /** The pool whose worker it is. */
  readonly pool?: string;
}

/** One worker thread, from the side of the thread that started it. */
export class WorkerHandle<C extends Call> {
  readonly name: string;
  readonly slot: ThreadSlot;
  /** Its owner took its waiting calls away, since a task seems to block it. Its next word ends that: it answers, or
   * says that it has found them gone. */
  suspect = false;
  readonly #events: WorkerEvents<C>;
  readonly #places: Places;
  readonly #worker: Worker;
  readonly #link: CallLink<TaskIdentity>;
  /** The calls that it has, by their places. */
  readonly #calls: (C | undefined)[] = [];
  readonly #numbers = new Map<TaskIdentity, number>();
  readonly #gone: Promise<void>;
  /** What was taken from the link and is still to be taken in: it comes before what is in the link. */
  readonly #left: ToOwner[] = [];
  #load = 0;
  #long = 0;
  #lastNews = now();
  #ready = false;
  #terminated = false;
  #dead = false;
  #uncaught: { readonly error: unknown } | undefined;
  #thrown: { readonly error: unknown } | undefined;

  constructor(settings: WorkerSettings, events: WorkerEvents<C>) {
    if (isExiting())
      throw new InvalidStateError(
        `${settings.name} cannot be started any more: this thread is ending, and its exit listeners run`,
      );
    this.name = settings.name;
    this.#events = events;
    this.#places = new Places(settings.capacity);
    const parent = ownSlot().index;
    this.slot = takeSlot(ownToken());
    introduce(this.slot, settings.name, settings.daemon);
    const { port1, port2 } = new MessageChannel();
    const lifeline = lifelineFor(this.slot);
    const birth: Birth = {
      name: settings.name,
      ident: this.slot.ident,
      daemon: settings.daemon,
      slot: this.slot.index,
      parent,
      port: port2,
      lifeline,
      calls: this.#places.table.words,
      concurrency: settings.concurrency,
      depth: ownDepth + 1,
      once: settings.once,
      reportHeap: settings.reportHeap === true,
      pool: settings.pool,
      initializer: settings.initializer,
    };
    this.#link = new PortLink(port1, {
      arrived: () => this.drain(),
      refused: (place, error) => this.#refused(place, error),
    });
    try {
      this.#worker = startWorker(new URL("./thread-entry.js", import.meta.url), {
        name: settings.name,
        birth,
        transfer: [port2, lifeline],
        resourceLimits: settings.resourceLimits,
      });
    } catch (error) {
      for (const port of [port1, port2, lifeline]) port.close();
      freeSlot(this.slot);
      throw error;
    }
    this.#worker.on("error", (error: unknown) => (this.#uncaught ??= { error }));
    this.#gone = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        this.#die(code);
        // The watcher does it, too, if there is one; and if it saw the thread at all.
        reapThread(this.slot);
        freeSlot(this.slot);
        this.#link.close();
        resolve();
      });
    });
  }

  get ident(): number {
    return this.slot.ident;
  }

  /** Whether it takes calls at once; before that they wait in its port. */
  get ready(): boolean {
    return this.#ready;
  }

  /** How many calls it has: running, or waiting. */
  get load(): number {
    return this.#load;
  }

  /** Whether all of its calls are short ones. */
  get onlyShort(): boolean {
    return this.#long === 0;
  }

  /** When it last answered, or got something to do; milliseconds on `now()`. */
  get lastNews(): number {
    return this.#lastNews;
  }

  /** Whether it may be sent one more. */
  get hasRoom(): boolean {
    return !this.#dead && !this.#terminated && this.#places.available > 0;
  }

  /** Sends a call, with the next {@link flush}; there must be room. */
  send(call: C): void {
    const ticket = this.#places.take();
    if (ticket === undefined) throw new RangeError(`${this.name} has no room for another call`);
    this.#calls[ticket.place] = call;
    if (this.#load++ === 0) this.#lastNews = now();
    if (!call.short) this.#long++;
    call.ticket = ticket;
    const { place, generation } = ticket;
    if (call.signals !== undefined)
      for (const [index, reason] of call.signals.aborted) this.abortSignal(call, index, reason);
    const number = this.#define(call.identity, call.name);
    const { id, attempt, args, due, flags = 0, moved } = call;
    this.#link.send(
      due === undefined && flags === 0
        ? [place, generation, number, id, attempt, ...args]
        : [place, generation, number, id, attempt, ...args, due, flags],
      moved,
    );
  }

  /** Hands over what was sent. */
  flush(): void {
    this.#link.flush();
  }

  /** Takes a call back, if the worker has not begun it: true means that it will never run here. */
  revoke(call: C): boolean {
    if (call.ticket === undefined || !this.#places.table.revoke(call.ticket)) return false;
    const { place, generation } = call.ticket;
    this.#forget(call, call.ticket);
    // It may lie there for long, until it is due.
    if (call.due !== undefined) this.#link.post([wire.DROP, place, generation]);
    return true;
  }

  /** Whether the worker runs this call now. */
  running(call: C): boolean {
    return call.ticket !== undefined && this.#places.table.begun(call.ticket);
  }

  /** The calls that it has and has not begun, in the order of their submission. */
  unbegun(): C[] {
    return this.#all().filter((call) => !this.running(call));
  }

  /** Asks a running call to stop; its `currentTask().signal` aborts with this reason. */
  abort(call: C, reason: Payload): void {
    const { ticket } = call;
    if (ticket === undefined || !this.#places.table.requestAbort(ticket)) return;
    const { place, generation } = ticket;
    try {
      this.#link.post([wire.ABORT, place, generation, reason]);
    } catch (error) {
      const refusal = payloadOfError(asSerializationError(error, "the reason of the abort"));
      this.#link.post([wire.ABORT, place, generation, refusal]);
    }
    // It may be blocked in a wait with that signal. After the message, which has the reason.
    ring(this.slot.index);
  }

  /** One of the signals among the arguments of a call that it has has aborted. */
  abortSignal(call: C, index: number, reason: Payload): void {
    if (call.ticket === undefined) return;
    const { place, generation } = call.ticket;
    try {
      this.#link.post([wire.SIGNAL, place, generation, index, reason]);
    } catch (error) {
      const refusal = payloadOfError(asSerializationError(error, "the reason of the abort"));
      this.#link.post([wire.SIGNAL, place, generation, index, refusal]);
    }
    // As for abort().
    ring(this.slot.index);
  }

  /** Takes in requests for connections, and leaves the rest for when the event loop turns or somebody waits for it. */
  takeConnections(): void {
    for (let message = this.#link.receive(); message !== undefined; message = this.#link.receive())
      if (message[0] === wire.CONNECT) this.#take(message);
      else if (this.#left.push(message) === 1) soon(() => this.takeArrived());
  }

  /** Takes in what has arrived, without the event loop. */
  takeArrived(): void {
    try {
      this.#receiveAll();
    } finally {
      this.#events.drained();
    }
  }

  /** As {@link takeArrived}; finds out, too, if the worker has died. */
  drain(): void {
    try {
      this.#receiveAll();
      if (!this.#dead && stateOf(this.slot) === DEAD) this.#die(undefined);
    } finally {
      this.#events.drained();
    }
  }

  /** Lets the worker end when it has nothing to do, its `exit` listeners run. Resolves when it is gone. */
  async stop(): Promise<void> {
    // One that is not up has nothing to finish, and its initializer may never end.
    if (this.#ready) {
      if (!this.#dead) this.#link.post([wire.STOP]);
      await this.gone();
    } else await this.terminate();
  }

  /** Ends the worker wherever it stands. Resolves when it is gone. */
  async terminate(): Promise<void> {
    this.#terminated = true;
    advance(this.slot, DEAD);
    void this.#worker.terminate();
    await this.gone();
  }

  /** Resolves when the worker is gone. */
  get over(): Promise<void> {
    return this.#gone;
  }

  /** Resolves when the worker is gone; keeps this thread alive until then. */
  async gone(): Promise<void> {
    hold();
    await this.#gone;
    release();
  }

  #define(identity: TaskIdentity, name: string): number {
    let number = this.#numbers.get(identity);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(identity, number);
      this.#link.post([wire.DEFINE, number, identity, name]);
    }
    return number;
  }

  /** It cannot be cloned: it was not sent. */
  #refused(place: number, error: unknown): void {
    const call = this.#calls[place];
    if (call?.ticket === undefined) return;
    this.#forget(call, call.ticket);
    this.#events.settled(call, true, asSerializationError(error, "args"), 0, 0);
  }

  #forget(call: C, ticket: Ticket): void {
    call.ticket = undefined;
    this.#calls[ticket.place] = undefined;
    this.#load--;
    if (!call.short) this.#long--;
    this.#places.giveBack(ticket);
  }

  #all(): C[] {
    return this.#calls.filter((call) => call !== undefined).toSorted((one, other) => one.id - other.id);
  }

  #take(message: ToOwner): void {
    this.#lastNews = now();
    this.suspect = false;
    switch (message[0]) {
      case wire.RETURNED:
      case wire.THREW: {
        const [kind, place, generation, ran, value, specials, heap = 0] = message;
        const call = this.#calls[place];
        if (call?.ticket?.generation !== generation) return;
        this.#forget(call, call.ticket);
        this.#settle(call, kind === wire.THREW, [value, specials], ran, heap);
        break;
      }
      case wire.STARTED: {
        const call = this.#calls[message[1]];
        if (call?.ticket?.generation === message[2]) this.#events.started?.(call, message[3]);
        break;
      }
      case wire.READY:
        this.#ready = true;
        ensureWatcher();
        this.#events.ready();
        break;
      case wire.CONNECT:
        requestConnection({ pool: message[1], port: message[2], words: message[3], slot: message[4] });
        break;
      case wire.NAMED:
        for (const [identity, number] of this.#numbers)
          if (number === message[1]) learnName(identity, message[2]);
        break;
      case wire.BROKEN:
        this.#events.broken(reviveError([message[1], message[2]]));
        break;
      case wire.CRASHED:
        this.#thrown = { error: reviveError([message[1], message[2]]) };
        break;
    }
  }

  #settle(call: C, threw: boolean, payload: Payload, ran: number, heap: number): void {
    const outcome = call.raw === true ? { threw, value: payload } : reviveOutcome(threw, payload);
    this.#events.settled(call, outcome.threw, outcome.value, ran, heap);
  }

  #die(exitCode: number | undefined): void {
    if (this.#dead) return;
    this.#receiveAll();
    this.#dead = true;
    advance(this.slot, DEAD);
    const [terminated, uncaught, thrown] = [this.#terminated, this.#uncaught, this.#thrown];
    const death = classifyDeath(this.slot, { terminated, exitCode, uncaught, thrown });
    // A terminated thread may still run: its `exit` event frees the slot.
    if (!this.#terminated) freeSlot(this.slot);
    // A terminated thread may still run: what counts as not begun must be revoked, or it could begin it yet.
    const all = this.#all();
    const unbegun = all.filter(({ ticket }) => ticket !== undefined && this.#places.table.revoke(ticket));
    const begun = all.filter((call) => !unbegun.includes(call));
    for (const call of all) call.ticket = undefined;
    this.#calls.length = 0;
    this.#load = 0;
    this.#events.died(death, begun, unbegun);
  }

  #takeLeft(): void {
    for (let next = this.#left.shift(); next !== undefined; next = this.#left.shift()) this.#take(next);
  }

  #receiveAll(): void {
    this.#takeLeft();
    for (let next = this.#link.receive(); next !== undefined; next = this.#link.receive()) this.#take(next);
  }
}
