/** Everything that is not an object, as bytes. */
import type { ByteBuffer } from "./byte-buffer.js";
import { BIGINT64, FALSE, FLOAT64, INT32, NULL, TRUE, UNDEFINED } from "./byte-tags.js";
import { writeText } from "./byte-strings.js";

/** The most bytes that a primitive takes that is not a string. */
const LONGEST = 9;

/** Writes a value behind what is there; or answers `false` and writes nothing: an object, a symbol, a big bigint. */
export function writePrimitive(buffer: ByteBuffer, value: unknown): boolean {
  buffer.reserve(buffer.length + LONGEST);
  switch (typeof value) {
    case "string":
      writeText(buffer, value);
      return true;
    case "number":
      writeNumber(buffer, value);
      return true;
    case "boolean":
      buffer.bytes[buffer.length++] = value ? TRUE : FALSE;
      return true;
    case "undefined":
      buffer.bytes[buffer.length++] = UNDEFINED;
      return true;
    case "bigint":
      return writeBigint(buffer, value);
    case "object":
      if (value !== null) return false;
      buffer.bytes[buffer.length++] = NULL;
      return true;
    case "function":
    case "symbol":
      break;
  }
  return false;
}

function writeNumber(buffer: ByteBuffer, value: number): void {
  const at = buffer.length;
  if ((value | 0) === value && !Object.is(value, -0)) {
    buffer.bytes[at] = INT32;
    buffer.view.setInt32(at + 1, value, true);
    buffer.length = at + 5;
  } else {
    buffer.bytes[at] = FLOAT64;
    buffer.view.setFloat64(at + 1, value, true);
    buffer.length = at + 9;
  }
}

function writeBigint(buffer: ByteBuffer, value: bigint): boolean {
  if (BigInt.asIntN(64, value) !== value) return false;
  buffer.bytes[buffer.length] = BIGINT64;
  buffer.view.setBigInt64(buffer.length + 1, value, true);
  buffer.length += 9;
  return true;
}
