/**
 * Keeps tasks that wait for calls of their own full pool from waiting for ever: their thread runs such a call itself.
 *
 * Only what the thread itself has submitted is run, and only after the pool has said that no worker was free: beside the
 * task that has submitted it, while that awaits something, or within its blocking wait. Never more is run at once than
 * there are tasks that wait; for the order see `offers.ts`. A thread that holds a lock that nobody else can release runs
 * nothing: it might meet that lock.
 */
import { DeadlockError } from "../../errors.js";
import { now } from "../../platform/clock.js";
import { currentScope, isScopeOver } from "../../platform/scope.js";
import { holdsOwnedLock } from "../../sync/held-locks.js";
import { resolveLoadedTask, resolveTask } from "../../task/resolve.js";
import type { ResolvedTask } from "../../task/resolve.js";
import type { Wait } from "../../transport/pool-messages.js";
import type { PoolCall } from "../pool-call.js";
import { LocalCall } from "./local-call.js";
import type { LocalEnd } from "./local-call.js";
import { Offers } from "./offers.js";
import { Waits } from "./waits.js";

/** What a helper asks of the client of the pool. */
export interface HelperHost {
  /** Whether the pool has said that it may have to wait. */
  isOffered(call: PoolCall): boolean;
  /** Whether the pool may say so yet. */
  isAhead(call: PoolCall): boolean;
  /** Takes it back in order to run it here; false if it has begun elsewhere. */
  takeOver(call: PoolCall): boolean;
  /** Says how a task (a number) waits for the call, and whether this thread cannot run it itself. */
  tellWaiting(call: PoolCall, how: Wait, task: number, helpless: boolean): void;
  /** It has run here. */
  helped(call: PoolCall, end: LocalEnd): void;
}

/** What became of an attempt to run a call in a blocking wait. */
type Attempt = "over" | "not here" | "elsewhere" | "pending";

const AsyncFunction: unknown = (async () => {}).constructor;

/** See the head of this file. */
export class Helper {
  readonly #host: HelperHost;
  readonly #waits = new Waits<PoolCall>();
  /** The calls for which somebody waits, and which were not merely submitted. */
  readonly #awaited = new WeakSet<PoolCall>();
  /** Numbers of the tasks that wait. */
  readonly #numbers = new WeakMap<object, number>();
  #numbered = 0;
  readonly #offers = new Offers<PoolCall>();
  /** What may be run here as soon as the pool has said so: the earliest first. */
  readonly #ahead = new Set<PoolCall>();
  /** Whether the pool may have said so of what is in neither list. */
  #stale = false;
  /** What runs here, or is about to, once its module is loaded. */
  readonly #running = new Map<PoolCall, LocalCall | undefined>();
  #looking = false;

  constructor(host: HelperHost) {
    this.#host = host;
  }

  /** Whether it runs here. */
  isRunning(call: PoolCall): boolean {
    return this.#running.has(call);
  }

  /** Tells one that runs here to stop. */
  abort(call: PoolCall, reason: unknown): void {
    this.#running.get(call)?.abort(reason);
  }

  /** The task that runs here has submitted it. */
  submitted(call: PoolCall): void {
    const task = currentScope();
    if (task !== undefined) this.#enter(call, task);
  }

  /** The task that runs here waits for it: its number. */
  awaited(call: PoolCall): number | undefined {
    const task = currentScope();
    if (task === undefined) return undefined;
    this.#awaited.add(call);
    this.#enter(call, task);
    return this.#numberOf(task);
  }

  /** The calls for which tasks wait, with the tasks' numbers. */
  *awaitedCalls(): Iterable<readonly [call: PoolCall, task: number]> {
    for (const call of this.#waits.calls)
      if (this.#awaited.has(call)) yield [call, this.#numberOf(this.#waits.taskOf(call))];
  }

  #numberOf(task: object | undefined): number {
    if (task === undefined) return 0;
    const number = this.#numbers.get(task) ?? ++this.#numbered;
    this.#numbers.set(task, number);
    return number;
  }

  #enter(call: PoolCall, task: object): void {
    const isNew = this.#waits.enter(call, task);
    if (this.#host.isOffered(call)) {
      this.#offers.push(call, task);
      this.#lookSoon();
    } else if (isNew) this.#ahead.add(call);
  }

  /** It is settled. */
  over(call: PoolCall): void {
    this.#waits.leave(call);
    this.#ahead.delete(call);
  }

  /** The pool has said of more calls that they may have to wait. */
  full(): void {
    // All that wait are looked through only when nothing else is left: there may be many, and it may say so often.
    this.#stale = true;
    for (const call of this.#ahead) {
      if (this.#host.isAhead(call)) break;
      this.#ahead.delete(call);
      this.#offer(call);
    }
    this.#lookSoon();
  }

  #offer(call: PoolCall): void {
    const task = this.#waits.taskOf(call);
    if (task !== undefined && this.#host.isOffered(call)) this.#offers.push(call, task);
  }

  #next(): PoolCall | undefined {
    if (this.#offers.isEmpty && this.#stale) {
      this.#stale = false;
      for (const call of this.#waits.calls) this.#offer(call);
    }
    return this.#offers.shift();
  }

  /**
   * This thread is blocked until the call is over, and the call waits for a worker.
   *
   * @param forEver whether the wait has no deadline
   * @throws DeadlockError if it began here and awaits something, which it would do for ever
   */
  help(call: PoolCall, forEver: boolean): void {
    const attempt = this.#tryNow(call);
    if (attempt === "not here" && forEver) this.#host.tellWaiting(call, "blocked", 0, true);
    if (attempt === "pending")
      throw new DeadlockError(
        `${call.name} was begun in this thread, since no thread of the pool was free, and awaits something; this wait blocks the event loop that it needs: await the future`,
      );
  }

  /** The pool has found that a wait for this call is a deadlock: nobody blocks for it. */
  runOrFail(call: PoolCall, fail: (error: DeadlockError) => void): void {
    if (!isPossible(call)) {
      // One that was only submitted can wait.
      if (this.#awaited.has(call)) fail(deadlock(call));
    } else if (this.#host.takeOver(call)) void this.#run(call);
  }

  #tryNow(call: PoolCall): Attempt {
    const task = isPossible(call) ? resolveLoadedTask(call.identity) : undefined;
    if (task === undefined || task.fn.constructor === AsyncFunction) return "not here";
    if (!this.#host.takeOver(call)) return "elsewhere";
    const end = this.#begin(call, task);
    if (!(end instanceof Promise)) {
      this.#end(call, end);
      return "over";
    }
    void end.then((later) => this.#end(call, later));
    return "pending";
  }

  #lookSoon(): void {
    if (this.#looking) return;
    this.#looking = true;
    queueMicrotask(() => {
      this.#looking = false;
      this.#look();
    });
  }

  /** Begins what may be run beside the tasks that wait. */
  #look(): void {
    while (this.#running.size < this.#waits.tasks) {
      const call = this.#next();
      if (call === undefined) return;
      // Nobody is left who keeps a worker from it.
      if (isScopeOver(this.#waits.taskOf(call))) this.over(call);
      if (this.#waits.taskOf(call) === undefined || this.#running.has(call)) continue;
      if (isPossible(call)) {
        if (this.#host.takeOver(call)) void this.#run(call);
      } else if (this.#awaited.has(call))
        this.#host.tellWaiting(call, "awaiting", this.#numberOf(this.#waits.taskOf(call)), true);
    }
  }

  async #run(call: PoolCall): Promise<void> {
    // It counts from now on, though its module may have to be loaded first.
    this.#running.set(call, undefined);
    this.#end(call, await this.#loadAndRun(call));
  }

  async #loadAndRun(call: PoolCall): Promise<LocalEnd> {
    const began = now();
    try {
      const task = resolveLoadedTask(call.identity) ?? (await resolveTask(call.identity));
      return await this.#begin(call, task);
    } catch (error) {
      return { threw: true, value: error, ran: now() - began };
    }
  }

  #begin(call: PoolCall, task: ResolvedTask): LocalEnd | Promise<LocalEnd> {
    const local = new LocalCall(call, task, (reason) => {
      local.abort(reason);
      call.fail(reason);
    });
    this.#running.set(call, local);
    return local.run(task);
  }

  #end(call: PoolCall, end: LocalEnd): void {
    this.#running.delete(call);
    this.over(call);
    this.#host.helped(call, end);
    this.#lookSoon();
  }
}

/** Whether it may be run in its own thread. */
function isPossible(call: PoolCall): boolean {
  // What was moved is gone, and this thread cannot be terminated for the sake of one call.
  return call.movable && call.terms.cancelGrace === Infinity && !holdsOwnedLock();
}

/** The error that says so. */
export function deadlock(call: PoolCall): DeadlockError {
  const why = holdsOwnedLock()
    ? "this thread holds a lock, and runs nothing else meanwhile: release it first"
    : !call.movable
      ? "its arguments have been moved out of this thread"
      : call.terms.cancelGrace !== Infinity
        ? "it has a cancelGrace, for which this thread cannot be terminated"
        : "it is asynchronous, or its module is not loaded here, and this wait blocks: await the future";
  return new DeadlockError(
    `this task would wait for ever for ${call.name}: every thread of the pool waits for a call of the pool that no thread is free to run. This one cannot run it: ${why}. Or give the pool more maxWorkers`,
  );
}
