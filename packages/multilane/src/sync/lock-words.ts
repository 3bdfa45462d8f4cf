/**
 * The words of a mutex, and the bits of its state word. `PROTOCOL.md` beside this file has the state table.
 */

/** Word 0: `generation << 3 | bits`. Free: no bits. Each release moves to the next generation. */
export const STATE = 0;
/** Word 1: counts the releases that async waiters were told of; they wait on it. */
export const ASYNC_SEQ = 1;
/** Word 2: how many acquirers wait, sync and async. For statistics alone: nothing is decided by it. */
export const WAITING = 2;
/** Words of a mutex. */
export const MUTEX_WORDS = 3;

/** Somebody has the mutex. */
export const HELD = 1;
/** Threads may sleep on STATE: the release must wake one. */
export const SYNC_WAITERS = 2;
/** Event loops may wait on ASYNC_SEQ: the release must tell all of them. */
export const ASYNC_WAITERS = 4;

const BITS: number = HELD | SYNC_WAITERS | ASYNC_WAITERS;

/**
 * Names one hold of a mutex: the state word as it was taken. No other hold of this mutex has the same until 2^29
 * releases later. 0 is none.
 */
export type Hold = number;

/** Whether a state word is of the hold's own time: nobody has released it since. */
export function isSameHold(state: number, hold: Hold): boolean {
  return (state & ~BITS) === (hold & ~BITS);
}

/** The state word after the release of this one: the next generation, free. Wraps around. */
export function freed(state: number): number {
  return ((state & ~BITS) + (BITS + 1)) | 0;
}
