/**
 * A thread in 29 bits: what a lock's word says of its owner. The low 12 bits are the index of its slot (never 0), the
 * others the low bits of its ident, so that a token of a thread that is gone is not taken for the next one in its
 * slot. Two threads have the same token only if they have the same slot and 131,072 threads were started in between.
 */
import type { AtomicsLike } from "../platform/atomics.js";
import type { ThreadSlot } from "./thread-slots.js";

/** Bits of a token. */
const TOKEN_BITS = 29;
const INDEX_BITS = 12;
const INDEX_MASK: number = 2 ** INDEX_BITS - 1;
const IDENT_MASK: number = 2 ** (TOKEN_BITS - INDEX_BITS) - 1;

/** The highest index that a slot may have: the ones above name nobody, and mean something else in a lock's word. */
export const LAST_SLOT: number = INDEX_MASK - 8;

/** A token that names no thread; `which` from 1 to 7. */
export function specialToken(which: number): number {
  return LAST_SLOT + which;
}

/** The token of the thread in this slot. */
export function tokenOf({ index, ident }: ThreadSlot): number {
  return ((ident & IDENT_MASK) << INDEX_BITS) | index;
}

/** The index of the slot that a token names. */
export function slotOfToken(token: number): number {
  return token & INDEX_MASK;
}

/** Whether a slot's STATE word is of the thread that has this token. */
export function isOfToken(state: number, token: number): boolean {
  return ((state >>> 2) & IDENT_MASK) === token >>> INDEX_BITS;
}

/** Where the threads' slots are: in the arena, or in the memory of a model. */
export interface SlotTable {
  readonly atomics: AtomicsLike;
  readonly words: Int32Array;
  /** Index of the first word of slot 0. */
  readonly slots: number;
  /** Words in a slot. */
  readonly slotWords: number;
}
