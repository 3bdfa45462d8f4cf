/**
 * What kind of value this is, asked of the engine: by internal slot, so that it holds for values of another realm and
 * cannot be forged by a prototype or a `Symbol.toStringTag`.
 *
 * `isProxy` has no counterpart outside Node: a runtime without it would learn of a Proxy from the `DataCloneError`.
 */
import { createRequire } from "node:module";
import { inspect, types } from "node:util";

type Test = (value: unknown) => boolean;

/** A Proxy. Runs none of its traps. */
export const isProxy: Test = types.isProxy;
/** Made by an `Error` constructor of any realm. */
export const isNativeError: Test = types.isNativeError;
export const isMap: (value: unknown) => value is ReadonlyMap<unknown, unknown> = types.isMap;
export const isSet: (value: unknown) => value is ReadonlySet<unknown> = types.isSet;
export const isDataView: Test = types.isDataView;
export const isDate: Test = types.isDate;
export const isRegExp: Test = types.isRegExp;
/** An `ArrayBuffer` or a `SharedArrayBuffer`. */
export const isAnyArrayBuffer: Test = types.isAnyArrayBuffer;
/** `Object(1)` and the like, of any primitive type. */
export const isBoxedPrimitive: Test = types.isBoxedPrimitive;
export const isSymbolObject: Test = types.isSymbolObject;
/** The `arguments` of a function. */
export const isArgumentsObject: Test = types.isArgumentsObject;
/** What `import * as name` and `import()` give. */
export const isModuleNamespaceObject: Test = types.isModuleNamespaceObject;
export const isGeneratorObject: Test = types.isGeneratorObject;
export const isPromise: Test = types.isPromise;
/** A pointer of native code. */
export const isExternal: Test = types.isExternal;
/** `KeyObject` of `node:crypto`. Loads that module: ask only when the value looks like one. */
export const isKeyObject: Test = types.isKeyObject;
/** `CryptoKey` of WebCrypto. Loads `node:crypto`: ask only when the value looks like one. */
export const isCryptoKey: Test = types.isCryptoKey;

interface Crypto {
  readonly X509Certificate: abstract new () => object;
}

/** `X509Certificate` of `node:crypto`. Loads that module: ask only when the value looks like one. */
export function isX509Certificate(value: unknown): boolean {
  const crypto: Crypto = createRequire(import.meta.url)("node:crypto");
  return value instanceof crypto.X509Certificate;
}

const INSPECT_OPTIONS = {
  breakLength: Infinity,
  colors: false,
  compact: true,
  customInspect: false,
  depth: 0,
  getters: false,
  maxArrayLength: 0,
  showHidden: false,
  showProxy: false,
} as const;

/**
 * Whether an array of two or more surely has no enumerable properties but its elements. Listing its keys would tell,
 * at 50 to 100 ns for each element, because every index becomes a string; `inspect` asks the engine for the others
 * alone, in about 1 µs for any length. If its wording ever changes, the answer is `false`: slower, not wrong.
 */
export function hasElementsOnly(array: readonly unknown[]): boolean {
  try {
    return inspect(array, INSPECT_OPTIONS) === `[ ... ${array.length} more items ]`;
  } catch {
    return false;
  }
}
