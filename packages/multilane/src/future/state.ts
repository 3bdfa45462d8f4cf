/**
 * The states of a future. They are CPython's, with its FINISHED split in two: whether the task failed is a state of
 * its own, because anything can be thrown, `undefined` too. The order matters: from {@link CANCELLED} on the future
 * is done, from {@link CANCELLED_AND_NOTIFIED} on `wait` and `asCompleted` count it as done.
 */
export type FutureState =
  | typeof PENDING
  | typeof RUNNING
  | typeof CANCELLED
  | typeof CANCELLED_AND_NOTIFIED
  | typeof RETURNED
  | typeof RAISED;

/** Nobody has begun the task, as far as this thread knows. */
export const PENDING = 0;

/** An executor has begun the task: it can no longer be cancelled. */
export const RUNNING = 1;

/** Cancelled, and the executor has not come across it yet. */
export const CANCELLED = 2;

/** Cancelled, and the executor knows: no trace of the task is left. */
export const CANCELLED_AND_NOTIFIED = 3;

/** Finished with a value. */
export const RETURNED = 4;

/** Finished with an error. */
export const RAISED = 5;
