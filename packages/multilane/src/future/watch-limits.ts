import { startTimer } from "../platform/clock.js";
import { onAbort } from "./abort-listeners.js";

/**
 * Watches for the two ways in which a wait ends early. Whoever waits calls the returned function whichever way the
 * wait ends, so that neither a timer nor a listener stays behind.
 *
 * @param timeout milliseconds ≥ 0, checked; `Infinity` starts no timer
 * @param signal not aborted yet
 */
export function watchLimits(
  timeout: number,
  signal: AbortSignal | undefined,
  timedOut: () => void,
  aborted: () => void,
): () => void {
  const timer = timeout === Infinity ? undefined : startTimer(timeout, timedOut);
  const stopListening = signal === undefined ? undefined : onAbort(signal, aborted);
  return () => {
    timer?.cancel();
    stopListening?.();
  };
}
