/**
 * Objects of the platform that are not of the language: which of them `postMessage` copies as they are, which only by
 * moving them, and which not at all.
 */
import { isCryptoKey, isKeyObject } from "../../platform/value-kinds.js";
import { isObject, prototypesOf } from "./properties.js";

/**
 * Whether `postMessage` copies this object whole. Node's own cloneable classes (`Blob`, `BlockList`, `SocketAddress`,
 * `X509Certificate`, `Histogram`, …) carry a method under a symbol of this description. It must be the object's own
 * class that has it: an instance of somebody's subclass would arrive without its class.
 */
export function isCloneablePlatformObject(value: object, prototype: object): boolean {
  if (hasSymbol(prototype, "messaging_clone_symbol")) return true;
  const tag = Object.prototype.toString.call(value);
  if (tag === "[object KeyObject]") return isKeyObject(value);
  if (tag === "[object CryptoKey]") return isCryptoKey(value);
  if (prototype === webAssemblyPrototype("Module")) return true;
  return (
    prototype === webAssemblyPrototype("Memory") && Reflect.get(value, "buffer") instanceof SharedArrayBuffer
  );
}

/** Whether this object can only be moved to another thread, by a transfer list: ports, streams, file handles. */
export function needsTransfer(value: object): boolean {
  if (value instanceof MessagePort) return true;
  return [value, ...prototypesOf(value)].some((one) => hasSymbol(one, "messaging_transfer_symbol"));
}

function hasSymbol(object: object, description: string): boolean {
  return Object.getOwnPropertySymbols(object).some((symbol) => symbol.description === description);
}

/** `WebAssembly.Module.prototype` and the like; no library of types that we use declares them. */
function webAssemblyPrototype(name: string): unknown {
  const namespace: unknown = Reflect.get(globalThis, "WebAssembly");
  const type: unknown = isObject(namespace) ? Reflect.get(namespace, name) : undefined;
  return typeof type === "function" ? type.prototype : undefined;
}
