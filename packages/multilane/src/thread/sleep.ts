import { onAbort } from "../platform/abort-listeners.js";
import { checkTimeout, deadlineAfter, startTimer } from "../platform/clock.js";
import { blockUntil } from "../memory/thread-slots.js";
import { ownSlot } from "./self.js";

/**
 * Waits without blocking the thread. CPython: `asyncio.sleep`.
 *
 * @param milliseconds ≥ 0; `Infinity` waits for ever, or until the signal
 * @param options `signal`: ends the wait early by throwing its reason
 * @throws RangeError for NaN and negatives
 */
export async function sleep(
  milliseconds: number,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  checkTimeout(milliseconds, "sleep");
  const { signal } = options;
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = startTimer(milliseconds, () => {
      stopListening?.();
      resolve();
    });
    const stopListening =
      signal &&
      onAbort(signal, () => {
        timer.cancel();
        reject(signal.reason);
      });
  });
}

/**
 * Blocks this thread, its event loop included. Pools that it owns are served meanwhile. CPython: `time.sleep`, in
 * milliseconds.
 *
 * @param milliseconds ≥ 0
 * @throws RangeError for NaN and negatives
 */
export function sleepSync(milliseconds: number): void {
  blockUntil(ownSlot().index, () => false, deadlineAfter(checkTimeout(milliseconds, "sleepSync")));
}
