/** The way back from bytes to the value. */
import { deserialize } from "../../platform/serialize.js";
import type { ByteBuffer } from "./byte-buffer.js";
import { readCount } from "./byte-count.js";
import { readKey } from "./byte-keys.js";
import { readText } from "./byte-strings.js";
import { ARRAY, BIGINT64, CLONED, CLONED_SPECIAL, FALSE, FLOAT64, INT32, LATIN1, NULL, OBJECT, TRUE, UTF16 } from "./byte-tags.js"; // prettier-ignore
import { decode } from "./decode.js";
import type { Encoded } from "./encoded.js";
import { addProperty } from "./properties.js";

/**
 * The value that `writeValue` wrote, here or in another thread. Keeps nothing of the buffer.
 *
 * Costs about as much as writing it.
 *
 * @throws SerializationError when it holds an instance of a class that this thread has not registered, or whose
 *   `decode` throws
 */
export function readValue(buffer: ByteBuffer): unknown {
  buffer.cursor = 0;
  return readPart(buffer);
}

function readPart(buffer: ByteBuffer): unknown {
  const at = buffer.cursor;
  const tag = buffer.view.getUint8(at);
  buffer.cursor = at + 1;
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case INT32:
      buffer.cursor = at + 5;
      return buffer.view.getInt32(at + 1, true);
    case FLOAT64:
      buffer.cursor = at + 9;
      return buffer.view.getFloat64(at + 1, true);
    case BIGINT64:
      buffer.cursor = at + 9;
      return buffer.view.getBigInt64(at + 1, true);
    case LATIN1:
    case UTF16:
      return readText(buffer, tag);
    case ARRAY:
      return readArray(buffer);
    case OBJECT:
      return readObject(buffer);
    case CLONED:
      return deserialize(buffer.bytes.subarray(1, buffer.length));
    case CLONED_SPECIAL:
      return decode(readEncoded(buffer));
    default:
      return undefined;
  }
}

function readArray(buffer: ByteBuffer): unknown[] {
  const count = readCount(buffer);
  const array: unknown[] = [];
  for (let index = 0; index < count; index++) array.push(readPart(buffer));
  return array;
}

function readObject(buffer: ByteBuffer): object {
  const count = readCount(buffer);
  const object = {};
  for (let index = 0; index < count; index++) addProperty(object, readKey(buffer), readPart(buffer));
  return object;
}

function readEncoded(buffer: ByteBuffer): Encoded {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tag says that writeValue wrote an Encoded
  return deserialize(buffer.bytes.subarray(1, buffer.length)) as Encoded;
}
