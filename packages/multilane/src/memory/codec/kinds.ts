/** What the codec does with an object, decided by its prototype and its internal slots. */
import {
  isAnyArrayBuffer,
  isArgumentsObject,
  isBoxedPrimitive,
  isDataView,
  isDate,
  isExternal,
  isMap,
  isModuleNamespaceObject,
  isNativeError,
  isProxy,
  isRegExp,
  isSet,
  isSymbolObject,
} from "../../platform/value-kinds.js";
import { registrationOf } from "./class-registry.js";
import { mayCross } from "./crossing-signals.js";
import { isCloneablePlatformObject } from "./platform-objects.js";
import { isObject, prototypesOf } from "./properties.js";

/**
 * `plain`, `array`, `map`, `set`: copied by structured clone, and looked into. `whole`: copied by structured clone, and
 * nothing in it can be special. `error`, `instance`: need a record. `refused`: would be lost, changed, or fail.
 */
export type Kind = "plain" | "array" | "map" | "set" | "whole" | "error" | "instance" | "refused";

/** What to do with an object. Runs no code of the object but what a Proxy in its prototype chain runs. */
export function kindOf(value: object): Kind {
  if (isProxy(value)) return "refused";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return isArgumentsObject(value) ? "refused" : "plain";
  if (prototype === Array.prototype && Array.isArray(value)) return "array";
  if (prototype === Uint8Array.prototype && ArrayBuffer.isView(value)) return "whole";
  if (prototype === Map.prototype && isMap(value)) return "map";
  if (prototype === Set.prototype && isSet(value)) return "set";
  if (prototype === Date.prototype && isDate(value)) return "whole";
  if (isError(value)) return "error";
  if (prototype === AbortSignal.prototype) return mayCross() ? "instance" : "refused";
  if (isObject(prototype) && registrationOf(prototype) !== undefined) return "instance";
  return kindBySlots(value, prototype);
}

/** Whether this is an error of any realm, or an object that inherits from one. */
function isError(value: object): boolean {
  return isNativeError(value) || value instanceof Error;
}

/**
 * The rest: by internal slot. The number of prototypes tells the class itself, of any realm, from a subclass, whose
 * instances would arrive as instances of the class.
 */
function kindBySlots(value: object, prototype: unknown): Kind {
  const levels = prototypesOf(value).length;
  if (isMap(value)) return levels <= 2 ? "map" : "refused";
  if (isSet(value)) return levels <= 2 ? "set" : "refused";
  if (ArrayBuffer.isView(value)) return levels <= (isDataView(value) ? 2 : 3) ? "whole" : "refused";
  if (isDate(value) || isRegExp(value) || isAnyArrayBuffer(value)) return levels <= 2 ? "whole" : "refused";
  if (isBoxedPrimitive(value)) return levels <= 2 && !isSymbolObject(value) ? "whole" : "refused";
  if (Array.isArray(value)) return levels <= 2 ? "array" : "refused";
  if (isArgumentsObject(value) || isModuleNamespaceObject(value) || isExternal(value)) return "refused";
  if (!isObject(prototype)) return "plain";
  if (levels === 1 && Object.hasOwn(prototype, "isPrototypeOf")) return "plain"; // another realm's Object.prototype
  return isCloneablePlatformObject(value) ? "whole" : "refused";
}
