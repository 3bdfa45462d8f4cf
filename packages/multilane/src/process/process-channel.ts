/**
 * The channel of a process: bytes by way of the relay, and no words that its owner shares.
 *
 * The table of its calls is this process's own (see transport/PROTOCOL.md): the channel writes in it what the owner
 * would, so that whoever runs the calls finds it as in a thread. A call that has arrived is not taken back, since its
 * owner counts it as begun; one that is aborted before it has begun is answered here.
 */
import { processMedium } from "../memory/codec/codec.js";
import type { Medium } from "../memory/codec/codec.js";
import { deserialize, serialize } from "../platform/serialize.js";
import { receive } from "../platform/workers.js";
import type { MessagePort } from "../platform/workers.js";
import type { TaskIdentity } from "../task/identity.js";
import type { CallChannel } from "../transport/call-channel.js";
import type { CallTable, Ticket } from "../transport/call-table.js";
import * as wire from "../transport/messages.js";
import type { Payload, ToOwner, ToWorker } from "../transport/messages.js";
import type { ParentChannel } from "./parent-channel.js";

/** See above. */
export class ProcessChannel implements CallChannel<TaskIdentity> {
  readonly medium: Medium = processMedium;
  readonly #table: CallTable;
  readonly #parent: ParentChannel;
  /** From the guard. */
  readonly #urgent: MessagePort;

  constructor(table: CallTable, parent: ParentChannel, urgent: MessagePort) {
    this.#table = table;
    this.#parent = parent;
    this.#urgent = urgent;
  }

  listen(take: (message: ToWorker<TaskIdentity>) => void): void {
    const read = (bytes: Uint8Array): void => {
      const message = this.#read(bytes);
      if (message !== undefined) take(message);
    };
    this.#parent.listen(read);
    this.#urgent.on("message", read);
    this.#urgent.unref();
  }

  /** Only what the guard has handed over can be had without the event loop. */
  receive(): ToWorker<TaskIdentity> | undefined {
    const next = receive(this.#urgent);
    return next?.message instanceof Uint8Array ? this.#read(next.message) : undefined;
  }

  send(message: ToOwner): void {
    this.#parent.send(serialize(message));
  }

  #read(bytes: Uint8Array): ToWorker<TaskIdentity> | undefined {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only a ProcessHandle writes to this channel
    const message = deserialize(bytes) as ToWorker<TaskIdentity>;
    return this.#note(message) ? message : undefined;
  }

  /** Writes in the table what the message says; whether there is anything to do besides. */
  #note(message: ToWorker<TaskIdentity>): boolean {
    if (message[0] === wire.CALLS)
      for (const [place, generation] of message[1]) this.#table.announce({ place, generation });
    if (message[0] !== wire.ABORT) return true;
    const [, place, generation, reason] = message;
    return this.#abort({ place, generation }, reason);
  }

  /** False for a call that has not begun: it never will, and this is the answer. */
  #abort(ticket: Ticket, [value, specials]: Payload): boolean {
    if (this.#table.revoke(ticket)) {
      this.send([wire.THREW, ticket.place, ticket.generation, 0, value, specials]);
      return false;
    }
    this.#table.requestAbort(ticket);
    return true;
  }
}
