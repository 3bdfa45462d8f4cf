import { ringBell, ringMailbox, slotWord } from "../../memory/bell.js";
import { STATE } from "../../memory/slot-words.js";
import type { ParkingLot } from "./parking-lot.js";

/**
 * Makes everybody who waits, in whichever thread, look again at what they wait for. After a death, or what is as rare:
 * it looks at every slot.
 */
export function wakeEverybody({ memory }: ParkingLot): void {
  const { atomics, words, lastSlot } = memory;
  // Whoever read the count before this looks again. Pairs with ParkingLot.deaths().
  atomics.add(words, memory.deaths, 1);
  for (let slot = 1; slot <= lastSlot; slot++) {
    if (atomics.load(words, slotWord(memory, slot, STATE)) === 0) continue;
    ringBell(memory, slot);
    ringMailbox(memory, slot);
  }
}
