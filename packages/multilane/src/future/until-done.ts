import { TimeoutError } from "../errors.js";
import { checkTimeout } from "../platform/clock.js";
import type { WaitOptions } from "../platform/wait-options.js";
import type { Future } from "./future.js";
import { watchLimits } from "../platform/wait-options.js";

/**
 * Waits until a future is done, however it ends. A future that is done answers even where the time is over or the
 * signal is aborted, as CPython's `result(timeout=0)`. A wait that gives up leaves nothing at the future.
 *
 * @returns rejects with `TimeoutError`, with the signal's reason, or with what {@link checkTimeout} throws
 */
export function untilDone(future: Future<unknown>, { timeout, signal }: WaitOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = checkTimeout(timeout); // inside the executor: what it throws rejects
    if (future.done()) {
      resolve();
      return;
    }
    signal?.throwIfAborted();
    const timedOut = (): TimeoutError =>
      new TimeoutError(`the result was not there within ${limit} ms: ${future.toString()}`);
    if (limit === 0) throw timedOut();

    const finish = (): void => {
      stopWatching();
      resolve();
    };
    const giveUp = (error: unknown): void => {
      stopWatching();
      future.removeDoneCallback(finish);
      if (future.done())
        resolve(); // an earlier done-callback of this very future aborted the signal
      else reject(error);
    };
    const stopWatching = watchLimits(
      limit,
      signal,
      () => giveUp(timedOut()),
      () => giveUp(signal?.reason),
    );
    future.addDoneCallback(finish);
  });
}
