/** What crosses to another process: bytes, and nothing that is shared. */
import { isSharedBuffer } from "../../platform/serialize.js";
import { byteMedium } from "./byte-medium.js";
import { isSharedClass } from "./class-registry.js";
import { kindOf } from "./kinds.js";
import type { Medium } from "./medium.js";
import { isObject } from "./properties.js";
import { describeValue, refusalOf } from "./refusal.js";

/** A channel between processes. */
export const processMedium: Medium = {
  kindOf(value) {
    return isPrimitive(value) ? "refused" : byteMedium.kindOf(value);
  },

  isShared(value) {
    return isObject(value) && (isPrimitive(value) || isOnSharedMemory(value));
  },

  refusalOf(value) {
    if (!isObject(value)) return refusalOf(value);
    if (isPrimitive(value))
      return (
        `is ${describeValue(value)}, which another process does not share: there it would be another one. Use it ` +
        "where the results arrive, or run the task in a ThreadPoolExecutor"
      );
    if (isOnSharedMemory(value))
      return (
        `is ${describeValue(value)}${isSharedBuffer(value) ? "" : " on shared memory"}, which another process does not ` +
        "share: pass a copy of its bytes (slice()), or run the task in a ThreadPoolExecutor"
      );
    if (kindOf(value) !== "whole") return refusalOf(value);
    return `is ${describeValue(value)}, which cannot be written as bytes for another process: pass its content`;
  },
};

/** A lock and the like, or a variable of threads. */
function isPrimitive(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return isObject(prototype) && isSharedClass(prototype);
}

function isOnSharedMemory(value: object): boolean {
  if (ArrayBuffer.isView(value)) return isSharedBuffer(value.buffer);
  return isSharedBuffer(value);
}
