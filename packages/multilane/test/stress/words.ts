/** The shared words of a stress run. */

/** Ends the run when it is 1. */
export const STOP = 0;
/** The first thing that went wrong: a code of {@link FAULTS}, and where. */
export const FAULT = 1;
/** Token of who is inside lock 0, 1, 2 (two of them `Lock`, the third an `RLock`). */
export const INSIDE = 2;
/** How many are inside the semaphore; not reliable after a death, so only its bound is checked by who is alive. */
export const ENDED = 5;
/** The next item that somebody puts into the queue. */
export const NEXT_ITEM = 6;
/** Owner deaths that were seen, and recovered from. */
export const DEATHS_SEEN = 7;
/** What each thread has done: one word a thread. */
export const PROGRESS = 8;
export const MOST_THREADS = 8;
/** One bit an item: it was got. */
export const GOT = PROGRESS + MOST_THREADS;
export const ITEMS = 4_000_000;
export const WORDS = GOT + ITEMS / 32;

/** What can go wrong. */
export const FAULTS = [
  "nothing",
  "two threads were inside one lock",
  "a lock was poisoned although everybody recovers",
  "an item came out twice",
  "an item came out that nobody has put",
  "an unexpected error",
] as const;
