/** The parking lot of the program, as this thread sees it, and the mailbox of its event loop. */
import { arena } from "../memory/arena.js";
import {
  BUCKET_BASE,
  BUCKET_COUNT,
  BUCKET_WORDS,
  DEATHS,
  NODE_BASE,
  NODE_COUNT,
  NODE_WORDS,
  NODES_HIGH,
} from "../memory/layout.js";
import { ownToken } from "../memory/own-slot.js";
import { LAST_SLOT } from "../memory/thread-token.js";
import { threadSlots } from "../memory/thread-slots.js";
import { waitWithoutPumps } from "../platform/atomics.js";
import { sharedNow } from "../platform/clock.js";
import { prepareToBlock, runPumps } from "../platform/pumps.js";
import { SlowWaits } from "./diagnosis/slow-waits.js";
import { isInterrupted, uninterrupted } from "./interruption.js";
import type { LotMemory } from "./parking-lot/lot-memory.js";
import { Mailbox } from "./parking-lot/mailbox.js";
import { ParkingLot } from "./parking-lot/parking-lot.js";

/**
 * Milliseconds before a blocked thread is handed what others could take before it. Short enough that nobody waits
 * long, and long enough that a hot mutex is nearly always taken by whoever runs.
 */
const PATIENCE = 1;

let slowWaits: SlowWaits | undefined;

function memory(): LotMemory {
  return {
    ...threadSlots(),
    words: arena(),
    buckets: BUCKET_BASE,
    bucketCount: BUCKET_COUNT,
    bucketWords: BUCKET_WORDS,
    nodes: NODE_BASE,
    nodeCount: NODE_COUNT,
    nodeWords: NODE_WORDS,
    deaths: DEATHS,
    nodesHigh: NODES_HIGH,
    whileBlocked: {
      before: () => uninterrupted(runPumps),
      wait: waitWithoutPumps,
      nap: () => slowWaits?.nap() ?? Infinity,
      interrupted: isInterrupted,
    },
    beforeBlocking: () => {
      prepareToBlock();
      slowWaits?.begin();
    },
    lastSlot: LAST_SLOT,
    sharedNow,
    patience: PATIENCE,
  };
}

let mailbox: Mailbox | undefined;

/** The mailbox of this thread, and by it the parking lot. */
export function threadMailbox(): Mailbox {
  mailbox ??= openMailbox();
  return mailbox;
}

function openMailbox(): Mailbox {
  const lot = new ParkingLot(memory(), ownToken);
  const slow = (slowWaits = new SlowWaits(lot));
  return new Mailbox(lot, () => slow.begin());
}

/** The parking lot. */
export function threadLot(): ParkingLot {
  return threadMailbox().lot;
}
