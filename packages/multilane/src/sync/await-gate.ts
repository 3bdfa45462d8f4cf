/** Waiting at a gate on the event loop. */
import { keepAlive, letGo } from "../platform/keep-alive.js";
import { watchLimits } from "../platform/wait-options.js";
import type { GateWaiters } from "./parking-lot/gate-waiters.js";

/** How one waits at a gate, and what comes of it. */
export interface Passage<T, R> {
  /** Makes the error of a wait that took too long. */
  readonly timedOut: () => Error;
  /** Called in the very moment in which the gate was passed, before any other code of this thread; may throw. */
  readonly take: (passed: T) => R;
  /** Gives back what was passed when nobody wants it any more: the promise stays pending then. Nobody wants less by default. */
  readonly drop?: (passed: T) => boolean;
  /** See `GateWaiter`. */
  readonly attempt?: (() => T | undefined) | undefined;
}

/**
 * Queues up behind those who wait in this thread already, and keeps the program alive meanwhile.
 *
 * @param timeout milliseconds > 0, checked
 * @param signal not aborted yet; an abort rejects with its reason
 */
export function passAsync<T, R>(
  waiters: GateWaiters<T>,
  timeout: number,
  signal: AbortSignal | undefined,
  { timedOut, take, drop, attempt }: Passage<T, R>,
): Promise<R> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      stopWatching();
      letGo();
    };
    const waiter = {
      attempt,
      grant(passed: T): void {
        settle();
        if (drop?.(passed) === true) return;
        try {
          resolve(take(passed));
        } catch (error) {
          reject(error);
        }
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

/** As {@link passAsync}, for what is passed itself. */
export function awaitGate<T>(
  waiters: GateWaiters<T>,
  timeout: number,
  signal: AbortSignal | undefined,
  timedOut: () => Error,
  attempt?: () => T | undefined,
): Promise<T> {
  return passAsync(waiters, timeout, signal, { timedOut, take: (passed) => passed, attempt });
}
