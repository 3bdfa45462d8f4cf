import { readRecord } from "#src/memory/thread-names.js";
import { FINISHED, threadSlots } from "#src/memory/thread-slots.js";
import { LAST_SLOT } from "#src/memory/thread-token.js";

/** How many slots of the arena are taken, by threads that live or have not been cleared away; but for the watcher's. */
export function takenSlots(): number {
  const { words, slots, slotWords } = threadSlots();
  let taken = 0;
  for (let index = 1; index <= LAST_SLOT; index++) {
    const state = Atomics.load(words, slots + index * slotWords);
    // The watcher alone stays FINISHED: others are on their way out then.
    if (state !== 0 && ((state & 3) !== FINISHED || isIntroduced(index, state >>> 2))) taken++;
  }
  return taken;
}

function isIntroduced(index: number, ident: number): boolean {
  return readRecord({ index, ident }) !== undefined;
}
