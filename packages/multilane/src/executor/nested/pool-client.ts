/**
 * What stands for a pool in a thread that has its executor from elsewhere: calls go to the pool and are run there as its
 * own are, and what comes of them settles the futures here. See transport/PROTOCOL.md, "Nested use".
 */
import { DeadlockError, ExecutorShutdownError } from "../../errors.js";
import { asSerializationError, messageMedium, processMedium } from "../../memory/codec/codec.js";
import type { Medium } from "../../memory/codec/codec.js";
import { blockUntil } from "../../memory/thread-slots.js";
import { now, remaining } from "../../platform/clock.js";
import type { Kill } from "../../process/relay-messages.js";
import type { TaskIdentity } from "../../task/identity.js";
import { requestConnection } from "../../thread/connections.js";
import { birth, ownSlot } from "../../thread/self.js";
import type { Payload } from "../../transport/messages.js";
import { payloadOfError, reviveError, reviveOutcome } from "../../transport/payload.js";
import * as wire from "../../transport/pool-messages.js";
import type { Question, ToClient, ToPool } from "../../transport/pool-messages.js";
import type { ExecutorStatistics } from "../call-statistics.js";
import type { Room } from "../map-feed.js";
import type { PoolAccess } from "../pool-access.js";
import type { PoolCall } from "../pool-call.js";
import type { PoolLimits } from "../pool-options.js";
import { refuseWhileExiting } from "../refuse-exiting.js";
import { Activity } from "./activity.js";
import { ClientPort } from "./client-port.js";
import { deadlock, Helper } from "./helper.js";
import type { HelperHost } from "./helper.js";
import type { LocalEnd } from "./local-call.js";
import { Questions } from "./questions.js";
import { SentCalls } from "./sent-calls.js";

/** What crosses in place of an executor. */
export interface PoolAddress {
  readonly id: string;
  readonly kind: "thread" | "process";
  readonly name: string;
  readonly limits: PoolLimits;
  /** The slot of the thread that has it. */
  readonly owner: number;
}

/** See the head of this file. */
export class PoolClient implements PoolAccess, HelperHost {
  readonly address: PoolAddress;
  readonly limits: PoolLimits;
  readonly medium: Medium;
  readonly #port: ClientPort;
  readonly #sent = new SentCalls();
  readonly #numbers = new Map<TaskIdentity, number>();
  readonly #questions: Questions;
  /** Only in a worker of the pool itself. */
  readonly #helper: Helper | undefined;
  /** The calls that this thread is blocked for, inner ones last; true: the pool has said that this is a deadlock. */
  readonly #blockedFor = new Map<PoolCall, boolean>();
  readonly #activity = new Activity(
    () => this.#port.drain(),
    () => this.#forgotten && this.#port.post([wire.BYE]),
  );
  /** What the pool itself has cancelled: its future does not know yet. */
  readonly #cancelled = new Set<PoolCall>();
  /** Up to this submission the pool may have calls that wait. */
  #fullAt = 0;
  /** How often it has said so. */
  #told = 0;
  /** How often {@link ready} was told of a place that has not been used. */
  #promised = 0;
  /** Whether the pool wants to know of each wait. */
  #watched = false;
  /** Why nothing can be submitted any more. */
  #over: unknown;
  #forgotten = false;

  constructor(address: PoolAddress) {
    this.address = address;
    this.limits = address.limits;
    this.medium = address.kind === "thread" ? messageMedium : processMedium;
    if (birth?.pool === address.id) this.#helper = new Helper(this);
    this.#port = new ClientPort(
      address.owner,
      (message) => this.#take(message),
      () => this.#endFor(undefined),
    );
    this.#questions = new Questions(this.#activity, (number, what) =>
      this.#port.post([wire.ASK, number, what]),
    );
    requestConnection({
      pool: address.id,
      port: this.#port.far,
      words: this.#sent.table.words,
      slot: ownSlot(),
    });
  }

  get statistics(): ExecutorStatistics {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Pool.answer() answers to this question
    return this.#questions.askSync("statistics") as ExecutorStatistics;
  }

  get room(): Room | undefined {
    if (this.limits.maxPending === Infinity) return undefined;
    return { has: () => this.#promised > 0, wait: () => this.ready() };
  }

  refuseIfOver(): void {
    this.#port.drain();
    if (this.#over !== undefined) throw this.#over;
    refuseWhileExiting();
  }

  /** The pool alone knows: a call too many is refused there, and its future fails. */
  refuseIfFull(): void {}

  async ready(): Promise<void> {
    this.refuseIfOver();
    if (this.limits.maxPending === Infinity) return;
    await this.#questions.ask("ready");
    this.#promised++;
  }

  submit(call: PoolCall): void {
    this.#activity.enter();
    this.#send(call);
    const helper = this.#helper;
    if (helper === undefined) return;
    helper.submitted(call);
    call.future.onDone(() => helper.over(call));
  }

  withdraw(call: PoolCall): boolean {
    if (!this.#cancelled.delete(call)) return this.#takeBack(call, true);
    this.#leavePlace(call);
    this.#end(call);
    return true;
  }

  takeOver(call: PoolCall): boolean {
    return this.#takeBack(call, false);
  }

  isRunning(call: PoolCall): boolean {
    if (this.#helper?.isRunning(call) === true) return true;
    return call.ticket !== undefined && this.#sent.table.begun(call.ticket);
  }

  isOffered(call: PoolCall): boolean {
    const { ticket } = call;
    // What waits for a place waits behind what the pool has.
    if (ticket === undefined) return this.#told > 0 && this.#sent.isUnsent(call);
    return !this.isAhead(call) && !this.#sent.table.begun(ticket);
  }

  isAhead(call: PoolCall): boolean {
    if (call.ticket === undefined) return this.#told === 0 && this.#sent.isUnsent(call);
    return this.#sent.submission(call) > this.#fullAt;
  }

  awaited(call: PoolCall): void {
    const task = this.#helper?.awaited(call);
    if (task !== undefined && this.#watched) this.tellWaiting(call, "awaiting", task, false);
  }

  abort(call: PoolCall, reason: unknown): void {
    if (call.future.done()) return;
    if (!this.withdraw(call)) this.#tellToStop(call, reason);
    call.reject(reason);
  }

  abortSignal({ ticket }: PoolCall, index: number, reason: Payload): void {
    if (ticket === undefined) return;
    this.#postReason(reason, (payload) => [wire.SIGNAL, ticket.place, ticket.generation, index, payload]);
  }

  blockFor(call: PoolCall, deadline: number): void {
    const outer = this.#blockedFor.get(call);
    this.#blockedFor.set(call, false);
    // Where several tasks run in this thread, the pool must not send it what it would not begin.
    if (this.#watched || (this.#helper !== undefined && this.limits.tasksPerWorker > 1))
      this.tellWaiting(call, "blocked", 0, false);
    try {
      this.#block(call, deadline);
    } finally {
      if (outer === undefined) this.#blockedFor.delete(call);
      if (this.#helper !== undefined && !call.future.done()) this.tellWaiting(call, undefined, 0, false);
    }
  }

  #block(call: PoolCall, deadline: number): void {
    const helper = this.#helper;
    let told = 0;
    const isOffered = (): boolean =>
      helper !== undefined && this.#told > told && remaining(deadline) > 0 && this.isOffered(call);
    const isOver = (): boolean => call.future.done() || this.#blockedFor.get(call) === true || isOffered();
    for (;;) {
      if (helper?.isRunning(call) === true)
        throw new DeadlockError(
          `${call.name} runs in this thread, since no thread of the pool was free, and this wait would block it: await the future`,
        );
      if (!blockUntil(ownSlot().index, isOver, deadline) || call.future.done()) return;
      if (this.#blockedFor.get(call) === true) throw deadlock(call);
      // Once for each time that the pool says it.
      told = this.#told;
      helper?.help(call, deadline === Infinity);
      if (call.future.done()) return;
    }
  }

  tellWaiting({ ticket }: PoolCall, how: wire.Wait, task: number, helpless: boolean): void {
    if (ticket === undefined) return;
    this.#port.post([wire.WAITING, ticket.place, ticket.generation, how, task, helpless]);
  }

  helped(call: PoolCall, { threw, value, ran }: LocalEnd): void {
    // One that was aborted has failed, whatever it came to.
    this.#port.post([wire.HELPED, now() - call.queued - ran, ran, threw || call.future.done()]);
    call.settle(threw, value);
    this.#end(call);
  }

  async close(cancelFutures: boolean, wait: boolean): Promise<void> {
    await this.#askForEnd(cancelFutures ? "shutdown and cancel" : "shutdown", wait);
  }

  async endWorkers(signal: Kill): Promise<void> {
    await this.#askForEnd(signal === "SIGKILL" ? "kill" : "terminate", true);
  }

  async #askForEnd(what: Question, wait: boolean): Promise<void> {
    if (wait && this.#helper === undefined) {
      await this.#questions.ask(what);
      return;
    }
    // The reply must not keep this thread from ending: the pool waits for that.
    this.#questions.tell(what);
    if (wait)
      throw new DeadlockError(
        `a task would wait for ever for the end of ${this.address.name}, in which it runs: call shutdown({ wait: false })`,
      );
  }

  /** Nobody has the executor in this thread any more. */
  forget(): void {
    this.#forgotten = true;
    if (this.#activity.idle) this.#port.post([wire.BYE]);
  }

  #send(call: PoolCall): void {
    const submission = this.#sent.enter(call);
    const { ticket } = call;
    if (ticket === undefined) return;
    const { place, generation } = ticket;
    const number = this.#define(call.identity, call.name);
    const { priority, timeout, cancelGrace } = call.terms;
    const promised = this.#promised > 0;
    if (promised) this.#promised--;
    const terms = { flags: call.flags, priority, timeout, cancelGrace, promised };
    const aborted = call.signals === undefined ? undefined : [...call.signals.aborted];
    const { args, moved } = call;
    try {
      this.#port.post(
        [wire.SUBMIT, place, generation, number, submission, ...args, terms, moved, aborted],
        moved,
      );
    } catch (error) {
      this.#settled(call, true, asSerializationError(error, "args"));
    }
  }

  #define(identity: TaskIdentity, name: string): number {
    let number = this.#numbers.get(identity);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(identity, number);
      this.#port.post([wire.DEFINE, number, identity, name]);
    }
    return number;
  }

  #takeBack(call: PoolCall, cancelled: boolean): boolean {
    const { ticket } = call;
    if (!this.#sent.takeUnsent(call)) {
      if (ticket === undefined || !this.#sent.table.revoke(ticket)) return false;
      this.#port.post([wire.DROP, ticket.place, ticket.generation, cancelled]);
      this.#leavePlace(call);
    }
    if (cancelled) this.#end(call);
    return true;
  }

  #tellToStop(call: PoolCall, reason: unknown): void {
    this.#helper?.abort(call, reason);
    const { ticket } = call;
    if (ticket !== undefined)
      this.#postReason(payloadOfError(reason), (payload) => [
        wire.ABORT,
        ticket.place,
        ticket.generation,
        payload,
      ]);
  }

  #postReason(reason: Payload, message: (reason: Payload) => ToPool<TaskIdentity>): void {
    try {
      this.#port.post(message(reason));
    } catch (error) {
      this.#port.post(message(payloadOfError(asSerializationError(error, "the reason of the abort"))));
    }
  }

  #take(message: ToClient): void {
    switch (message[0]) {
      case wire.ANSWER: {
        const [, place, generation, threw, ...payload] = message;
        const call = this.#sent.at(place, generation);
        if (call === undefined) break;
        const outcome = reviveOutcome(threw, payload);
        this.#settled(call, outcome.threw, outcome.value);
        break;
      }
      case wire.CANCELLED: {
        const call = this.#sent.at(message[1], message[2]);
        if (call === undefined) break;
        this.#cancelled.add(call);
        call.future.cancel();
        // Its future was done already, by an abort.
        if (this.#cancelled.has(call)) this.withdraw(call);
        break;
      }
      case wire.FULL:
        this.#fullAt = message[1];
        this.#told++;
        this.#helper?.full();
        break;
      case wire.DEADLOCK: {
        const call = this.#sent.at(message[1], message[2]);
        if (call !== undefined) this.#deadlock(call);
        break;
      }
      case wire.REPLY: {
        const [, question, threw, ...payload] = message;
        this.#questions.answered(question, reviveOutcome(threw, payload));
        break;
      }
      case wire.WATCH:
        this.#watch();
        break;
      case wire.OVER:
        this.#endFor(message[1] === undefined ? undefined : reviveError(message[1]));
        break;
    }
  }

  #watch(): void {
    if (this.#helper === undefined) return;
    this.#watched = true;
    for (const [call, task] of this.#helper.awaitedCalls()) this.tellWaiting(call, "awaiting", task, false);
    for (const call of this.#blockedFor.keys()) this.tellWaiting(call, "blocked", 0, false);
  }

  #deadlock(call: PoolCall): void {
    if (this.#blockedFor.has(call)) this.#blockedFor.set(call, true);
    else this.#helper?.runOrFail(call, (error) => this.withdraw(call) && call.fail(error));
  }

  #settled(call: PoolCall, threw: boolean, value: unknown): void {
    this.#leavePlace(call);
    this.#end(call);
    call.settle(threw, value);
  }

  #leavePlace(call: PoolCall): void {
    this.#sent.leave(call);
    const next = this.#sent.next();
    if (next !== undefined) this.#send(next);
  }

  /** The call is nobody's business any more. */
  #end(call: PoolCall): void {
    call.signals?.stop();
    this.#activity.leave();
  }

  /** The pool takes no more calls; without a reason it is not there, and nothing that was sent is answered. */
  #endFor(reason: unknown): void {
    this.#over ??= reason ?? gone(this.address);
    if (reason !== undefined) return;
    this.#questions.fail(gone(this.address));
    for (const call of this.#sent.takeAll()) {
      this.#end(call);
      call.fail(gone(this.address));
    }
  }
}

function gone({ name }: PoolAddress): ExecutorShutdownError {
  return new ExecutorShutdownError(
    `${name} cannot be reached from this thread any more: an executor serves the threads that its own thread has started, and theirs, until it is shut down`,
  );
}
