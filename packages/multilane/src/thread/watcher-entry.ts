/** What runs in the watcher thread; see `watcher.ts`. */
import { parentPort } from "../platform/workers.js";
import { advance, DEAD, deadChildrenOf, freeSlot, ring, stateOf } from "../memory/thread-slots.js";
import type { Watched } from "./watcher.js";

function watch({ slot, parent, lifeline }: Watched): void {
  // A thread hands on the lifelines of the threads that it starts itself.
  lifeline.on("message", watch);
  lifeline.on("close", () => {
    advance(slot, DEAD);
    ring(parent.index);
    // A creator gives back its threads' slots; one that is dead cannot.
    if (stateOf(parent) === 0 || stateOf(parent) === DEAD) freeSlot(slot);
    for (const orphan of deadChildrenOf(slot.index)) freeSlot(orphan);
  });
}

parentPort?.on("message", watch);
