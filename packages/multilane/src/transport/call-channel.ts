/** A worker's end of the channel to its owner, whatever carries it. */
import type { Medium } from "../memory/codec/codec.js";
import type { ToOwner, ToWorker } from "./messages.js";

/** See above. `Identity` is what names a task. */
export interface CallChannel<Identity> {
  /** What values travel by. */
  readonly medium: Medium;
  /** Calls back with each message, from the event loop. */
  listen(take: (message: ToWorker<Identity>) => void): void;
  /** Takes one message that has arrived, without the event loop; `undefined` when there is none. */
  receive(): ToWorker<Identity> | undefined;
  /** @throws if the message cannot be cloned; nothing was sent then */
  send(message: ToOwner): void;
}
