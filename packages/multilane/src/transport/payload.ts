/** Values as they stand in the messages of a channel. */
import { decode, encodeThrown } from "../memory/codec/codec.js";
import type { Medium } from "../memory/codec/codec.js";
import type { Payload } from "./messages.js";

/** The value itself. @throws SerializationError if this thread cannot make it again */
export function revive([value, specials]: Payload): unknown {
  return specials === undefined ? value : decode({ value, specials });
}

/** The thrown value or reason; one that this thread cannot make again is told by the error that says so. */
export function reviveError(payload: Payload): unknown {
  try {
    return revive(payload);
  } catch (error) {
    return error;
  }
}

/** How a call ended: with a value, or with what it threw. */
export interface Outcome {
  readonly threw: boolean;
  readonly value: unknown;
}

/** An outcome as it arrives. A result that this thread cannot make again (its class is registered elsewhere) is a failure. */
export function reviveOutcome(threw: boolean, payload: Payload): Outcome {
  try {
    return { threw, value: revive(payload) };
  } catch (error) {
    return { threw: true, value: error };
  }
}

/** What was thrown, made ready to be sent, in a message unless it travels by something else. Never throws. */
export function payloadOfError(error: unknown, medium?: Medium): Payload {
  const { value, specials } = encodeThrown(error, medium);
  return [value, specials];
}
