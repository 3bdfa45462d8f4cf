import { Future } from "../future/future.js";
import type { FutureSource } from "../future/source.js";
import { now } from "../platform/clock.js";
import type { TimerHandle } from "../platform/clock.js";
import { addCallSite } from "../platform/stack.js";
import type { CallSite } from "../platform/stack.js";
import type { CurrentTask } from "../task/current-task.js";
import { currentThread } from "../thread/thread-info.js";
import type { Ageing } from "./ageing-queue.js";
import type { CallTerms } from "./call-options.js";
import type { LocalFunction } from "./async-pool-function.js";

/** What a call asks of the pool that it was submitted to. */
export interface AsyncCallOwner {
  /** Takes the call back if it has not begun. */
  withdraw(call: AsyncCall): boolean;
  /** Somebody waits for its future. */
  awaited(call: AsyncCall): void;
  /** @throws DeadlockError unless the deadline (ms on `now()`) is past */
  blockFor(call: AsyncCall, deadline: number): void;
}

/** Errors that say already where their call was submitted: one that is thrown again and again must not grow. */
const located = new WeakSet<Error>();

/** One submitted call, with its future; while it runs, what `currentTask()` answers. */
export class AsyncCall implements CurrentTask, FutureSource, Ageing<AsyncCall> {
  readonly id: number;
  readonly attempt = 1;
  readonly terms: CallTerms;
  readonly queued: number = now();
  readonly future: Future<unknown>;
  /** Its neighbours while it waits. */
  ahead: AsyncCall | undefined;
  behind: AsyncCall | undefined;
  /** When it began, in milliseconds on `now()`. */
  began = 0;
  /** Whether it takes up one of the pool's places. */
  placed = false;
  /** What is to happen to it in time. */
  timer: TimerHandle | undefined;
  readonly owner: AsyncCallOwner;
  readonly #fn: LocalFunction;
  readonly #args: readonly unknown[];
  readonly #site: CallSite;
  #controller: AbortController | undefined;

  constructor(
    owner: AsyncCallOwner,
    id: number,
    fn: LocalFunction,
    args: readonly unknown[],
    terms: CallTerms,
    site: CallSite,
  ) {
    this.owner = owner;
    this.#fn = fn;
    this.#args = args;
    this.#site = site;
    this.id = id;
    this.terms = terms;
    this.future = new Future<unknown>(this);
  }

  get name(): string {
    return this.#fn.name;
  }

  get priority(): number {
    return this.terms.priority;
  }

  get threadName(): string {
    return currentThread().name;
  }

  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  run(): unknown {
    return this.#fn.call(this.#args);
  }

  cancel(): boolean {
    return this.owner.withdraw(this);
  }

  running(): boolean {
    // Asked only before it has begun: then the future itself knows.
    return false;
  }

  awaited(): void {
    this.owner.awaited(this);
  }

  block(_: Future<unknown>, deadline: number): void {
    this.owner.blockFor(this, deadline);
  }

  /** Tells the code that runs. */
  abort(reason: unknown): void {
    (this.#controller ??= new AbortController()).abort(reason);
  }

  /** Fails the future; the error's stack then says, too, where the call was submitted. */
  fail(error: unknown): void {
    if (this.future.done()) return;
    this.#locate(error);
    this.future.setException(error);
  }

  #locate(error: unknown): void {
    try {
      if (!(error instanceof Error) || located.has(error)) return;
      located.add(error);
      addCallSite(error, "submitted at", this.#site);
    } catch {
      // It cannot even be looked at (a revoked Proxy, a getter that throws): it arrives as it is.
    }
  }

  /** Fails the future with somebody's own reason, which stays as it is. */
  reject(reason: unknown): void {
    if (!this.future.done()) this.future.setException(reason);
  }

  succeed(value: unknown): void {
    if (!this.future.done()) this.future.setResult(value);
  }
}
