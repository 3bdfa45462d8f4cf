/**
 * The word of a mutex: `token << 3 | bits`. The token (29 bits) is the owner's, or one of the two below, or 0: free.
 * `PROTOCOL.md` has the state table.
 */
import { specialToken } from "../memory/thread-token.js";

/** Somebody may wait in the mutex's queue: the release must look there. */
export const PARKED = 1;
/** The owner has been handed the mutex and has not seen it yet: if it is dead, it left nothing half done. */
export const IN_TRANSIT = 2;
/** The owner took it from one who died, and has not said yet that it recovers it. */
export const INHERITED = 4;
/** All bits beside the token. */
export const BITS = 7;

/** A task of a living thread ended and left the mutex held. */
export const ABANDONED: number = specialToken(1) << 3;
/** Its owner died, the next one was told, and has not recovered it. */
export const POISONED: number = specialToken(2) << 3;

/** The word, as it is while the thread with this token has the mutex. */
export function heldBy(token: number): number {
  return token << 3;
}

/** The owner's token. */
export function ownerOf(state: number): number {
  return state >>> 3;
}
