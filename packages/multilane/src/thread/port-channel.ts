/** The channel of a thread: a `MessagePort`, and its owner's bell. */
import { messageMedium } from "../memory/codec/codec.js";
import type { Medium } from "../memory/codec/codec.js";
import { ring } from "../memory/thread-slots.js";
import { receive } from "../platform/workers.js";
import type { MessagePort } from "../platform/workers.js";
import type { TaskIdentity } from "../task/identity.js";
import type { CallChannel } from "../transport/call-channel.js";
import type { ToOwner, ToWorker } from "../transport/messages.js";

/** See above. */
export class PortChannel implements CallChannel<TaskIdentity> {
  readonly medium: Medium = messageMedium;
  readonly #port: MessagePort;
  /** The owner's slot. */
  readonly #owner: number;

  constructor(port: MessagePort, owner: number) {
    this.#port = port;
    this.#owner = owner;
  }

  listen(take: (message: ToWorker<TaskIdentity>) => void): void {
    this.#port.on("message", take);
  }

  receive(): ToWorker<TaskIdentity> | undefined {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the owner writes to this port
    return receive(this.#port)?.message as ToWorker<TaskIdentity> | undefined;
  }

  send(message: ToOwner): void {
    this.#port.postMessage(message);
    // After the message, so that an owner that is blocked finds it when it wakes.
    ring(this.#owner);
  }
}
