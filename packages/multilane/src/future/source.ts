import type { Future } from "./future.js";

/**
 * What an executor puts behind its futures: how a future reaches the task that is to settle it. One object may serve
 * all futures of an executor; each call says which future it is about. A `Future` drops its source when it is done.
 *
 * A future without a source behaves as CPython's bare `Future`: `cancel` always succeeds until
 * `setRunningOrNotifyCancel`, and it cannot be waited for synchronously.
 */
export interface FutureSource {
  /**
   * Takes the task back. Called by `Future.cancel` while the future is neither running nor done in this thread; the
   * task may nevertheless run already elsewhere.
   *
   * @returns `true`: the task has not begun and surely never will, and nobody will settle this future; it becomes
   *   cancelled as soon as this returns, and `wait` and `asCompleted` are told. `false`: it has begun or is over.
   */
  cancel(future: Future<unknown>): boolean;

  /**
   * Somebody waits for it from now on: awaits it, has it in `wait` or `asCompleted`, or has added a callback. Called
   * while it is not done, perhaps several times.
   */
  awaited?(future: Future<unknown>): void;

  /** Whether the task runs now. Asked while the future is neither running nor done in this thread; must be exact. */
  running(future: Future<unknown>): boolean;

  /**
   * Blocks this thread until the future is done or the deadline is over, and settles whatever arrives meanwhile.
   * Must look once for what has arrived already even if the deadline is past, and must throw rather than wait for
   * what can never come.
   *
   * @param deadline milliseconds on the clock of `now()` in `platform/clock`; `Infinity` is "for ever"
   */
  block(future: Future<unknown>, deadline: number): void;
}
