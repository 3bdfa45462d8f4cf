/**
 * What runs in the guard, a small thread of each process: it does what the process must do also while a task blocks its
 * event loop. It ends the process when its parent is gone, and hands over the reasons of aborts.
 *
 * The process reads them, too, from its own channel, when its event loop turns; here they come for a loop that never
 * yields and asks `currentTask().signal.aborted` (see transport/PROTOCOL.md): first the reason goes into the port, then
 * the call's word says that it is there.
 */
import { ownSlot } from "../memory/own-slot.js";
import { advance, FINISHED, ring } from "../memory/thread-slots.js";
import { startTimer } from "../platform/clock.js";
import { killProcess, LIFELINE, openPipe } from "../platform/pipes.js";
import { birthData } from "../platform/workers.js";
import { CallTable } from "../transport/call-table.js";
import type { Ticket } from "../transport/call-table.js";
import { Frames } from "./frames.js";
import type { GuardBirth, Urgent } from "./guard-messages.js";
import { deserialize } from "../platform/serialize.js";

/** Milliseconds for the process to end by itself, its `exit` listeners run, when its parent is gone. */
const GRACE = 1000;

/** Milliseconds between two looks at a call that has not begun, and is to be aborted when it has. */
const AGAIN = 5;

function guard({ port, calls, owner }: GuardBirth): void {
  const table = new CallTable(calls);

  function abort(ticket: Ticket): void {
    if (!table.requestAbort(ticket) && table.isAhead(ticket)) startTimer(AGAIN, () => abort(ticket));
    // The process itself may have moved the word first: to ring once too often does no harm.
    else ring(owner);
  }

  const frames = new Frames((bytes) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only a ProcessHandle writes to the lifeline
    const { ticket, message } = deserialize(bytes) as Urgent;
    port.postMessage(message);
    abort(ticket);
  });
  openPipe(LIFELINE, {
    take: (piece) => frames.add(piece),
    closed: () => startTimer(GRACE, killProcess),
  });
}

// It is nobody's thread: `enumerate()` does not list it.
advance(ownSlot(), FINISHED);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by process-entry.ts
guard(birthData() as GuardBirth);
