import type { Future } from "./future.js";

/**
 * One `wait` or `asCompleted` that waits for many futures, as CPython's `_Waiter`. Not a done-callback: a bare future
 * that was cancelled calls its callbacks at once, but its waiters only when the executor comes across it.
 *
 * @internal
 */
export interface Waiter {
  /** The future is finished, or cancelled and known to be so. Called once for each future; must not throw. */
  notify(future: Future<unknown>): void;
}
