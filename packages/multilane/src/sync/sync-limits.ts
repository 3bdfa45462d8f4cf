import { checkTimeout, deadlineAfter } from "../platform/clock.js";
import { checkSignal, isRemote } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";

/**
 * Checks the options of a wait that blocks the thread.
 *
 * @param what for the message: `acquireSync of Lock "report"`
 * @param instead the method that takes a signal: `acquire`
 * @returns the deadline on `now()` of this thread
 * @throws RangeError for a timeout that is NaN or negative; the signal's reason if it is aborted
 * @throws TypeError for a signal that is not, unless another thread aborts it: no event of this one can, while it is
 *   blocked
 */
export function blockingDeadline(
  { timeout, signal }: WaitOptions,
  what: () => string,
  instead: string,
): number {
  const limit = checkTimeout(timeout);
  if (signal !== undefined) {
    checkSignal(signal);
    if (isRemote(signal)) return deadlineAfter(limit);
    throw new TypeError(
      `${what()} cannot watch this signal: it blocks the thread whose event loop would abort it; pass the signal of ` +
        `currentTask(), or a timeout, or await ${instead}({ signal })`,
    );
  }
  return deadlineAfter(limit);
}
