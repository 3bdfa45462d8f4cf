/** An owner's end of the channel to one of its threads, whatever carries it; the other end is a {@link CallChannel}. */
import type { Transferable } from "../platform/workers.js";
import type { CallMessage, ToOwner, ToWorker } from "./messages.js";

/** What a link tells its owner. */
export interface LinkEvents {
  /** From the event loop: something may have arrived. */
  arrived(): void;
  /** This call cannot cross after all: it was not sent. */
  refused(place: number, error: unknown): void;
}

/** See above. `Identity` is what names a task. */
export interface CallLink<Identity> {
  /** Sends a call, with the next {@link flush}. */
  send(call: CallMessage, moved: readonly Transferable[] | undefined): void;
  /** Hands over what was sent. */
  flush(): void;
  /** Sends anything but calls. @throws if it cannot be cloned; nothing was sent then */
  post(message: ToWorker<Identity>): void;
  /** Takes one message that has arrived, without the event loop; `undefined` when there is none. */
  receive(): ToOwner | undefined;
  /** Nothing will arrive any more that is of use. */
  close(): void;
}
