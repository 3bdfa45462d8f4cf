/** Waiting at a gate on the event loop. */
import { keepAlive, letGo } from "../platform/keep-alive.js";
import { watchLimits } from "../platform/wait-options.js";
import type { GateWaiters } from "./parking-lot/gate-waiters.js";

/**
 * Queues up behind those who wait in this thread already, and keeps the program alive meanwhile.
 *
 * @param timeout milliseconds > 0, checked
 * @param signal not aborted yet; an abort rejects with its reason
 * @param timedOut makes the error of a wait that took too long
 * @param attempt see `GateWaiter`
 */
export function awaitGate<T>(
  waiters: GateWaiters<T>,
  timeout: number,
  signal: AbortSignal | undefined,
  timedOut: () => Error,
  attempt?: () => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      stopWatching();
      letGo();
    };
    const waiter = {
      attempt,
      grant(passed: T): void {
        settle();
        resolve(passed);
      },
    };
    const giveUp = (error: unknown): void => {
      if (!waiters.cancel(waiter)) return;
      settle();
      reject(error);
    };
    const stopWatching = watchLimits(
      timeout,
      signal,
      () => {
        waiters.drain(); // this loop may have been blocked until now, and the gate open
        giveUp(timedOut());
      },
      () => giveUp(signal?.reason),
    );
    keepAlive();
    try {
      waiters.enqueue(waiter);
    } catch (error) {
      settle();
      reject(error);
    }
  });
}
