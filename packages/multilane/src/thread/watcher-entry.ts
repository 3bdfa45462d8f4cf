/** What runs in the watcher thread; see `watcher.ts`. */
import { parentPort } from "../platform/workers.js";
import { ownSlot } from "../memory/own-slot.js";
import { advance, DEAD, deadChildrenOf, FINISHED, freeSlot, ring, stateOf } from "../memory/thread-slots.js";
import { tokenOf } from "../memory/thread-token.js";
import { reapThread } from "../sync/reap-thread.js";
import type { Watched } from "./watcher.js";

function watch({ slot, parent, lifeline }: Watched): void {
  // A thread hands on the lifelines of the threads that it starts itself.
  lifeline.on("message", watch);
  lifeline.on("close", () => {
    advance(slot, DEAD);
    reapThread(slot);
    ring(parent.index);
    // A creator gives back its threads' slots; one that is dead cannot.
    if (stateOf(parent) === 0 || stateOf(parent) === DEAD) freeSlot(slot);
    for (const orphan of deadChildrenOf(tokenOf(slot))) freeSlot(orphan);
  });
}

// It is nobody's thread: `enumerate()` does not list it.
advance(ownSlot(), FINISHED);

parentPort?.on("message", watch);
