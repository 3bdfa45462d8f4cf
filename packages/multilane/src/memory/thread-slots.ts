/**
 * One slot of the shared arena per thread: whether it lives, and the bell that a blocked thread sleeps on.
 *
 * STATE carries the ident (never reused), so that a late compare-and-exchange of the watcher cannot hit the next
 * thread in the slot. No wake-up can be lost on BELL: see `memory/bell.ts`. The words are in `memory/slot-words.ts`.
 */
import { ResourceExhaustedError } from "../errors.js";
import { atomics, waitWithoutPumps } from "../platform/atomics.js";
import { prepareToBlock, runPumps } from "../platform/pumps.js";
import { arena } from "./arena.js";
import { ringBell, sleepUntil } from "./bell.js";
import { HELD_BASE, HELD_WORDS, NEXT_IDENT, THREAD_SLOT_BASE, THREAD_SLOT_WORDS } from "./layout.js";
import { BLOCKED, EXIT_CODE, EXIT_KIND, GONE, PARENT, STATE } from "./slot-words.js";
import { LAST_SLOT } from "./thread-token.js";
import type { SlotTable } from "./thread-token.js";

/** The life of a thread, as the low two bits of STATE. */
const ALIVE = 1;
export const FINISHED = 2;
export const DEAD = 3;

/** How a thread left, as far as it could say so itself. A terminated one, or one out of memory, says nothing. */
export type ExitKind = "none" | "exit" | "crash";
const EXIT_KINDS: readonly ExitKind[] = ["none", "exit", "crash"];

/** Names a thread for ever: the slot is reused, the ident is not. */
export interface ThreadSlot {
  readonly index: number;
  readonly ident: number;
}

const at = (index: number, word: number): number => THREAD_SLOT_BASE + index * THREAD_SLOT_WORDS + word;

let table: SlotTable | undefined;

/** The slots of the arena. */
export function threadSlots(): SlotTable {
  table ??= { atomics, words: arena(), slots: THREAD_SLOT_BASE, slotWords: THREAD_SLOT_WORDS };
  return table;
}

/** Takes a free slot for a thread that is about to be started by the thread with the token `parent` (0: by nobody of ours). */
export function takeSlot(parent: number): ThreadSlot {
  const words = arena();
  const ident = atomics.add(words, NEXT_IDENT, 1) + 1;
  for (let index = 1; index <= LAST_SLOT; index++) {
    // Pairs with the store of 0 in freeSlot.
    if (atomics.load(words, at(index, STATE)) !== 0) continue;
    if (atomics.compareExchange(words, at(index, STATE), 0, (ident << 2) | ALIVE) !== 0) continue;
    atomics.store(words, at(index, BLOCKED), 0);
    atomics.store(words, at(index, PARENT), parent);
    atomics.store(words, at(index, EXIT_KIND), 0);
    atomics.store(words, at(index, GONE), 0);
    words.fill(0, HELD_BASE + index * HELD_WORDS, HELD_BASE + (index + 1) * HELD_WORDS);
    return { index, ident };
  }
  throw new ResourceExhaustedError(
    `${LAST_SLOT} threads are alive already: the table of threads is full; join or terminate some first`,
  );
}

/** Gives the slot back; only its creator does, once nobody asks for the thread any more. */
export function freeSlot({ index, ident }: ThreadSlot): void {
  const words = arena();
  const state = atomics.load(words, at(index, STATE));
  if (state >>> 2 === ident) atomics.store(words, at(index, STATE), 0);
}

/** The thread's state; 0 when the slot has passed to another. */
export function stateOf({ index, ident }: ThreadSlot): number {
  const state = atomics.load(arena(), at(index, STATE));
  return state >>> 2 === ident ? state & 3 : 0;
}

/** Moves the thread to a later state (never back), if it is still in this slot; tells whether this call did it. */
export function advance(slot: ThreadSlot, to: number): boolean {
  const words = arena();
  for (let from = stateOf(slot); from !== 0 && from < to; from = stateOf(slot)) {
    const [expected, next] = [(slot.ident << 2) | from, (slot.ident << 2) | to];
    // Rivals: the thread itself (FINISHED), its creator and the watcher (DEAD). Whoever wins, it only goes forward.
    if (atomics.compareExchange(words, at(slot.index, STATE), expected, next) === expected) return true;
  }
  return false;
}

/** Leaves a last word about how this thread ends. */
export function recordExit(slot: ThreadSlot, kind: ExitKind, code: number): void {
  if (stateOf(slot) === 0) return;
  atomics.store(arena(), at(slot.index, EXIT_CODE), code);
  atomics.store(arena(), at(slot.index, EXIT_KIND), EXIT_KINDS.indexOf(kind));
}

/** What {@link recordExit} left. */
export function exitOf({ index }: ThreadSlot): { kind: ExitKind; code: number } {
  const kind = EXIT_KINDS[atomics.load(arena(), at(index, EXIT_KIND))] ?? "none";
  return { kind, code: atomics.load(arena(), at(index, EXIT_CODE)) };
}

/** The slots of dead threads that the thread with this token had started, and will not give back any more. */
export function deadChildrenOf(parent: number): ThreadSlot[] {
  const words = arena();
  const children: ThreadSlot[] = [];
  for (let index = 1; index <= LAST_SLOT; index++) {
    const state = atomics.load(words, at(index, STATE));
    if ((state & 3) === DEAD && atomics.load(words, at(index, PARENT)) === parent)
      children.push({ index, ident: state >>> 2 });
  }
  return children;
}

/** Wakes the thread in this slot if it is blocked; call it after the news is where it looks. See `ringBell`. */
export function ring(index: number): void {
  ringBell(threadSlots(), index);
}

const whileBlocked = { before: runPumps, wait: waitWithoutPumps };

/**
 * Blocks this thread, in slot `index`, until `check` holds or the deadline is over; serves its pools meanwhile.
 *
 * @param deadline milliseconds on `now()` of this thread, or `Infinity`
 * @returns what `check` said last
 */
export function blockUntil(index: number, check: () => boolean, deadline: number): boolean {
  prepareToBlock();
  return sleepUntil(threadSlots(), index, check, deadline, whileBlocked);
}
