/**
 * Blocking waits that a signal ends. No event of a blocked thread can abort a signal of its own, but another thread can
 * abort one that reads shared memory (`currentTask().signal`): it writes the word and then rings this thread's bell, so
 * the sleeper sees the word or is woken to see it.
 *
 * The sleep ends as if the time was over, which every wait knows how to undo; what was handed over in that moment is
 * kept. Whoever blocked asks the signal then.
 */
import { TimeoutError } from "../errors.js";

let watched: AbortSignal | undefined;

/** Whether the wait that this thread is blocked in is to end. Called each time before it sleeps. */
export function isInterrupted(): boolean {
  const signal = watched;
  // It may take in the abort's message, and run the listeners of the program.
  return signal !== undefined && uninterrupted(() => signal.aborted);
}

/** Does what a blocked thread does beside: its own waits are not those of the signal. */
export function uninterrupted<T>(fn: () => T): T {
  return watching(undefined, fn);
}

/**
 * Blocks by calling `block`, whose sleeps the signal ends: it returns then as if the time was over.
 *
 * @param signal checked by `blockingDeadline`
 * @throws the signal's reason, if it is aborted, in place of a TimeoutError of `block`
 */
export function interruptible<T>(signal: AbortSignal | undefined, block: () => T): T {
  if (signal === undefined) return block();
  try {
    return watching(signal, block);
  } catch (error) {
    if (error instanceof TimeoutError) signal.throwIfAborted();
    throw error;
  }
}

function watching<T>(signal: AbortSignal | undefined, fn: () => T): T {
  const outer = watched;
  watched = signal;
  try {
    return fn();
  } finally {
    watched = outer;
  }
}
