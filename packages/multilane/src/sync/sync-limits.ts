import { checkTimeout, deadlineAfter } from "../platform/clock.js";
import { checkSignal } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";

/**
 * Checks the options of a wait that blocks the thread.
 *
 * @param what for the message: `acquireSync of Lock "report"`
 * @param instead the method that takes a signal: `acquire`
 * @returns the deadline on `now()` of this thread
 * @throws RangeError for a timeout that is NaN or negative; the signal's reason if it is aborted
 * @throws TypeError for a signal that is not: no event of this thread can abort it while the thread is blocked
 */
export function blockingDeadline(
  { timeout, signal }: WaitOptions,
  what: () => string,
  instead: string,
): number {
  const limit = checkTimeout(timeout);
  if (signal !== undefined) {
    checkSignal(signal);
    throw new TypeError(
      `${what()} cannot watch a signal: it blocks the thread whose event loop would abort it; pass a timeout, or ` +
        `await ${instead}({ signal })`,
    );
  }
  return deadlineAfter(limit);
}
