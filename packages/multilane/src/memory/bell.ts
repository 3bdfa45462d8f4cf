/**
 * How a thread sleeps and is woken: only ever on a word of its own, so that a wake-up meant for one thread is never
 * spent on another. For the arena see `thread-slots.ts`; the checker runs these functions over a memory of its own.
 */
import type { WaitOutcome } from "../platform/atomics.js";
import { remaining } from "../platform/clock.js";
import { BELL, BLOCKED, GONE, MAILBOX, STATE } from "./slot-words.js";
import { isOfToken, slotOfToken } from "./thread-token.js";
import type { SlotTable } from "./thread-token.js";

export type { SlotTable };

/** Index of a word of a slot. */
export function slotWord(table: SlotTable, index: number, word: number): number {
  return table.slots + index * table.slotWords + word;
}

/**
 * Wakes the thread in this slot if it is blocked. Call it *after* the news is where `check` of
 * {@link sleepUntil} looks: the sleeper raises BLOCKED before it looks, so either it sees the news, or this load
 * sees BLOCKED and the changed BELL keeps it awake.
 */
export function ringBell(table: SlotTable, index: number): void {
  const { atomics, words } = table;
  if (atomics.load(words, slotWord(table, index, BLOCKED)) === 0) return;
  const bell = slotWord(table, index, BELL);
  atomics.add(words, bell, 1);
  atomics.notify(words, bell);
}

/** Wakes the event loop of the thread in this slot, after the news is where it looks; the partner is its `waitAsync`. */
export function ringMailbox(table: SlotTable, index: number): void {
  const { atomics, words } = table;
  const mailbox = slotWord(table, index, MAILBOX);
  atomics.add(words, mailbox, 1);
  atomics.notify(words, mailbox);
}

/** What a blocked thread goes on doing. */
export interface WhileBlocked {
  /** Called each time before it looks. */
  readonly before: () => void;
  /** How it sleeps: `wait` of the atomics, and nothing else. */
  readonly wait: (words: Int32Array, index: number, value: number, milliseconds: number) => WaitOutcome;
  /** For how many milliseconds it may sleep before it looks again, though nobody rings; without it for ever. */
  readonly nap?: () => number;
  /** Whether it is to wake as if the time was over; asked each time before it sleeps. Whoever changes that rings the bell. */
  readonly interrupted?: () => boolean;
}

/**
 * Blocks this thread, in slot `index`, until `check` holds or the deadline is over.
 *
 * @param deadline milliseconds on `now()` of this thread, or `Infinity`
 * @returns what `check` said last
 */
export function sleepUntil(
  table: SlotTable,
  index: number,
  check: () => boolean,
  deadline: number,
  { before, wait, nap, interrupted }: WhileBlocked,
): boolean {
  const { atomics, words } = table;
  const [blocked, bell] = [slotWord(table, index, BLOCKED), slotWord(table, index, BELL)];
  // Pairs with the load in ringBell().
  atomics.add(words, blocked, 1);
  try {
    for (;;) {
      const rings = atomics.load(words, bell);
      before();
      if (check()) return true;
      if (interrupted?.() === true) return check();
      const left = remaining(deadline);
      if (left === 0) return false;
      const longest = nap?.() ?? Infinity;
      // Sleeps only if nobody has rung since `rings` was read. Pairs with add and notify in ringBell().
      if (wait(words, bell, rings, Math.min(left, longest)) === "timed-out" && left <= longest)
        return check();
    }
  } finally {
    atomics.sub(words, blocked, 1);
  }
}

/**
 * Whether the thread with this token has stopped running, as far as is known: its slot has passed on, or whoever saw
 * it stop has said so. A thread that is being terminated still runs.
 */
export function isGone(table: SlotTable, token: number): boolean {
  const { atomics, words } = table;
  const index = slotOfToken(token);
  // Pairs with the stores of whoever saw it stop: GONE first, and STATE when the slot is freed.
  if (atomics.load(words, slotWord(table, index, GONE)) === token) return true;
  return !isOfToken(atomics.load(words, slotWord(table, index, STATE)), token);
}

/** Says that the thread with this token has stopped running. Only for who has seen it. */
export function markGone(table: SlotTable, token: number): void {
  table.atomics.store(table.words, slotWord(table, slotOfToken(token), GONE), token);
}
