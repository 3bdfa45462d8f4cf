import { threadSlots } from "#src/memory/thread-slots.js";
import { LAST_SLOT } from "#src/memory/thread-token.js";

/** How many slots of the arena are taken, by threads that live or have not been cleared away. */
export function takenSlots(): number {
  const { words, slots, slotWords } = threadSlots();
  let taken = 0;
  for (let index = 1; index <= LAST_SLOT; index++)
    if (Atomics.load(words, slots + index * slotWords) !== 0) taken++;
  return taken;
}
