/** `Lock`: one holder at a time among all threads of the program. */
import { InvalidStateError, TimeoutError } from "../errors.js";
import { registerClass } from "../memory/codec/class-registry.js";
import { checkTimeout, deadlineAfter } from "../platform/clock.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { Guard } from "./guard.js";
import type { LocalMutex } from "./local-mutex.js";
import { anonymousMutex, namedMutex, newMutexBuffer } from "./local-mutex.js";
import { waitForMutex } from "./wait-for-mutex.js";

/** How to make a {@link Lock}. */
export interface LockOptions {
  /** Every thread that says this name has this lock. Not empty; without one the lock is anonymous. */
  readonly name?: string | undefined;
}

/** What {@link Lock.statistics} tells: what was true at that moment. */
export interface LockStatistics {
  readonly name: string | undefined;
  readonly locked: boolean;
  /** How many acquirers wait, in all threads, blocked ones and those that await. Threads killed while they waited stay in it. */
  readonly waiting: number;
}

/** What {@link Lock.tryRun} answers: whether the function ran, and what it returned. */
export type TryRunOutcome<T> = { readonly ran: true; readonly value: T } | { readonly ran: false };

/** What stands for a lock in a message: its name, or its buffer. */
let addressOf: (lock: Lock) => string | SharedArrayBuffer;

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
 * As CPython's it has no owner: any thread may release it, and it is not reentrant. A thread that blocks for a lock
 * that its own event loop holds waits for itself. It is not fair: who comes while it is free takes it, though some
 * wait; only those who await it in one thread get it in the order of their calls. A thread that is terminated while
 * it holds the lock leaves it locked.
 *
 * Costs about two atomic operations when nobody competes.
 */
export class Lock {
  /** The name, `undefined` for an anonymous lock. */
  readonly name: string | undefined;
  readonly #local: LocalMutex;
  /** What a message carries in its place. */
  readonly #address: string | SharedArrayBuffer;

  /**
   * @param options the name, or an object that has it; none for an anonymous lock
   * @throws TypeError for a name that is empty, not a string, or belongs to another kind of primitive
   * @throws ResourceExhaustedError when the shared memory for names is full (some 60,000 short ones)
   */
  constructor(options?: string | LockOptions);
  /** @internal */
  constructor(options?: string | LockOptions | SharedArrayBuffer);
  constructor(options: string | LockOptions | SharedArrayBuffer = {}) {
    if (options instanceof SharedArrayBuffer) {
      this.name = undefined;
      this.#address = options;
      this.#local = anonymousMutex(options);
      return;
    }
    const name: unknown = typeof options === "object" && options !== null ? options.name : options;
    if (name !== undefined && typeof name !== "string") {
      throw new TypeError(
        `the name of a Lock must be a string, not ${name === null ? "null" : typeof name}: new Lock("name") or ` +
          'new Lock({ name: "name" })',
      );
    }
    this.name = name;
    this.#address = name ?? newMutexBuffer();
    this.#local =
      typeof this.#address === "string" ? namedMutex(this.#address) : anonymousMutex(this.#address);
  }

  /**
   * Takes the lock when it is free; this thread's event loop goes on meanwhile. Keeps the program alive.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal ends the wait with its reason
   * @returns rejects with TimeoutError; with the signal's reason; with RangeError for a timeout that is NaN or
   *   negative. The lock is not held then.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    // Those who wait in this thread came first.
    if (options === undefined && this.#local.waiters.size === 0) {
      const guard = this.tryAcquire();
      if (guard !== undefined) return Promise.resolve(guard);
    }
    return this.#wait(options ?? {});
  }

  async #wait({ timeout, signal }: WaitOptions): Promise<Guard> {
    const limit = checkTimeout(timeout);
    signal?.throwIfAborted();
    if (limit === 0 || this.#local.waiters.size === 0) {
      const guard = this.tryAcquire();
      if (guard !== undefined) return guard;
      if (limit === 0) this.#timeOut(0);
    }
    const hold = await waitForMutex(this.#local, limit, signal, () => this.#timeoutError(limit));
    return new Guard(this.#local.mutex, hold);
  }

  /**
   * Takes the lock; blocks the thread, its event loop included, while it is held.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal throws its reason if it is aborted already
   * @throws TimeoutError when it was not free in time
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for a signal that is not aborted yet: no event of this thread can abort it while it is blocked
   */
  acquireSync(options: WaitOptions = {}): Guard {
    const { timeout, signal } = options;
    const limit = checkTimeout(timeout);
    if (signal !== undefined) {
      signal.throwIfAborted();
      throw new TypeError(
        `acquireSync of ${this.#label} cannot watch a signal: it blocks the thread whose event loop would abort it; ` +
          "pass a timeout, or await acquire({ signal })",
      );
    }
    const hold = this.#local.mutex.acquireSync(deadlineAfter(limit));
    return hold === 0 ? this.#timeOut(limit) : new Guard(this.#local.mutex, hold);
  }

  /**
   * Takes the lock if it is free; never waits. CPython: `acquire(blocking=False)`.
   *
   * @returns `undefined` if somebody holds it. `using` accepts that without a word: test it, or use {@link tryRun}.
   */
  tryAcquire(): Guard | undefined {
    const hold = this.#local.mutex.tryAcquire();
    return hold === 0 ? undefined : new Guard(this.#local.mutex, hold);
  }

  /**
   * Releases the lock, whoever holds it; the guard of that hold does nothing afterwards.
   *
   * @throws InvalidStateError if nobody holds it. CPython: `RuntimeError: release unlocked lock`.
   */
  release(): void {
    if (this.#local.mutex.release()) return;
    throw new InvalidStateError(
      `release unlocked lock: nobody holds ${this.#label}; each acquire needs one release, and a guard does it by itself`,
    );
  }

  /** Whether somebody holds it, at this moment. */
  locked(): boolean {
    return this.#local.mutex.held;
  }

  /**
   * Takes the lock, calls the function, and releases when what it returned has settled, whichever way.
   *
   * @param options as for {@link acquire}
   * @returns what the function returned, awaited; rejects with what it threw, or as {@link acquire} without calling it
   */
  async run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    const guard = await this.acquire(options);
    try {
      return await fn();
    } finally {
      guard.release();
    }
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
    try {
      return { ran: true, value: await fn() };
    } finally {
      guard.release();
    }
  }

  /** Name, state and number of waiters, for diagnosis: it may be otherwise when you look. */
  statistics(): LockStatistics {
    const { held, waiting } = this.#local.mutex;
    return { name: this.name, locked: held, waiting };
  }

  /** `<unlocked Lock "status_report">` */
  toString(): string {
    return `<${this.locked() ? "locked" : "unlocked"} ${this.#label}>`;
  }

  get #label(): string {
    return this.name === undefined ? "Lock" : `Lock ${JSON.stringify(this.name)}`;
  }

  #timeoutError(limit: number): TimeoutError {
    return new TimeoutError(
      `${this.#label} was not free within ${limit} ms: whoever holds it has not released it; wait longer, or hold it ` +
        "for less",
    );
  }

  #timeOut(limit: number): never {
    throw this.#timeoutError(limit);
  }

  static {
    addressOf = (lock) => lock.#address;
  }
}

/** How a lock crosses to another thread: by its name, or by its buffer, which is shared. */
export const lockCodec: {
  readonly name: "multilane.Lock";
  encode(lock: Lock): string | SharedArrayBuffer;
  decode(data: string | SharedArrayBuffer): Lock;
} = {
  name: "multilane.Lock",
  encode: (lock) => addressOf(lock),
  decode: (data) => new Lock(data),
};

registerClass(Lock, lockCodec);
