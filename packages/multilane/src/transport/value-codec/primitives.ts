/** Everything that is not an object. */
import type { ByteRegion } from "./byte-region.js";
import { writeText } from "./strings.js";
import { BIGINT64, FALSE, FLOAT64, INT32, NULL, REFUSED, SMALL, TRUE, UNDEFINED } from "./tags.js";

/** The most bytes that a primitive takes that is not a string; a string takes some, too. */
const LONGEST = 9;

/** Writes a primitive. Answers where it ends, or REFUSED: it does not fit, or is a symbol or a bigint beyond 64 bits. */
export function writePrimitive(region: ByteRegion, at: number, value: unknown): number {
  if (at + LONGEST > region.limit) return REFUSED;
  switch (typeof value) {
    case "string":
      return writeText(region, at, value);
    case "number":
      return writeNumber(region, at, value);
    case "boolean":
      region.octets[at] = value ? TRUE : FALSE;
      return at + 1;
    case "undefined":
      region.octets[at] = UNDEFINED;
      return at + 1;
    case "bigint":
      if (BigInt.asIntN(64, value) !== value) return REFUSED;
      region.octets[at] = BIGINT64;
      region.view.setBigInt64(at + 1, value, true);
      return at + LONGEST;
    case "object":
      if (value !== null) return REFUSED;
      region.octets[at] = NULL;
      return at + 1;
    case "function":
    case "symbol":
      break;
  }
  return REFUSED;
}

function writeNumber({ octets, view }: ByteRegion, at: number, value: number): number {
  if ((value | 0) !== value || Object.is(value, -0)) {
    octets[at] = FLOAT64;
    view.setFloat64(at + 1, value, true);
    return at + LONGEST;
  }
  if (value >= 0 && value < SMALL) {
    octets[at] = SMALL + value;
    return at + 1;
  }
  octets[at] = INT32;
  view.setInt32(at + 1, value, true);
  return at + 5;
}
