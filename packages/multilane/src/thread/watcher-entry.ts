/** What runs in the watcher thread; see `watcher.ts`. */
import { parentPort } from "../platform/workers.js";
import { advance, DEAD, deadChildrenOf, freeSlot, ring, stateOf } from "../memory/thread-slots.js";
import { LAST_SLOT, tokenOf } from "../memory/thread-token.js";
import { startTimer } from "../platform/clock.js";
import { writeDiagnostic } from "../platform/process.js";
import { SlowWaits } from "../sync/diagnosis/slow-waits.js";
import { reap } from "../sync/parking-lot/reaper.js";
import { threadLot } from "../sync/thread-lot.js";
import type { Watched } from "./watcher.js";

function watch({ slot, parent, lifeline }: Watched): void {
  // A thread hands on the lifelines of the threads that it starts itself.
  lifeline.on("message", watch);
  lifeline.on("close", () => {
    advance(slot, DEAD);
    reap(threadLot(), tokenOf(slot), LAST_SLOT);
    ring(parent.index);
    // A creator gives back its threads' slots; one that is dead cannot.
    if (stateOf(parent) === 0 || stateOf(parent) === DEAD) freeSlot(slot);
    for (const orphan of deadChildrenOf(slot.index)) freeSlot(orphan);
  });
}

const slowWaits = new SlowWaits(threadLot());

function lookForSlowWaits(): void {
  const report = slowWaits.report();
  if (report !== undefined) writeDiagnostic(report);
  startTimer(slowWaits.interval, lookForSlowWaits);
}

parentPort?.on("message", watch);
startTimer(slowWaits.interval, lookForSlowWaits);
