/** `Lock`: one holder at a time among all threads of the program. */
import { InvalidStateError } from "../errors.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { callWith } from "./guard.js";
import type { Guard } from "./guard.js";
import { interruptible } from "./interruption.js";
import { LocalKind, openCell } from "./local.js";
import type { Origin, PrimitiveOptions } from "./local.js";
import { LOCK_WORDS, PlainLockCore } from "./plain-lock-core.js";

/** What {@link Lock.statistics} tells: what was true at that moment. */
export interface LockStatistics {
  readonly name: string | undefined;
  readonly locked: boolean;
  /** How many acquirers wait, in all threads, blocked ones and those that await. */
  readonly waiting: number;
}

/** What {@link Lock.tryRun} answers: whether the function ran, and what it returned. */
export type TryRunOutcome<T> = { readonly ran: true; readonly value: T } | { readonly ran: false };

const kind = new LocalKind<PlainLockCore, Lock>();

/**
 * A mutual exclusion lock that all threads of the program share. CPython: `threading.Lock`.
 *
 * ```ts
 * const reportLock = new Lock("status_report");     // this name is this lock, in every thread
 * using _ = await reportLock.acquire();             // or acquireSync(), which blocks the thread
 * ```
 *
 * An anonymous `new Lock()` is shared by passing it as a task's argument. At module level it is a *different* lock in
 * every thread, since module code runs in each: give it a name there.
 *
 * As CPython's it has no owner: any thread may release it, and it is not reentrant. But whoever took it is remembered: if
 * that thread dies, or that task ends, without releasing it, the next acquisition throws LockOwnerDiedError. It is not
 * fair: who comes while it is free takes it, though some wait; but a thread that has been blocked for more than a
 * millisecond is next. Those who await it in one thread get it in the order of their calls.
 *
 * Costs about two atomic operations when nobody competes.
 */
export class Lock {
  /** The name, `undefined` for an anonymous lock. */
  readonly name: string | undefined;
  readonly #core: PlainLockCore;
  /** What a message carries in its place. */
  readonly #address: string | SharedArrayBuffer;

  /**
   * @param options the name, or an object that has it; none for an anonymous lock
   * @throws TypeError for a name that is empty, not a string, or belongs to another kind of primitive
   * @throws ResourceExhaustedError when the shared memory for names is full
   */
  constructor(options?: string | PrimitiveOptions);
  /** @internal */
  constructor(options?: Origin);
  constructor(options?: Origin) {
    const cell = openCell("Lock", LOCK_WORDS, options);
    this.name = cell.name;
    this.#address = cell.address;
    this.#core = kind.coreFor(this, cell, () => new PlainLockCore("Lock", cell));
  }

  /**
   * Takes the lock when it is free; this thread's event loop goes on meanwhile. Keeps the program alive.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal ends the wait with its reason
   * @returns rejects with TimeoutError; with the signal's reason; with RangeError for a timeout that is NaN or
   *   negative; with LockOwnerDiedError; with ResourceExhaustedError when 65,535 waits are under way. The
   *   lock is not held then.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    return this.#core.acquire(options, undefined);
  }

  /**
   * Takes the lock; blocks the thread, its event loop included, while it is held.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal `currentTask().signal` ends the wait with its reason; so does any that is aborted already
   * @throws TimeoutError when it was not free in time
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for any other signal: no event of this thread can abort it while the thread is blocked
   * @throws LockOwnerDiedError when whoever held it died; see its `recover()`
   * @throws DeadlockError at once when another task of this thread holds it, or a `run()` of this thread, or when the
   *   wait would close a cycle of owned locks
   * @throws ResourceExhaustedError when 65,535 waits are under way
   */
  acquireSync(options?: WaitOptions): Guard {
    const signal = options?.signal;
    if (signal === undefined) return this.#core.acquireSync(options, undefined);
    return interruptible(signal, () => this.#core.acquireSync(options, undefined));
  }

  /**
   * Takes the lock if it is free; never waits. CPython: `acquire(blocking=False)`.
   *
   * @returns `undefined` if somebody holds it. `using` accepts that without a word: test it, or use {@link tryRun}.
   * @throws LockOwnerDiedError when whoever held it died
   */
  tryAcquire(): Guard | undefined {
    return this.#core.tryAcquire(undefined);
  }

  /**
   * Releases the lock, whoever holds it; the guard of that hold does nothing afterwards.
   *
   * @throws InvalidStateError if nobody holds it. CPython: `RuntimeError: release unlocked lock`.
   */
  release(): void {
    if (this.#core.release()) return;
    throw new InvalidStateError(
      `release unlocked lock: nobody holds ${this.#core.label}; each acquire needs one release, and a guard does it by itself`,
    );
  }

  /** Whether somebody holds it, at this moment. */
  locked(): boolean {
    return this.#core.mutex.held;
  }

  /**
   * Takes the lock, calls the function, and releases when what it returned has settled, whichever way. Meanwhile the
   * hold counts as owned: a blocking wait that closes a cycle of owned locks throws DeadlockError.
   *
   * @param options as for {@link acquire}
   * @returns what the function returned, awaited; rejects with what it threw, or as {@link acquire} without calling it
   */
  async run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    const guard = await this.acquire(options);
    this.#core.own(guard);
    return await callWith(guard, fn);
  }

  /**
   * As {@link run} if the lock is free, and nothing at all if it is not: it never waits for the lock. The function
   * is called before `tryRun` returns.
   *
   * ```ts
   * const outcome = await lock.tryRun(rotate);
   * if (!outcome.ran) console.log("somebody else is at it");
   * ```
   *
   * @returns `{ ran: true, value }` or `{ ran: false }`; rejects with what the function threw
   */
  async tryRun<T>(fn: () => T | PromiseLike<T>): Promise<TryRunOutcome<T>> {
    const guard = this.tryAcquire();
    if (guard === undefined) return { ran: false };
    this.#core.own(guard);
    return { ran: true, value: await callWith(guard, fn) };
  }

  /** Name, state and number of waiters, for diagnosis: it may be otherwise when you look. */
  statistics(): LockStatistics {
    return { name: this.name, locked: this.locked(), waiting: this.#core.waiting };
  }

  /** `<unlocked Lock "status_report">` */
  toString(): string {
    return `<${this.locked() ? "locked" : "unlocked"} ${this.#core.label}>`;
  }

  /**
   * What a condition does with a lock.
   *
   * @internal
   */
  static coreOf(lock: Lock): PlainLockCore {
    return lock.#core;
  }

  static {
    const address = (lock: Lock): string | SharedArrayBuffer => lock.#address;
    kind.share(Lock, "multilane.Lock", address, (origin) => new Lock(origin));
  }
}
