/** The two ways in which a wait ends early: its time is over, or a signal is aborted. */
import { onAbort } from "./abort-listeners.js";
import { startTimer } from "./clock.js";

/** How long to wait at most. */
export interface WaitOptions {
  /** Milliseconds from now; `undefined` and `Infinity` wait for ever, `0` does not wait. */
  readonly timeout?: number | undefined;
  /** An abort ends the wait with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Validates a signal before anything is begun.
 *
 * @throws TypeError for what is not an AbortSignal; the signal's reason if it is aborted
 */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const given: unknown = signal;
  if (!(given instanceof AbortSignal))
    throw new TypeError(`signal must be an AbortSignal, not ${given === null ? "null" : typeof given}`);
  signal.throwIfAborted();
}

const remote = new WeakSet<AbortSignal>();

/** Says that another thread aborts this signal, by a word of shared memory that `aborted` reads, and rings this thread. */
export function markRemote(signal: AbortSignal): void {
  remote.add(signal);
}

/** Whether the signal can abort while this thread is blocked. */
export function isRemote(signal: AbortSignal): boolean {
  return remote.has(signal);
}

/**
 * Watches for both. Whoever waits calls the returned function whichever way the wait ends, so that neither a timer
 * nor a listener stays behind.
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
