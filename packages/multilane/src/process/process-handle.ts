/**
 * The owner's side of one child process: sends it calls, takes in the answers, and answers for it when it dies. What a
 * `WorkerHandle` is for a thread.
 *
 * No shared word says which of its calls a process has begun. So it is sent only what it begins at once: a call waits
 * here until the process is up, and counts as begun from the moment in which it is sent.
 */
import { InvalidStateError } from "../errors.js";
import { asSerializationError } from "../memory/codec/codec.js";
import { now } from "../platform/clock.js";
import { isExiting } from "../platform/process.js";
import { serialize } from "../platform/serialize.js";
import { receive } from "../platform/workers.js";
import type { MessagePort } from "../platform/workers.js";
import type { TaskIdentity } from "../task/identity.js";
import { learnName } from "../task/resolve.js";
import type { Initializer } from "../thread/birth.js";
import { hold, release } from "../thread/lifetime.js";
import { ownDepth, ownSlot } from "../thread/self.js";
import type { Call, WorkerEvents } from "../thread/worker-handle.js";
import { Places } from "../transport/call-table.js";
import type { Ticket } from "../transport/call-table.js";
import * as wire from "../transport/messages.js";
import type { Payload, ToWorker } from "../transport/messages.js";
import { payloadOfError, reviveError, reviveOutcome } from "../transport/payload.js";
import { readAnswer } from "./answers.js";
import type { Answer } from "./answers.js";
import type { ProcessBirth } from "./process-birth.js";
import { classifyProcessDeath } from "./process-death.js";
import type { ProcessEvidence } from "./process-death.js";
import { checkLength, frameOf } from "./frames.js";
import type { Urgent } from "./guard-messages.js";
import { ABORTING } from "./process-messages.js";
import { orderProcess } from "./relay.js";
import type { RelayLink } from "./relay.js";
import type { FromRelay, Gone, Kill, ToRelay } from "./relay-messages.js";

/** How a process is started. */
export interface ProcessSettings {
  readonly name: string;
  /** Calls that run at once; no more are sent to it. */
  readonly concurrency: number;
  /** Run before any call; none is sent until it has returned. */
  readonly initializer: Initializer | undefined;
  /** Whether it says with each answer how many bytes its heap has. */
  readonly reportHeap: boolean;
  /** Options of Node. */
  readonly execArgv: readonly string[];
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const nothing = (): void => undefined;

/** One child process, from the side of the thread that started it. */
export class ProcessHandle<C extends Call> {
  readonly name: string;
  /** Nothing waits in a process, so nothing is ever taken away from it. */
  suspect = false;
  readonly #events: WorkerEvents<C>;
  readonly #concurrency: number;
  readonly #places: Places;
  readonly #port: MessagePort;
  readonly #link: RelayLink;
  /** Calls that were not sent yet. */
  #waiting: C[] = [];
  /** The calls that it runs, by their places. */
  readonly #calls: (C | undefined)[] = [];
  readonly #numbers = new Map<TaskIdentity, number>();
  readonly #gone: Promise<void>;
  #whenGone: () => void = nothing;
  #pid = 0;
  #running = 0;
  #lastNews = now();
  #ready = false;
  /** Whether any code of the program's may have run in it. */
  #began = false;
  #ordered = false;
  #dead = false;
  #fault: ProcessEvidence["fault"];
  #lastWords: ProcessEvidence["lastWords"];

  /** @throws what keeps any process from being started; what is wrong with this one is told by its death */
  constructor(settings: ProcessSettings, events: WorkerEvents<C>) {
    const { name, concurrency, initializer, reportHeap, execArgv, env } = settings;
    if (isExiting())
      throw new InvalidStateError(
        `${name} cannot be started any more: this thread is ending, and its exit listeners run`,
      );
    this.name = name;
    this.#events = events;
    this.#concurrency = concurrency;
    this.#began = initializer !== undefined;
    this.#places = new Places(concurrency);
    const self = { name, depth: ownDepth + 1 };
    const order = { owner: ownSlot().index, self, execArgv, env };
    const link = orderProcess(order, (gone) => this.#die(gone));
    const { port } = link;
    this.#port = port;
    this.#link = link;
    this.#gone = new Promise((resolve) => {
      this.#whenGone = () => {
        link.forget();
        port.close();
        resolve();
      };
    });
    const birth: ProcessBirth = { concurrency, initializer, reportHeap };
    this.#post(birth);
    port.on("message", (message: FromRelay) => {
      try {
        this.#take(message);
      } finally {
        this.drain();
      }
    });
    // Whoever waits for an answer holds the thread; an idle process must not.
    port.unref();
  }

  /** Its process id; 0 while it has none. */
  get ident(): number {
    return this.#pid;
  }

  /** Whether it is up, its initializer over. */
  get ready(): boolean {
    return this.#ready;
  }

  /** How many calls it has: running, or waiting for it to be up. */
  get load(): number {
    return this.#running + this.#waiting.length;
  }

  /** Whether others could wait behind its calls: never, since nothing waits in a process. */
  get onlyShort(): boolean {
    return false;
  }

  /** When it last answered, or got something to do; milliseconds on `now()`. */
  get lastNews(): number {
    return this.#lastNews;
  }

  /** Whether it may be sent one more. */
  get hasRoom(): boolean {
    return !this.#dead && !this.#ordered && this.load < this.#concurrency;
  }

  /** Takes a call, to send it with the next {@link flush}, or when the process is up; there must be room. */
  send(call: C): void {
    if (!this.hasRoom) throw new RangeError(`${this.name} has no room for another call`);
    if (this.load === 0) this.#lastNews = now();
    this.#waiting.push(call);
  }

  /** Sends what waits, if the process is up. */
  flush(): void {
    if (!this.#ready || this.#waiting.length === 0) return;
    const calls = this.#waiting;
    this.#waiting = [];
    for (const call of calls) this.#begin(call);
  }

  /** Takes a call back, if it was not sent: true means that it will never run here. */
  revoke(call: C): boolean {
    const index = this.#waiting.indexOf(call);
    if (index >= 0) this.#waiting.splice(index, 1);
    return index >= 0;
  }

  /** Whether the process runs this call now. */
  running(call: C): boolean {
    return call.ticket !== undefined;
  }

  /** The calls that it has and has not begun, in the order of their submission. */
  unbegun(): C[] {
    return this.#waiting.toSorted((one, other) => one.id - other.id);
  }

  /** Asks a running call to stop; its `currentTask().signal` aborts with this reason. */
  abort(call: C, reason: Payload): void {
    const { ticket } = call;
    if (ticket === undefined) return;
    try {
      this.#abort(ticket, reason);
    } catch (error) {
      this.#abort(ticket, payloadOfError(asSerializationError(error, "the reason of the abort")));
    }
  }

  /** One of the signals among the arguments of a call that it has has aborted: seen when its event loop turns. */
  abortSignal(call: C, index: number, reason: Payload): void {
    if (call.ticket === undefined) return;
    const { place, generation } = call.ticket;
    try {
      this.#say([wire.SIGNAL, place, generation, index, reason]);
    } catch (error) {
      const refusal = payloadOfError(asSerializationError(error, "the reason of the abort"));
      this.#say([wire.SIGNAL, place, generation, index, refusal]);
    }
  }

  /** Twice: for its event loop, and for its guard, in case a task blocks that. */
  #abort(ticket: Ticket, reason: Payload): void {
    const message = serialize([wire.ABORT, ticket.place, ticket.generation, reason]);
    const urgent: Urgent = { ticket, message };
    this.#tellRelay({ frame: frameOf(serialize(urgent)) });
    this.#tellRelay(message);
  }

  /** Takes in what has arrived, without the event loop: the process's end, too. */
  drain(): void {
    try {
      this.#receiveAll();
    } finally {
      this.#events.drained();
    }
  }

  /** Lets the process end when it has nothing to do, its `exit` listeners run. Resolves when it is gone. */
  async stop(): Promise<void> {
    // One that is not up has nothing to finish, and its initializer may never end.
    if (!this.#ready) return await this.terminate();
    if (!this.#dead) this.#say([wire.STOP]);
    await this.gone();
  }

  /** Ends the process wherever it stands. Resolves when it is gone: after SIGTERM that is up to the process. */
  async terminate(signal: Kill = "SIGKILL"): Promise<void> {
    this.#ordered = true;
    if (!this.#dead) this.#tellRelay(signal);
    await this.gone();
  }

  /** Resolves when the process is gone; keeps this thread alive until then. */
  async gone(): Promise<void> {
    hold();
    await this.#gone;
    release();
  }

  #begin(call: C): void {
    const ticket = this.#places.take();
    // There is one for each: see hasRoom.
    if (ticket === undefined) throw new RangeError(`${this.name} has no place for another call`);
    const { place, generation } = ticket;
    call.ticket = ticket;
    this.#calls[place] = call;
    this.#running++;
    if (call.signals !== undefined)
      for (const [index, reason] of call.signals.aborted) this.abortSignal(call, index, reason);
    const { id, attempt, args, due, flags = 0 } = call;
    try {
      const number = this.#define(call.identity, call.name);
      const message = [place, generation, number, id, attempt, ...args] as const;
      this.#say([wire.CALLS, [due === undefined && flags === 0 ? message : [...message, due, flags]]]);
    } catch (error) {
      this.#forget(call, ticket);
      this.#events.settled(call, true, asSerializationError(error, "args"), 0, 0);
    }
  }

  #define(identity: TaskIdentity, name: string): number {
    let number = this.#numbers.get(identity);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(identity, number);
      this.#say([wire.DEFINE, number, identity, name]);
    }
    return number;
  }

  #say(message: ToWorker<TaskIdentity>): void {
    this.#post(message);
  }

  #post(message: unknown): void {
    const bytes = serialize(message);
    checkLength(bytes.length);
    this.#tellRelay(bytes);
  }

  #tellRelay(message: ToRelay): void {
    this.#port.postMessage(message);
  }

  #forget(call: C, ticket: Ticket): void {
    call.ticket = undefined;
    this.#calls[ticket.place] = undefined;
    this.#running--;
    this.#places.giveBack(ticket);
  }

  #take(message: FromRelay): void {
    if (message instanceof Uint8Array) this.#hear(message);
    else if (message.kind === "started") this.#pid = message.pid;
    else if (message.kind === "fault") this.#fault ??= message;
    else this.#die(message);
  }

  #hear(bytes: Uint8Array): void {
    if (this.#fault !== undefined) return;
    this.#lastNews = now();
    let message: Answer | typeof ABORTING;
    try {
      message = readAnswer(bytes);
    } catch (error) {
      // Whose answer it was cannot be known: without this process each of its calls gets one.
      this.#fault = { what: "sent what cannot be read", error };
      this.#tellRelay("SIGKILL");
      return;
    }
    if (message === ABORTING) this.#lastWords = "abort";
    else this.#answer(message);
  }

  #answer(message: Answer): void {
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
        this.#began = true;
        this.#events.ready();
        this.flush();
        break;
      case wire.NAMED:
        for (const [identity, number] of this.#numbers)
          if (number === message[1]) learnName(identity, message[2]);
        break;
      case wire.BROKEN:
        this.#events.broken(reviveError([message[1], message[2]]));
        break;
      case wire.CRASHED:
        this.#lastWords ??= { error: reviveError([message[1], message[2]]) };
        break;
    }
  }

  #settle(call: C, threw: boolean, payload: Payload, ran: number, heap: number): void {
    const outcome = call.raw === true ? { threw, value: payload } : reviveOutcome(threw, payload);
    this.#events.settled(call, outcome.threw, outcome.value, ran, heap);
  }

  #die(gone: Gone): void {
    if (this.#dead) return;
    this.#dead = true;
    const death = classifyProcessDeath({
      ...gone,
      pid: this.#pid,
      began: this.#began,
      ordered: this.#ordered,
      fault: this.#fault,
      lastWords: this.#lastWords,
    });
    const begun = this.#calls.filter((call) => call !== undefined);
    const unbegun = this.unbegun();
    for (const call of begun) call.ticket = undefined;
    this.#calls.length = 0;
    this.#waiting = [];
    this.#running = 0;
    this.#whenGone();
    this.#events.died(
      death,
      begun.toSorted((one, other) => one.id - other.id),
      unbegun,
    );
  }

  #receiveAll(): void {
    for (
      let next = this.#dead ? undefined : receive(this.#port);
      next !== undefined;
      next = this.#dead ? undefined : receive(this.#port)
    ) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the relay writes to this port
      this.#take(next.message as FromRelay);
    }
    if (!this.#dead) this.#link.check();
  }
}
