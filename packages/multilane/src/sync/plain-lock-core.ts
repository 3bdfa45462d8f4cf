/** Holding a `Lock`: one guard, and anybody may end it. */
import { DeadlockError } from "../errors.js";
import { currentScope } from "../platform/scope.js";
import type { SuspendedHold } from "./condition-lock.js";
import { Guard } from "./guard.js";
import { showOwnership } from "./held-locks.js";
import { LockCore } from "./lock-core.js";

/** Words of a `Lock`: the cell's own, and the mutex's. */
export const LOCK_WORDS = 2;

/** A `Lock`, as one thread sees it. */
export class PlainLockCore extends LockCore<undefined> {
  /** The hold of this thread, unless another thread has ended it. */
  #hold: Guard | undefined;

  /** CPython: the same, since a lock has no owner. */
  override get isHeldHere(): boolean {
    return this.mutex.held;
  }

  protected override held(_: undefined, task: object | undefined): Guard {
    const guard = new Guard(this);
    this.#hold = guard;
    this.isOwned = false;
    this.noteHeld(task);
    return guard;
  }

  /** The hold of this guard is a scope that only its own end releases: cycles of such holds are deadlocks. */
  own(guard: Guard): void {
    if (this.#hold !== guard) return;
    this.isOwned = true;
    showOwnership(this);
  }

  /** A task that holds it on this event loop can never release it while the loop is blocked. */
  protected override refusal(): DeadlockError | undefined {
    if (this.#hold === undefined || !this.mutex.isMine) return undefined;
    if (this.isOwned)
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
    if (this.#hold !== guard) return;
    this.#forget();
    this.mutex.release(); // false if another thread has released it: then there is nothing to do
  }

  override release(): boolean {
    if (this.#hold !== undefined) {
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
    const guard = this.#hold !== undefined && this.mutex.isMine ? this.#hold : undefined;
    const task = guard === undefined ? currentScope() : this.heldFor;
    const owned = this.isOwned;
    this.#forget();
    if (guard === undefined) this.mutex.releaseAnyone();
    else this.mutex.release();
    return this.suspended(undefined, () => {
      if (guard?.isOver === true) return false;
      this.#hold = guard ?? new Guard(this);
      this.noteHeld(task);
      if (owned) this.own(this.#hold);
      return true;
    });
  }

  #forget(): void {
    this.#hold = undefined;
    this.isOwned = false;
    this.noteReleased();
  }
}
