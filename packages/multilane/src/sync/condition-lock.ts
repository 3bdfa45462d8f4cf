/** What a condition needs of its lock. */

/** A hold that was let go of while its owner waits at a condition. */
export interface SuspendedHold {
  /**
   * Takes the lock again, however long it takes; the hold is then what it was: its depth, its guards.
   *
   * @throws LockOwnerDiedError, DeadlockError; InvalidStateError if its guards were released meanwhile. The lock is
   *   not held then.
   */
  retakeSync(): void;
  /** As {@link retakeSync}, on the event loop. */
  retake(): Promise<void>;
}

/** A lock that can be let go of while a condition is waited for. */
export interface ConditionLock {
  /** Lets go of it, all of it. Never waits, never throws. */
  suspend(): SuspendedHold;
  /** Whether it can never be taken again. Who waits at a condition looks again after that, as after a death. */
  readonly isPoisoned: boolean;
  /** The error for that. */
  poisonError(): Error;
}
