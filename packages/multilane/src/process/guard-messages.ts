/** What goes to the guard of a process. */
import type { MessagePort } from "../platform/workers.js";
import type { Ticket } from "../transport/call-table.js";

/** What the guard is born with. */
export interface GuardBirth {
  /** To the thread that runs the calls. */
  readonly port: MessagePort;
  /** The state words of the calls. */
  readonly calls: Int32Array;
  /** The slot of that thread: it may be blocked in a wait that an abort ends. */
  readonly owner: number;
}

/** A message that a call must be able to find while it blocks its event loop; it comes by the lifeline. */
export interface Urgent {
  readonly ticket: Ticket;
  /** The bytes of a message of `transport/messages.ts`. */
  readonly message: Uint8Array;
}
