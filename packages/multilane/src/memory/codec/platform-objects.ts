/**
 * Objects of the platform that are not of the language: which of them `postMessage` copies as they are, which only by
 * moving them, and which not at all.
 */
import { isCryptoKey, isKeyObject, isX509Certificate } from "../../platform/value-kinds.js";
import { className, isObject, prototypesOf } from "./properties.js";

/**
 * Whether `postMessage` copies this object whole: `Blob`, `BlockList`, `SocketAddress`, `Histogram`, `KeyObject`,
 * `CryptoKey`, `X509Certificate`, `WebAssembly.Module` and shared `WebAssembly.Memory`. An instance of somebody's
 * subclass is not: it would arrive without its class.
 */
export function isCloneablePlatformObject(value: object): boolean {
  const prototypes = prototypesOf(value);
  const [prototype] = prototypes;
  if (prototype === undefined) return false;
  const owner = prototypes.findIndex((one) => hasSymbol(one, "messaging_clone_symbol"));
  if (owner !== -1) return isPlatformClass(prototypes.slice(0, owner + 1));
  if (prototype === webAssemblyPrototype("Module")) return true;
  if (prototype === webAssemblyPrototype("Memory"))
    return Reflect.get(value, "buffer") instanceof SharedArrayBuffer;
  const name = className(prototype);
  if (name === "X509Certificate") return isX509Certificate(value);
  if (name?.endsWith("KeyObject") === true) return isKeyObject(value);
  return name === "CryptoKey" && isCryptoKey(value);
}

/**
 * Whether the classes are Node's own, up to the one that has the method to clone. What was received is an instance of
 * a hidden subclass of the same name, and what `slice` makes, on Node 22, of `TransferableBlob`.
 */
function isPlatformClass(prototypes: readonly object[]): boolean {
  const names = prototypes.map(className);
  const owner = names.at(-1);
  return names.every((name) => name === owner || name === `Transferable${owner}`);
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
