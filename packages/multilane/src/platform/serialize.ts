/** Structured clone to and from bytes. Browsers have nothing of the kind that answers at once. */
import { types } from "node:util";
import { Deserializer, Serializer } from "node:v8";

/**
 * The bytes of a value, by the rules and in the format of structured clone. Not `v8.serialize`, which writes every
 * view on its own: two views of one buffer share it afterwards, as they do in a message.
 *
 * @throws the engine's `DataCloneError` (an `Error` here) for what it cannot write; shared memory is among that
 */
export function serialize(value: unknown): Uint8Array {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

/** The value that {@link serialize} wrote. Keeps nothing of the bytes. */
export function deserialize(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

/** A `SharedArrayBuffer` of any realm. */
export const isSharedBuffer: (value: unknown) => boolean = types.isSharedArrayBuffer;
