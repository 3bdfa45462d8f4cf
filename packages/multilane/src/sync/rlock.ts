/** `RLock`: a lock that its owner may take again. */
import { InvalidStateError } from "../errors.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { threadNamed } from "./diagnosis/thread-named.js";
import type { Guard } from "./guard.js";
import { interruptible } from "./interruption.js";
import { LocalKind, openCell } from "./local.js";
import type { Origin, PrimitiveOptions } from "./local.js";
import type { LockStatistics, TryRunOutcome } from "./lock.js";
import { ownerOf } from "./mutex-words.js";
import { RLOCK_WORDS, RLockCore } from "./rlock-core.js";

/** What {@link RLock.statistics} tells: what was true at that moment. */
export interface RLockStatistics extends LockStatistics {
  /** How often its owner, in whichever thread, holds it: 0 when it is free. */
  readonly depth: number;
}

const kind = new LocalKind<RLockCore, RLock>();

/**
 * A reentrant lock that all threads of the program share: its owner may take it again, and releases it as often. CPython:
 * `threading.RLock`.
 *
 * ```ts
 * const accounts = new RLock("accounts");
 * function transfer() { using _ = accounts.acquireSync(); deposit(); }    // holds it twice within
 * function deposit() { using _ = accounts.acquireSync(); … }
 * await accounts.run(async () => { await accounts.run(…); });             // and where awaits are in between
 * ```
 *
 * Who the owner is depends on how it was taken:
 * - by `acquireSync()` and `tryAcquire()`: the thread, as in Python. Where several tasks share a thread
 *   (`tasksPerWorker`): the task.
 * - by `run()`: what the function does, and what it starts, until its promise has settled. Only here can what awaits
 *   take the lock again: two functions of one thread that await in turns are not told apart otherwise.
 * - by `await acquire()` elsewhere: nobody who takes it again. Another `await acquire()` waits for the release, also in
 *   the same function.
 *
 * The owner releases it, in the thread that took it: nobody else can. If that thread dies, or that task ends, with the
 * lock held, the next acquisition throws LockOwnerDiedError. As for fairness and cost see `Lock`; the first `run()` of a
 * thread makes every `await` in it cost more on Node 20 and 22, for good (`AsyncLocalStorage`).
 */
export class RLock {
  /** The name, `undefined` for an anonymous lock. */
  readonly name: string | undefined;
  readonly #core: RLockCore;
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
    const cell = openCell("RLock", RLOCK_WORDS, options);
    this.name = cell.name;
    this.#address = cell.address;
    this.#core = kind.coreFor(this, cell, () => new RLockCore(cell));
  }

  /**
   * Takes the lock when it is free, or at once inside of a {@link run} of it; this thread's event loop goes on
   * meanwhile. Keeps the program alive.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal ends the wait with its reason
   * @returns rejects with TimeoutError; with the signal's reason; with RangeError for a timeout that is NaN or
   *   negative; with LockOwnerDiedError; with ResourceExhaustedError when 65,535 waits are under way. The
   *   lock is not taken then.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    return this.#core.take(options);
  }

  /**
   * Takes the lock, at once if the caller owns it; blocks the thread, its event loop included, while another holds it.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal `currentTask().signal` ends the wait with its reason; so does any that is aborted already
   * @throws TimeoutError when it was not free in time
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for any other signal: no event of this thread can abort it while the thread is blocked
   * @throws LockOwnerDiedError when whoever held it died; see its `recover()`
   * @throws DeadlockError at once when this thread holds it, but not the caller: another task, another `run()`, or an
   *   `await acquire()`; and when the wait would close a cycle of owned locks
   * @throws ResourceExhaustedError when 65,535 waits are under way
   */
  acquireSync(options?: WaitOptions): Guard {
    const signal = options?.signal;
    if (signal === undefined) return this.#core.takeSync(options);
    return interruptible(signal, () => this.#core.takeSync(options));
  }

  /**
   * Takes the lock if it is free or the caller owns it; never waits. CPython: `acquire(blocking=False)`.
   *
   * @returns `undefined` if another holds it. `using` accepts that without a word: test it, or use {@link tryRun}.
   * @throws LockOwnerDiedError when whoever held it died
   */
  tryAcquire(): Guard | undefined {
    return this.#core.tryTake();
  }

  /**
   * Undoes the latest acquisition that lasts; its guard does nothing afterwards. The lock is free when all are undone.
   *
   * @throws InvalidStateError if the caller does not hold it. CPython: `RuntimeError: cannot release un-acquired lock`.
   */
  release(): void {
    if (this.#core.release()) return;
    throw new InvalidStateError(
      `cannot release un-acquired lock: ${this.#core.label} is not held by the thread, task or run() that releases it; ` +
        "each acquire needs one release by its owner, and a guard does it by itself",
    );
  }

  /** Whether somebody holds it, in whichever thread, at this moment. */
  locked(): boolean {
    return this.#core.mutex.held;
  }

  /**
   * Whether the caller holds it: this thread, and in it this task or this `run()`. Who took it with `await acquire()`
   * outside of a run cannot be told from others in the same task. CPython: `_is_owned()`.
   */
  isOwned(): boolean {
    return this.#core.isHeldHere;
  }

  /**
   * Takes the lock, calls the function, and releases when what it returned has settled, whichever way. Inside, all
   * acquisitions nest, those that await too; what goes on after that is outside again.
   *
   * @param options as for {@link acquire}
   * @returns what the function returned, awaited; rejects with what it threw, or as {@link acquire} without calling it
   */
  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return this.#core.run(fn, options);
  }

  /**
   * As {@link run} if the lock is free, or the caller is inside of a `run` of it already, and nothing at all if not: it
   * never waits for the lock. The function is called before `tryRun` returns.
   *
   * @returns `{ ran: true, value }` or `{ ran: false }`; rejects with what the function threw, and with
   *   LockOwnerDiedError
   */
  async tryRun<T>(fn: () => T | PromiseLike<T>): Promise<TryRunOutcome<T>> {
    const running = this.#core.tryRun(fn);
    return running === undefined ? { ran: false } : { ran: true, value: await running };
  }

  /** Name, state, depth and number of waiters, for diagnosis: it may be otherwise when you look. */
  statistics(): RLockStatistics {
    const { depth, waiting } = this.#core;
    return { name: this.name, locked: this.locked(), waiting, depth };
  }

  /** `<locked RLock "accounts" owner="MainThread" count=2>` */
  toString(): string {
    const { depth, label, mutex } = this.#core;
    if (depth === 0) return `<unlocked ${label} count=0>`;
    const owner = threadNamed(ownerOf(mutex.state));
    return `<locked ${label} owner=${owner === undefined ? "?" : JSON.stringify(owner)} count=${depth}>`;
  }

  /**
   * What a condition does with a lock.
   *
   * @internal
   */
  static coreOf(lock: RLock): RLockCore {
    return lock.#core;
  }

  static {
    const address = (lock: RLock): string | SharedArrayBuffer => lock.#address;
    kind.share(RLock, "multilane.RLock", address, (origin) => new RLock(origin));
  }
}
