/** A value as bytes, for memory that threads share: what an item of a queue is kept as. */
import { serialize } from "../../platform/serialize.js";
import type { ByteBuffer } from "./byte-buffer.js";
import { writeContainer } from "./byte-containers.js";
import { byteMedium } from "./byte-medium.js";
import { writePrimitive } from "./byte-primitives.js";
import { CLONED, CLONED_SPECIAL } from "./byte-tags.js";
import { asSerializationError, encode } from "./encode.js";

/**
 * Writes a value into a buffer, in place of what it held. It comes back from `readValue`, in any thread, as it would
 * from a message: see `codec/encode.ts`. The value is not changed.
 *
 * What a message can hold by reference only is refused: shared memory, and so primitives without a name; and objects
 * of the platform that have no bytes to show (`Blob`, `KeyObject`, `WebAssembly.Module`).
 *
 * Cost: a primitive 20 to 100 ns, and no memory; a plain object or array of few primitives about 0.5 µs; anything
 * else what structured clone takes, 3 µs and up, and a copy of its bytes.
 *
 * @param root what the value is called in messages
 * @throws SerializationError for what cannot be written, naming its path (`item.handler is a function`)
 * @throws ResourceExhaustedError when this thread has no memory for the bytes
 */
export function writeValue(buffer: ByteBuffer, value: unknown, root = "item"): void {
  buffer.length = 0;
  if (!writePrimitive(buffer, value) && !writeSmall(buffer, value)) writeCloned(buffer, value, root);
}

function writeSmall(buffer: ByteBuffer, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    return writeContainer(buffer, value, []);
  } catch {
    // A getter threw. It will again, where the path to it is known.
    return false;
  }
}

function writeCloned(buffer: ByteBuffer, value: unknown, root: string): void {
  const encoded = encode(value, root, byteMedium);
  const plain = encoded.specials === undefined;
  let bytes: Uint8Array;
  try {
    bytes = serialize(plain ? encoded.value : encoded);
  } catch (error) {
    throw asSerializationError(error, root);
  }
  buffer.length = 0;
  buffer.reserve(1 + bytes.length);
  buffer.bytes[0] = plain ? CLONED : CLONED_SPECIAL;
  buffer.bytes.set(bytes, 1);
  buffer.length = 1 + bytes.length;
}
