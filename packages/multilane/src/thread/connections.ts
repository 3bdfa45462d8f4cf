/**
 * How a thread comes to talk to a pool of a thread above it: its request goes up, from owner to owner, until it meets
 * the thread that has the pool. An executor crosses to threads below its own only, so there is one.
 */
import { ring } from "../memory/thread-slots.js";
import type { ThreadSlot } from "../memory/thread-slots.js";
import type { MessagePort } from "../platform/workers.js";
import { CONNECT } from "../transport/messages.js";
import { OVER } from "../transport/pool-messages.js";
import type { ToClient } from "../transport/pool-messages.js";
import { birth } from "./self.js";

/** What a thread asks for that wants to talk to a pool. */
export interface ConnectionRequest {
  /** Which pool. */
  readonly pool: string;
  /** Where its messages come from and go to. */
  readonly port: MessagePort;
  /** The state words of its calls. */
  readonly words: Int32Array;
  /** Which thread it is. */
  readonly slot: ThreadSlot;
}

/** Takes a request for a pool of this thread; false if it has no such pool. */
export type Doorkeeper = (request: ConnectionRequest) => boolean;

let doorkeeper: Doorkeeper | undefined;

/** Says who takes the requests for this thread's pools. */
export function setDoorkeeper(keeper: Doorkeeper): void {
  doorkeeper = keeper;
}

/** Takes a request to where it is answered: by the pool, or, if there is none, by saying so. */
export function requestConnection(request: ConnectionRequest): void {
  if (doorkeeper?.(request) === true) return;
  const { pool, port, words, slot } = request;
  if (birth === undefined) {
    port.postMessage([OVER, undefined] satisfies ToClient);
    port.close();
    ring(slot.index);
    return;
  }
  birth.port.postMessage([CONNECT, pool, port, words, slot], [port]);
  // After the message, so that an owner that is blocked finds it when it wakes.
  ring(birth.parent);
}
