/**
 * A node: one wait that is under way. It belongs to the thread in its THREAD word as long as that is set; the other
 * words are written under the lock of the bucket that its key falls into, but that its owner takes a settled node
 * back to IDLE. Whatever becomes of the wait is one store to STATE: who reads it knows.
 */

/** Where the wait stands: one of {@link NodeState}. */
export const STATE = 0;
/** What is waited for: the key of a primitive's queue. */
export const KEY = 1;
/** The place in the queue: a lower one came earlier (as a signed difference: it wraps). */
export const TICKET = 2;
/** The neighbours in the bucket's list, 0 at its ends. */
export const NEXT = 3;
export const PREV = 4;
/** When the wait began, in milliseconds of a clock that all threads share, modulo 2^32. */
export const SINCE = 5;
/** The token of the thread that waits; 0: the node is nobody's. */
export const THREAD = 6;
/** How it waits: bits of {@link EVENT_LOOP}, {@link PASSES_ON}, {@link BREAKS}. */
export const KIND = 7;
/** What a granted wait is told. */
export const VALUE = 8;
/** How many waits of its thread it stands for. */
export const COUNT = 9;
/** How many words of a node are used. */
export const NODE_WORDS_USED = 10;

/** The states of a node. WAITING alone is in a queue. */
export type NodeState = 0 | 1 | 2 | 3 | 4 | 5;
/** Its thread's, to be used for the next wait. */
export const IDLE = 0;
/** In the queue of its key. */
export const WAITING = 1;
/** Told that it is worth trying again; nothing was given to it. */
export const TOLD = 2;
/** What it waits for was handed over: it has it. */
export const HANDED = 3;
/** The wait is over, with VALUE. */
export const GRANTED = 4;
/** Somebody who waited beside it died. */
export const BROKEN = 5;

/** Kind: an event loop waits, not a blocked thread. */
export const EVENT_LOOP = 1;
/** Kind: if the thread dies after it was granted, the grant goes to the next in the queue. */
export const PASSES_ON = 2;
/** Kind: it waits for a lock, which others should not hold for long. */
export const FOR_LOCK = 8;
/** Kind: if the thread dies while it waits, all that wait beside it are broken. */
export const BREAKS = 4;
