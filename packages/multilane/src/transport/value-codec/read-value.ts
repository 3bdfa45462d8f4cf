/** The way back from bytes to the value. */
import { addProperty } from "../../memory/codec/properties.js";
import type { ByteRegion } from "./byte-region.js";
import { readBytes } from "./bytes.js";
import { readCount } from "./counts.js";
import { isKept, KeyList, KeyLists, readKeys } from "./key-list.js";
import { readText } from "./strings.js";
import { ARRAY, BIGINT64, BYTES, FALSE, FLOAT64, INT32, LATIN1, NULL, OBJECT, SMALL, TRUE, UTF16 } from "./tags.js"; // prettier-ignore

const known = new KeyLists();

/** Reads a value at the cursor, and moves that behind it. */
export function readPart(region: ByteRegion): unknown {
  const at = region.cursor;
  const tag = region.view.getUint8(at);
  region.cursor = at + 1;
  if (tag >= SMALL) return tag - SMALL;
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case INT32:
      region.cursor = at + 5;
      return region.view.getInt32(at + 1, true);
    case FLOAT64:
      region.cursor = at + 9;
      return region.view.getFloat64(at + 1, true);
    case BIGINT64:
      region.cursor = at + 9;
      return region.view.getBigInt64(at + 1, true);
    case LATIN1:
    case UTF16:
      return readText(region, tag);
    case ARRAY:
      return readArray(region);
    case OBJECT:
      return readObject(region);
    case BYTES:
      return readBytes(region);
    default:
      return undefined;
  }
}

function readArray(region: ByteRegion): unknown[] {
  const count = readCount(region);
  const array: unknown[] = [];
  for (let index = 0; index < count; index++) array.push(readPart(region));
  return array;
}

function readObject(region: ByteRegion): object {
  const { view, cursor } = region;
  const count = view.getUint8(cursor);
  const length = view.getUint16(cursor + 1, true);
  const hash = view.getInt32(cursor + 3, true);
  const start = cursor + 7;
  const list = known.at(hash);
  if (list?.length === length && list.isAt(view, start)) {
    region.cursor = start + length;
    return fill(region, { ...list.template }, list.keys);
  }
  region.cursor = start;
  const keys = readKeys(region, count);
  if (isKept(length) && known.note(hash))
    known.keep(hash, new KeyList(keys, region.octets.slice(start, start + length)));
  const object = {};
  for (const key of keys) addProperty(object, key, readPart(region));
  return object;
}

/** Gives the properties, which are there, their values. */
function fill(region: ByteRegion, object: Record<string, unknown>, keys: readonly string[]): object {
  for (const key of keys) object[key] = readPart(region);
  return object;
}
