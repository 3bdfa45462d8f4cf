/** Which thread this is. */
import { isMainThread } from "../platform/environment.js";
import { onThreadExit } from "../platform/process.js";
import { birthData } from "../platform/workers.js";
import { advance, DEAD, freeSlot, takeSlot } from "../memory/thread-slots.js";
import type { ThreadSlot } from "../memory/thread-slots.js";
import type { Birth } from "./birth.js";

/** What this thread was born with; `undefined` in main and in Workers that the library did not start. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by WorkerHandle of this very library
export const birth = birthData() as Birth | undefined;

let own: ThreadSlot | undefined = birth && { index: birth.slot, ident: birth.ident };

/** This thread's slot; foreign Workers take theirs when they first need one. */
export function ownSlot(): ThreadSlot {
  if (own === undefined) {
    const taken = takeSlot(0);
    own = taken;
    onThreadExit(() => {
      advance(taken, DEAD);
      freeSlot(taken);
    });
  }
  return own;
}

// Main is the first thread of the program, whoever asks first: mainThread() counts on its ident.
if (isMainThread) ownSlot();
