/** Holding a `Lock`: one guard, and anybody may end it. */
import { DeadlockError } from "../errors.js";
import { currentScope } from "../platform/scope.js";
import type { SuspendedHold } from "./condition-lock.js";
import { Guard } from "./guard.js";
import { ownedEntry } from "./held-locks.js";
import { LockCore } from "./lock-core.js";

/** Words of a `Lock`: the cell's own, and the mutex's. */
export const LOCK_WORDS = 2;

/** A `Lock`, as one thread sees it. */
export class PlainLockCore extends LockCore<undefined> {
  /** The number of this thread's hold, unless another thread has ended it; 0: it has none. */
  #hold = 0;
  /** Odd: never 0, also when it has wrapped. */
  #nextHold = 1;
  /** The holds that were let go of while a condition is waited for, and have not been ended meanwhile. */
  readonly #suspended = new Set<number>();

  /** CPython: the same, since a lock has no owner. */
  override get isHeldHere(): boolean {
    return this.mutex.held;
  }

  protected override held(_: undefined, task: object | undefined): Guard {
    const hold = this.#nextHold;
    this.#nextHold = (hold + 2) | 0;
    this.#hold = hold;
    this.entry = this.key;
    this.noteHeld(task);
    return new Guard(this, hold);
  }

  /** The hold of this guard is a scope that only its own end releases: cycles of such holds are deadlocks. */
  own(guard: Guard): void {
    if (this.#hold === guard.hold) this.#own();
  }

  #own(): void {
    this.entry = ownedEntry(this.key);
    this.heldLocks.show(this);
  }

  /** A task that holds it on this event loop can never release it while the loop is blocked. */
  protected override refusal(): DeadlockError | undefined {
    if (this.#hold === 0 || !this.mutex.isMine) return undefined;
    if (this.#isOwned)
      return new DeadlockError(
        `acquireSync of ${this.label} could never end: a run() of this thread holds it, and ends no sooner`,
      );
    if (this.heldFor === currentScope()) return undefined;
    return new DeadlockError(
      `acquireSync of ${this.label} would block this thread, where another task holds it: that task could never go on ` +
        "to release it. Await acquire() instead, or let each task have a thread of its own (tasksPerWorker: 1)",
    );
  }

  override end(guard: Guard): void {
    if (this.#hold === guard.hold) {
      this.#forget();
      this.mutex.release(); // false if another thread has released it: then there is nothing to do
    } else this.#suspended.delete(guard.hold);
  }

  override release(): boolean {
    if (this.#hold !== 0) {
      this.#forget();
      if (this.mutex.release()) return true;
    }
    return this.mutex.releaseAnyone();
  }

  override abandon(): void {
    this.#forget();
    this.mutex.abandon();
  }

  override suspend(): SuspendedHold {
    // Whose hold it is, is nobody's business: if it is another thread's, this one has a hold of its own afterwards.
    const hold = this.mutex.isMine ? this.#hold : 0;
    const task = hold === 0 ? currentScope() : this.heldFor;
    const owned = this.#isOwned;
    this.#forget();
    if (hold === 0) this.mutex.releaseAnyone();
    else {
      this.#suspended.add(hold);
      this.mutex.release();
    }
    return this.suspended(undefined, () => {
      if (hold === 0) this.held(undefined, task);
      else {
        if (!this.#suspended.delete(hold)) return false;
        this.#hold = hold;
        this.noteHeld(task);
      }
      if (owned) this.#own();
      return true;
    });
  }

  #forget(): void {
    this.#hold = 0;
    this.entry = this.key;
    this.noteReleased();
  }

  get #isOwned(): boolean {
    return this.entry !== this.key;
  }
}
