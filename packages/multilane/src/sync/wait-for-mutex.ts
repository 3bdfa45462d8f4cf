/** Waiting for a mutex on the event loop. */
import { keepAlive, letGo } from "../platform/keep-alive.js";
import { watchLimits } from "../platform/wait-options.js";
import type { LocalMutex } from "./local-mutex.js";
import type { Hold } from "./lock-words.js";

/**
 * Queues up behind those who wait in this thread already, and keeps the program alive meanwhile.
 *
 * @param timeout milliseconds > 0, checked
 * @param signal not aborted yet; an abort rejects with its reason
 * @param timedOut makes the error of a wait that took too long
 */
export function waitForMutex(
  { waiters }: LocalMutex,
  timeout: number,
  signal: AbortSignal | undefined,
  timedOut: () => Error,
): Promise<Hold> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      stopWatching();
      letGo();
    };
    const acquirer = {
      grant(hold: Hold): void {
        settle();
        resolve(hold);
      },
    };
    const giveUp = (error: unknown): void => {
      if (!waiters.cancel(acquirer)) return;
      settle();
      reject(error);
    };
    const stopWatching = watchLimits(
      timeout,
      signal,
      () => {
        waiters.drain(); // this loop may have been blocked until now, and the mutex free
        giveUp(timedOut());
      },
      () => giveUp(signal?.reason),
    );
    keepAlive();
    waiters.enqueue(acquirer);
  });
}
