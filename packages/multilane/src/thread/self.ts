/** Which thread this is. */
import { MissingMainGuardError } from "../errors.js";
import { isMainThread } from "../platform/environment.js";
import { birthData } from "../platform/workers.js";
import type { Birth } from "./birth.js";

import { onForeignExit } from "../memory/own-slot.js";
import { advance, DEAD, freeSlot } from "../memory/thread-slots.js";
import { LAST_SLOT, tokenOf } from "../memory/thread-token.js";
import { reap } from "../sync/parking-lot/reaper.js";
import { threadLot } from "../sync/thread-lot.js";

export { ownSlot } from "../memory/own-slot.js";

/** What this thread was born with; `undefined` in main and in Workers that the library did not start. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by WorkerHandle of this very library
export const birth = birthData() as Birth | undefined;

/** How deep in threads that start threads this one is; main is 0. */
export const ownDepth: number = birth?.depth ?? 0;

/** No program that means it nests its threads deeper. */
const DEEPEST = 8;

/**
 * Refuses to start a thread in a thread in a thread …: a program without a guard that starts itself again in every
 * worker would go on for ever.
 *
 * @throws MissingMainGuardError
 */
export function refuseTooDeep(what: string): void {
  if (ownDepth >= DEEPEST)
    throw new MissingMainGuardError(
      `${what} in a thread that is ${ownDepth} threads below main: the program's own code seems to run again in its workers. ` +
        'Put it inside `if (isMainThread) { … }` (import { isMainThread } from "multilane")',
    );
}

// A Worker that is not ours has no lifeline: it says so itself, unless it is terminated. Main lives as long as the
// program: its `exit` listeners are still its own, and the other threads end with it.
if (!isMainThread)
  onForeignExit((slot) => {
    advance(slot, DEAD);
    freeSlot(slot);
    reap(threadLot(), tokenOf(slot), LAST_SLOT);
  });
