/** Cleaning up after a thread of this program. */
import { onForeignExit } from "../memory/own-slot.js";
import { advance, DEAD, freeSlot } from "../memory/thread-slots.js";
import type { ThreadSlot } from "../memory/thread-slots.js";
import { tokenOf } from "../memory/thread-token.js";
import { startTimer } from "../platform/clock.js";
import { isFirstThread } from "../platform/environment.js";
import { reap } from "./parking-lot/reaper.js";
import { threadLot } from "./thread-lot.js";

/** Milliseconds until what could not be done is tried again. */
const AGAIN = 1;

/**
 * Sees to what a thread that has stopped running leaves behind. Never waits; what cannot be done now is done from the
 * event loop. Only for who has seen it stop.
 */
export function reapThread(slot: ThreadSlot): void {
  if (!reap(threadLot(), tokenOf(slot))) startTimer(AGAIN, () => reapRest(slot));
}

function reapRest(slot: ThreadSlot): void {
  if (!reap(threadLot(), tokenOf(slot), true)) startTimer(AGAIN, () => reapRest(slot));
}

// A Worker that is not ours has no lifeline: it says so itself, unless it is terminated. Main lives as long as the
// program: its `exit` listeners are still its own, and the other threads end with it.
if (!isFirstThread)
  onForeignExit((slot) => {
    advance(slot, DEAD);
    reapThread(slot);
    freeSlot(slot);
  });
