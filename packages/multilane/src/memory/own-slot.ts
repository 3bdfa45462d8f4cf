/** The slot of this thread in the arena. */
import { isFirstThread } from "../platform/environment.js";
import { onThreadExit } from "../platform/process.js";
import { birthData } from "../platform/workers.js";
import { takeSlot } from "./thread-slots.js";
import type { ThreadSlot } from "./thread-slots.js";
import { tokenOf } from "./thread-token.js";

function slotAtBirth(): ThreadSlot | undefined {
  const data = birthData();
  if (typeof data !== "object" || data === null || !("slot" in data) || !("ident" in data)) return undefined;
  const { slot, ident } = data;
  return typeof slot === "number" && typeof ident === "number" ? { index: slot, ident } : undefined;
}

let own: ThreadSlot | undefined = slotAtBirth();
let token = 0;
let farewell: ((slot: ThreadSlot) => void) | undefined;

/** Says what to do when a Worker that took its slot itself, since nobody gave it one, ends by itself. */
export function onForeignExit(callback: (slot: ThreadSlot) => void): void {
  farewell = callback;
}

/** This thread's slot; Workers that the library did not start take theirs when they first need one. */
export function ownSlot(): ThreadSlot {
  if (own === undefined) {
    const taken = takeSlot(0);
    own = taken;
    onThreadExit(() => farewell?.(taken));
  }
  return own;
}

/** What names this thread in a word of shared memory; see `memory/thread-token.ts`. */
export function ownToken(): number {
  token ||= tokenOf(ownSlot());
  return token;
}

// Main is the first thread of the program, whoever asks first: mainThread() counts on its ident.
if (isFirstThread) ownSlot();
