/**
 * What this thread has of a lock of either kind: the mutex, who awaits it here, and how its acquisitions fail. What
 * holding it means is for `plain-lock-core.ts` and `rlock-core.ts`.
 */
import { DeadlockError, InvalidStateError, LockOwnerDiedError, TimeoutError } from "../errors.js";
import type { Cell } from "../memory/cell.js";
import { checkTimeout, remaining } from "../platform/clock.js";
import { currentScope, isScopeOver } from "../platform/scope.js";
import { checkSignal } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { passAsync } from "./await-gate.js";
import type { ConditionLock, SuspendedHold } from "./condition-lock.js";
import { deadlockBy } from "./diagnosis/deadlock.js";
import type { Guard, Guarded } from "./guard.js";
import { heldLocks } from "./held-locks.js";
import type { Holdable, HeldLocks } from "./held-locks.js";
import { inherit } from "./inheritance.js";
import { Mutex, OK, OWNER_DIED } from "./mutex.js";
import type { Acquired } from "./mutex.js";
import { wakeEverybody } from "./parking-lot/everybody.js";
import { GateWaiters } from "./parking-lot/gate-waiters.js";
import { blockingDeadline } from "./sync-limits.js";
import { threadMailbox } from "./thread-lot.js";

/** Where the mutex is, in a lock's cell. */
const MUTEX = 1;

/**
 * A lock of either kind, as one thread sees it.
 *
 * @typeParam Claim who takes it, for a lock that wants to know
 */
export abstract class LockCore<Claim> implements ConditionLock, Guarded, Holdable {
  readonly key: number;
  /** For messages: `Lock "report"`. */
  readonly label: string;
  readonly mutex: Mutex;
  readonly waiters: GateWaiters<Acquired>;
  heldAt = -1;
  entry: number;
  heldFor: object | undefined;
  protected readonly heldLocks: HeldLocks = heldLocks();

  constructor(kind: string, cell: Cell) {
    const mailbox = threadMailbox();
    this.key = cell.key;
    this.entry = cell.key;
    this.label = cell.name === undefined ? kind : `${kind} ${JSON.stringify(cell.name)}`;
    this.mutex = new Mutex(mailbox.lot, cell.words, cell.base + MUTEX, cell.key);
    this.waiters = new GateWaiters<Acquired>(mailbox, this.mutex);
  }

  /** Whether it may be waited for with a condition: whether it is held, as far as this kind of lock can tell. */
  abstract get isHeldHere(): boolean;

  /** Lets go of it, all of it, while a condition is waited for. */
  abstract suspend(): SuspendedHold;

  /** This thread has taken the mutex. */
  protected abstract held(claim: Claim, task: object | undefined): Guard;

  /** Why this thread could block for ever if it blocked now; `undefined` if there is no reason. */
  protected abstract refusal(): DeadlockError | undefined;

  /** As `Guard.release`. */
  abstract end(guard: Guard): void;

  /** As `Lock.release`: false if there is nothing to release. */
  abstract release(): boolean;

  /** The task that holds it is over. */
  abstract abandon(): void;

  /** As `Lock.tryAcquire`. */
  tryAcquire(claim: Claim): Guard | undefined {
    const acquired = this.mutex.tryAcquire();
    return acquired === 0 ? undefined : this.#taken(acquired, claim);
  }

  /** As `Lock.acquire`. */
  acquire(options: WaitOptions | undefined, claim: Claim): Promise<Guard> {
    // Those who wait in this thread came first.
    if (options === undefined && this.waiters.size === 0) {
      const acquired = this.mutex.tryAcquire();
      if (acquired === OK) return Promise.resolve(this.held(claim, currentScope()));
      // It may be inherited by now: that must not be asked for twice.
      if (acquired !== 0) return Promise.reject(this.#failure(acquired, claim));
    }
    return this.#wait(options ?? {}, claim);
  }

  async #wait({ timeout, signal }: WaitOptions, claim: Claim): Promise<Guard> {
    const limit = checkTimeout(timeout);
    checkSignal(signal);
    if (limit === 0) return this.tryAcquire(claim) ?? this.#timeOut(0);
    const task = currentScope();
    return await passAsync(this.waiters, limit, signal, {
      timedOut: () => this.#timeoutError(limit),
      take: (acquired) => this.#taken(acquired, claim, task),
      drop: (acquired) => this.#drop(acquired, task),
    });
  }

  /** As `Lock.acquireSync`. */
  acquireSync(options: WaitOptions | undefined, claim: Claim): Guard {
    const first = options === undefined ? this.mutex.tryAcquire() : 0;
    return first === OK ? this.held(claim, currentScope()) : this.#block(first, options, claim);
  }

  /** Apart from the way of a free lock, which is worth compiling into whoever calls it. */
  #block(first: Acquired, options: WaitOptions | undefined, claim: Claim): Guard {
    const deadline = blockingDeadline(options ?? {}, () => `acquireSync of ${this.label}`, "acquire");
    const acquired = first || this.mutex.tryAcquire();
    if (acquired !== 0) return this.#taken(acquired, claim);
    const limit = options?.timeout ?? Infinity;
    if (remaining(deadline) === 0) this.#timeOut(limit);
    const refusal = this.refusal();
    if (refusal !== undefined) throw refusal;
    const late = this.mutex.acquireSync(deadline, this.#vet);
    return late === 0 ? this.#timeOut(limit) : this.#taken(late, claim);
  }

  /** Called while this thread is in the queue, and before it sleeps. */
  readonly #vet = (): DeadlockError | undefined => {
    const cycle = deadlockBy(threadMailbox().lot, this.key);
    if (cycle === undefined) return undefined;
    return new DeadlockError(`acquireSync of ${this.label} could never end: ${cycle}`);
  };

  #taken(acquired: Acquired, claim: Claim, task = currentScope()): Guard {
    if (acquired === OK) return this.held(claim, task);
    throw this.#failure(acquired, claim);
  }

  #failure(acquired: Acquired, claim: Claim): LockOwnerDiedError {
    return acquired === OWNER_DIED ? this.#inherited(claim) : this.poisonError();
  }

  /** Nobody waits for what was acquired: the task that asked for it has ended. */
  #drop(acquired: Acquired, task: object | undefined): boolean {
    if (!isScopeOver(task)) return false;
    if (acquired === OK) this.mutex.release();
    else if (acquired === OWNER_DIED && this.mutex.recover()) this.mutex.abandon();
    return true;
  }

  /** Shows that this thread holds it, for that task. */
  protected noteHeld(task: object | undefined): void {
    this.heldFor = task;
    this.heldLocks.add(this);
  }

  /** Shows that it holds it no more. */
  protected noteReleased(): void {
    this.heldLocks.remove(this);
  }

  /**
   * A hold that was let go of, and the way back to it.
   *
   * @param claim who takes the lock if its owner turns out to have died
   * @param restore makes the hold what it was; false if nothing is left of it
   */
  protected suspended(claim: Claim, restore: () => boolean): SuspendedHold {
    const retaken = (acquired: Acquired): void => {
      if (acquired !== OK) this.#taken(acquired, claim);
      else if (!restore()) {
        this.mutex.release();
        throw new InvalidStateError(
          `what held ${this.label} was released during a wait at a condition, which takes the lock again for it: ` +
            "release a guard when the wait is over (await it)",
        );
      }
    };
    return {
      retakeSync: () => retaken(this.mutex.acquireSync(Infinity, this.#vet)),
      retake: async () =>
        await passAsync(this.waiters, Infinity, undefined, {
          timedOut: () => this.#timeoutError(Infinity),
          take: retaken,
        }),
    };
  }

  get isPoisoned(): boolean {
    return this.mutex.isPoisoned;
  }

  poisonError(): LockOwnerDiedError {
    return new LockOwnerDiedError(
      `${this.label} is poisoned: whoever held it died, and the one that was told did not recover it. What it guards ` +
        "may be half changed for good",
    );
  }

  #poison(): void {
    // Who waits at a condition of this lock does not wait for the lock, and is not told by the mutex.
    if (this.mutex.poison()) wakeEverybody(threadMailbox().lot);
  }

  #inherited(claim: Claim): LockOwnerDiedError {
    const settle = inherit(() => this.#poison());
    return new LockOwnerDiedError(
      `whoever held ${this.label} died, or ended without releasing it: what it guards may be half changed. Repair it ` +
        "under the guard that recover() of this error returns; otherwise the lock is poisoned",
      () => {
        if (!settle() || !this.mutex.recover())
          throw new InvalidStateError(`${this.label} has been recovered already, with this error or another`);
        return this.held(claim, currentScope());
      },
    );
  }

  get isHeldByThread(): boolean {
    return this.mutex.isMine;
  }

  /** How many wait for it, in all threads. */
  get waiting(): number {
    return this.mutex.waiting;
  }

  #timeoutError(limit: number): TimeoutError {
    return new TimeoutError(
      `${this.label} was not free within ${limit} ms: whoever holds it has not released it; wait longer, or hold it ` +
        "for less",
    );
  }

  #timeOut(limit: number): never {
    throw this.#timeoutError(limit);
  }
}
