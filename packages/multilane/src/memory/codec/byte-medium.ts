/** Values as bytes: what a message carries by reference, or by the engine's own means, has none. */
import { isSharedBuffer } from "../../platform/serialize.js";
import { isAnyArrayBuffer, isBoxedPrimitive, isDate, isRegExp } from "../../platform/value-kinds.js";
import { kindOf } from "./kinds.js";
import type { Medium } from "./medium.js";
import { describeValue, refusalOf } from "./refusal.js";

/** Bytes that stay behind in shared memory, whatever becomes of the thread that wrote them. */
export const byteMedium: Medium = {
  kindOf(value) {
    const kind = kindOf(value);
    return kind === "whole" && !hasBytes(value) ? "refused" : kind;
  },

  refusalOf(value) {
    if (typeof value !== "object" || value === null || kindOf(value) !== "whole") return refusalOf(value);
    const what = `is ${describeValue(value)}${isSharedBuffer(value) ? "" : isShared(value) ? " on shared memory" : ""}`;
    return isShared(value)
      ? `${what}, which cannot be written as bytes without being copied: share it as a task's argument; and of locks ` +
          "and the like, put those that have a name"
      : `${what}, which crosses threads in messages only and cannot be written as bytes: pass it as a task's ` +
          "argument, or put its content";
  },
};

/** Whether the engine writes the whole of it as bytes. For objects that structured clone copies. */
function hasBytes(value: object): boolean {
  if (isShared(value)) return false;
  return (
    ArrayBuffer.isView(value) ||
    isDate(value) ||
    isRegExp(value) ||
    isBoxedPrimitive(value) ||
    isAnyArrayBuffer(value)
  );
}

function isShared(value: object): boolean {
  return isSharedBuffer(ArrayBuffer.isView(value) ? value.buffer : value);
}
