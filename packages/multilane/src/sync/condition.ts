/** `Condition`: waiting, with a lock, until another thread says that something has changed. */
import { InvalidStateError } from "../errors.js";
import { anonymousCell, cellIn } from "../memory/cell.js";
import type { Cell } from "../memory/cell.js";
import { atomics } from "../platform/atomics.js";
import { checkTimeout, deadlineAfter, remaining } from "../platform/clock.js";
import { checkSignal } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { awaitNotice } from "./await-notice.js";
import { ConditionQueue } from "./condition-queue.js";
import type { Guard } from "./guard.js";
import { labelOf } from "./label.js";
import { LocalKind, openCell } from "./local.js";
import type { Origin, PrimitiveOptions } from "./local.js";
import { Lock } from "./lock.js";
import type { PlainLockCore } from "./plain-lock-core.js";
import { RLOCK_WORDS } from "./rlock-core.js";
import type { RLockCore } from "./rlock-core.js";
import { RLock } from "./rlock.js";
import { blockingDeadline } from "./sync-limits.js";
import { threadMailbox } from "./thread-lot.js";

/** What {@link Condition.statistics} tells: what was true at that moment. */
export interface ConditionStatistics {
  readonly name: string | undefined;
  /** Whether somebody holds the lock. */
  readonly locked: boolean;
  /** How many wait for a notification, in all threads, blocked ones and those that await. */
  readonly waiting: number;
}

/** Words of a condition: the cell's own, whether anybody waits, and the key of its lock (0 while that is not settled). */
const WORDS = 3;
const [WAITED, LOCK] = [1, 2];

/** What stands for a condition in a message. */
interface Address {
  readonly lock: Lock | RLock;
  readonly cell: string | SharedArrayBuffer;
}

const kind = new LocalKind<ConditionQueue, Condition>();

/**
 * A condition variable that all threads of the program share. CPython: `threading.Condition`.
 *
 * ```ts
 * const jobs = new Condition("jobs");               // with an RLock of its own; or new Condition(lock)
 * using _ = await jobs.acquire();                   // here:                          there:
 * await jobs.waitFor(() => counter[0] > 0);         //   lets go of the lock,           counter[0]++;
 * counter[0]--;                                     //   and has it again               jobs.notify();
 * ```
 *
 * A notification wakes exactly as many of those who wait at that moment as it says, in the order in which they came,
 * whichever thread they are in and whether they block or await; nobody wakes without one. Still take {@link waitFor}
 * rather than {@link wait}: another may have changed what was waited for before the lock is held again.
 *
 * If a thread dies that was notified and has not got the lock back, the notification goes to the next one. Many
 * conditions may have the same lock. A condition crosses to other threads together with its lock.
 */
export class Condition {
  /** The name, `undefined` for an anonymous condition. */
  readonly name: string | undefined;
  /** The lock. */
  readonly lock: Lock | RLock;
  readonly #label: string;
  readonly #core: PlainLockCore | RLockCore;
  readonly #queue: ConditionQueue;
  readonly #address: Address;

  /**
   * @param lock which lock to wait with. Default: a new RLock; for a named condition the one named
   *   `lock of Condition NAME`, so that all threads that say the name have both
   * @param options the name, or an object that has it; none for an anonymous condition
   * @throws TypeError for a lock that is none; for a name that is empty, not a string, or belongs to another kind of
   *   primitive or to a condition with another lock
   * @throws ResourceExhaustedError when the shared memory for names is full
   */
  constructor(options?: string | PrimitiveOptions);
  constructor(lock: Lock | RLock | undefined, options?: string | PrimitiveOptions);
  /** @internal */
  constructor(lock: Lock | RLock, options?: Origin);
  constructor(...given: readonly [(Lock | RLock | string | PrimitiveOptions)?, Origin?]) {
    const [lock, options] = splitArguments(given);
    const cell = openCell("Condition", WORDS, options);
    this.name = cell.name;
    this.#label = labelOf("Condition", cell.name);
    this.lock = lock ?? ownLock(cell);
    this.#core = this.lock instanceof Lock ? Lock.coreOf(this.lock) : RLock.coreOf(this.lock);
    settleLock(cell, this.#core.key, this.#label);
    this.#address = { lock: this.lock, cell: cell.address };
    this.#queue = kind.coreFor(
      this,
      cell,
      () => new ConditionQueue(threadMailbox().lot, cell.words, cell.base + WAITED, cell.key),
    );
  }

  /** As the lock's `acquire`. */
  acquire(options?: WaitOptions): Promise<Guard> {
    return this.lock.acquire(options);
  }

  /** As the lock's `acquireSync`. */
  acquireSync(options?: WaitOptions): Guard {
    return this.lock.acquireSync(options);
  }

  /** As the lock's `tryAcquire`. */
  tryAcquire(): Guard | undefined {
    return this.lock.tryAcquire();
  }

  /** As the lock's `release`. */
  release(): void {
    this.lock.release();
  }

  /** Whether somebody holds the lock, at this moment. */
  locked(): boolean {
    return this.lock.locked();
  }

  /** As the lock's `run`. */
  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return this.lock.run(fn, options);
  }

  /**
   * Lets go of the lock (an RLock at all its depth), waits for a notification, and takes the lock again: however long
   * that takes, and whatever ended the wait. The guards of the lock are valid afterwards as before. This thread's event
   * loop goes on meanwhile. Keeps the program alive.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever; 0 only lets others have the lock
   * @param options.signal ends the wait with its reason; the lock is held again then
   * @returns false if it was not notified in time; rejects with InvalidStateError if the lock is not held (an RLock:
   *   by the caller), with RangeError for a timeout that is NaN or negative, with ResourceExhaustedError when 65,535
   *   waits are under way; and, with the lock not held any more, with
   *   LockOwnerDiedError if whoever had it meanwhile died
   */
  async wait({ timeout, signal }: WaitOptions = {}): Promise<boolean> {
    const limit = checkTimeout(timeout);
    checkSignal(signal);
    this.#refuseUnheld("wait on");
    return await awaitNotice(threadMailbox(), this.#queue, this.#core, { timeout: limit, signal });
  }

  /**
   * As {@link wait}, but blocks the thread, its event loop included.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever; 0 only lets others have the lock
   * @param options.signal `currentTask().signal` ends the wait with its reason; so does any that is aborted already
   * @returns false if it was not notified in time
   * @throws InvalidStateError if the lock is not held (an RLock: by the caller). CPython: `RuntimeError: cannot wait on
   *   un-acquired lock`.
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for any other signal: no event of this thread can abort it while the thread is blocked
   * @throws ResourceExhaustedError when 65,535 waits are under way
   * @throws LockOwnerDiedError if whoever had the lock meanwhile died, DeadlockError if taking it again would close a
   *   cycle of owned locks: it is not held then
   */
  waitSync(options: WaitOptions = {}): boolean {
    const deadline = blockingDeadline(options, () => `waitSync of ${this.#label}`, "wait");
    this.#refuseUnheld("wait on");
    return this.#block(deadline, options.signal);
  }

  #block(deadline: number, signal: AbortSignal | undefined): boolean {
    const notified = this.#queue.waitSync(this.#core, deadline, signal);
    if (!notified) signal?.throwIfAborted();
    return notified;
  }

  /**
   * Waits until the predicate holds: calls it, with the lock held, now and after each notification. CPython: `wait_for`.
   *
   * @param predicate may be asynchronous: it is awaited with the lock held
   * @param options as for {@link wait}; the timeout is for all waits together, and there is one at least
   * @returns what the predicate returned last: something falsy if the time was over; rejects as {@link wait}, and with
   *   what the predicate threw, holding the lock
   */
  async waitFor<T>(predicate: () => T | PromiseLike<T>, options: WaitOptions = {}): Promise<T> {
    const limit = checkTimeout(options.timeout);
    checkSignal(options.signal);
    this.#refuseUnheld("wait on");
    let value = await predicate();
    const deadline = deadlineAfter(limit);
    for (let left = limit; !value; left = remaining(deadline)) {
      await this.wait({ timeout: left, signal: options.signal });
      value = await predicate();
      if (remaining(deadline) === 0) break;
    }
    return value;
  }

  /**
   * As {@link waitFor}, but blocks the thread.
   *
   * @throws TypeError for a predicate that returns a promise, which cannot settle while the thread is blocked; as
   *   {@link waitSync}, and what the predicate throws
   */
  waitForSync<T>(predicate: () => T, options: WaitOptions = {}): T {
    blockingDeadline(options, () => `waitForSync of ${this.#label}`, "waitFor");
    this.#refuseUnheld("wait on");
    let value = this.#ask(predicate);
    const deadline = deadlineAfter(checkTimeout(options.timeout));
    while (!value) {
      this.#block(deadline, options.signal);
      value = this.#ask(predicate);
      if (remaining(deadline) === 0) break;
    }
    return value;
  }

  #ask<T>(predicate: () => T): T {
    const value = predicate();
    if (typeof value !== "object" || value === null || !("then" in value)) return value;
    throw new TypeError(
      `the predicate of waitForSync of ${this.#label} returned a promise, which cannot settle while this thread is ` +
        "blocked: use await waitFor()",
    );
  }

  /**
   * Notifies the `n` of those who wait that came first, or all if they are fewer. They wait for the lock then, which the
   * caller still holds. Never waits; costs one atomic operation when nobody waits.
   *
   * @param n an integer ≥ 0, or Infinity
   * @throws RangeError for another
   * @throws InvalidStateError if the lock is not held (an RLock: by the caller). CPython: `RuntimeError: cannot notify
   *   on un-acquired lock`.
   */
  notify(n = 1): void {
    if (!(n >= 0) || (n !== Infinity && !Number.isInteger(n)))
      throw new RangeError(`notify of ${this.#label} takes an integer ≥ 0, or Infinity, not ${n}`);
    this.#refuseUnheld("notify on");
    this.#queue.notify(n);
  }

  /** Notifies all who wait. As {@link notify} otherwise. */
  notifyAll(): void {
    this.notify(Infinity);
  }

  /** Name, state and number of waiters, for diagnosis: it may be otherwise when you look. */
  statistics(): ConditionStatistics {
    return { name: this.name, locked: this.locked(), waiting: this.#queue.waiting };
  }

  /** `<Condition "jobs" (<unlocked Lock "shop">, 2 waiting)>` */
  toString(): string {
    return `<${this.#label} (${this.lock.toString()}, ${this.#queue.waiting} waiting)>`;
  }

  #refuseUnheld(verb: string): void {
    if (this.#core.isHeldHere) return;
    throw new InvalidStateError(
      `cannot ${verb} un-acquired lock: ${this.#core.label}, which ${this.#label} belongs to, ` +
        `${this.lock.locked() ? "is held by another" : "is free"}; acquire it first`,
    );
  }

  static {
    kind.shareWith<Address>(
      Condition,
      "multilane.Condition",
      (condition) => condition.#address,
      ({ lock, cell }) => new Condition(lock, cell),
      ({ cell }) => (typeof cell === "string" ? undefined : cellIn(cell).key),
    );
  }
}

/** The lock, if there is one, and the rest. */
function splitArguments([first, second]: readonly [(Lock | RLock | string | PrimitiveOptions)?, Origin?]): [
  Lock | RLock | undefined,
  Origin,
] {
  if (first === undefined || first instanceof Lock || first instanceof RLock) return [first, second];
  const prototype: unknown =
    typeof first === "object" && first !== null ? Object.getPrototypeOf(first) : null;
  if (second === undefined && (prototype === null || prototype === Object.prototype))
    return [undefined, first];
  throw new TypeError(
    "the lock of a Condition must be a Lock or an RLock: new Condition(lock), new Condition(lock, { name: … }), or " +
      "new Condition({ name: … }) for one that has a lock of its own",
  );
}

function ownLock(cell: Cell): RLock {
  // Not new RLock(): in a module that is being loaded that would warn again.
  if (cell.name === undefined) return new RLock(anonymousCell(RLOCK_WORDS).address);
  return new RLock(`lock of Condition ${cell.name}`);
}

/** @throws TypeError when the condition was made with another lock */
function settleLock({ words, base }: Cell, key: number, label: string): void {
  // Rivals: this same exchange in other threads. The first one wins for ever.
  const before = atomics.compareExchange(words, base + LOCK, 0, key);
  if (before === 0 || before === key) return;
  throw new TypeError(
    `${label} exists with another lock in this program: make it with the same lock everywhere, or choose another name`,
  );
}
