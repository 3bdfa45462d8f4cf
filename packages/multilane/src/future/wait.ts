import { checkTimeout } from "../platform/clock.js";
import type { WaitOptions } from "../platform/wait-options.js";
import type { Future } from "./future.js";
import { futureSet } from "./future-set.js";
import { watchLimits } from "../platform/wait-options.js";
import type { Waiter } from "./waiter.js";

/** What {@link wait} waits for: any future done, any one failed (or all done), or all done. */
export type ReturnWhen = "FIRST_COMPLETED" | "FIRST_EXCEPTION" | "ALL_COMPLETED";

const RETURN_WHEN: readonly string[] = ["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"];

/** How long {@link wait} waits. */
export interface WaitForFuturesOptions extends WaitOptions {
  /** Default `ALL_COMPLETED`. */
  readonly returnWhen?: ReturnWhen | undefined;
}

/** The futures given to {@link wait}, each in one of the two sets. */
export interface DoneAndNotDone<F> {
  /** Those that are finished or cancelled. */
  readonly done: Set<F>;
  /** Those that are not; of a bare `Future`, also one that is cancelled but never reached an executor. */
  readonly notDone: Set<F>;
}

/**
 * Waits for futures, of one executor or of several. CPython: `concurrent.futures.wait`.
 *
 * A timeout is not an error here: it shows in `notDone`. FIRST_EXCEPTION does not count a cancelled future as failed,
 * and waits for all where none fails. What is asked for already is answered even where the time is over or the signal
 * is aborted. Giving up cancels nothing.
 *
 * Cost: each call looks at every future that it is given. To take futures one by one, `asCompleted` is cheaper.
 *
 * @param futures any iterable; duplicates collapse
 * @returns rejects with the signal's reason if it is aborted first; RangeError for a timeout that is NaN or negative
 *   and for an unknown `returnWhen` (CPython looks at it only where something is still pending); TypeError for what
 *   is not a future
 */
export async function wait<F extends Future<unknown>>(
  futures: Iterable<F>,
  options: WaitForFuturesOptions = {},
): Promise<DoneAndNotDone<F>> {
  const { signal, returnWhen = "ALL_COMPLETED" } = options;
  const timeout = checkTimeout(options.timeout);
  if (!RETURN_WHEN.includes(returnWhen))
    throw new RangeError(`returnWhen must be one of ${RETURN_WHEN.join(", ")}, not ${returnWhen}`);

  const all = [...futureSet(futures, "wait")];
  const pending = all.filter((future) => !future.notified());
  const enough =
    pending.length === 0 || all.some((future) => future.notified() && isEnough(future, returnWhen));
  if (!enough) {
    signal?.throwIfAborted();
    if (timeout > 0) await untilEnough(pending, returnWhen, timeout, signal);
  }

  // Sorted only now: an executor settles results in batches, and the rest of a batch is done by now as well.
  const sets = { done: new Set<F>(), notDone: new Set<F>() };
  for (const future of all) (future.notified() ? sets.done : sets.notDone).add(future);
  return sets;
}

/** Whether this one future, which is done, ends the wait, whatever the others do. */
function isEnough(future: Future<unknown>, returnWhen: ReturnWhen): boolean {
  return returnWhen === "FIRST_COMPLETED" || (returnWhen === "FIRST_EXCEPTION" && future.failed());
}

function untilEnough(
  pending: readonly Future<unknown>[],
  returnWhen: ReturnWhen,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = pending.length;
    const waiter: Waiter = {
      notify(future) {
        left -= 1;
        if (left === 0 || isEnough(future, returnWhen)) stop(resolve);
      },
    };
    const stop = (settle: () => void): void => {
      stopWatching();
      for (const future of pending) future.removeWaiter(waiter);
      settle();
    };
    const stopWatching = watchLimits(
      timeout,
      signal,
      () => stop(resolve),
      () => stop(() => reject(signal?.reason)),
    );
    for (const future of pending) future.addWaiter(waiter);
  });
}
