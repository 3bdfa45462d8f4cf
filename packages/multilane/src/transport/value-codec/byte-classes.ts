/** `ArrayBuffer`, and the classes that look at one: of which class an object is, by its slots and its prototype. */
import { isAnyArrayBuffer, isDataView } from "../../platform/value-kinds.js";
import { isSharedBuffer } from "../../platform/serialize.js";

/** Makes an object of the class that has all of a buffer. */
type Make = (buffer: ArrayBuffer) => object;

interface ByteClass {
  readonly name: string;
  readonly prototype: object;
  readonly make: Make;
}

/** Their numbers are their places. */
const CLASSES: readonly ByteClass[] = [
  { name: "ArrayBuffer", prototype: ArrayBuffer.prototype, make: (buffer) => buffer },
  { name: "DataView", prototype: DataView.prototype, make: (buffer) => new DataView(buffer) },
  ...[
    Uint8Array,
    Int8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map((type) => ({
    name: type.name,
    prototype: type.prototype,
    make: (buffer: ArrayBuffer): object => new type(buffer),
  })),
];

const numbers = new Map<unknown, number>(CLASSES.map(({ prototype }, number) => [prototype, number]));

/** A getter of the language itself: a property of the object's own cannot hide what it answers. */
function getterOf(prototype: object, name: string | symbol): (value: object) => unknown {
  const property = Object.getOwnPropertyDescriptor(prototype, name);
  return (value) => property?.get?.call(value);
}

const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype);
const typeOf = getterOf(typedArray, Symbol.toStringTag);
const bufferOfArray = getterOf(typedArray, "buffer");
const bufferOfDataView = getterOf(DataView.prototype, "buffer");
const lengthOfArray = getterOf(typedArray, "byteLength");
const lengthOfDataView = getterOf(DataView.prototype, "byteLength");
const lengthOfBuffer = getterOf(ArrayBuffer.prototype, "byteLength");
/** What an engine may know of a buffer that a copy of its bytes would not tell. */
const oddities = ["resizable", "immutable"].map((name) => getterOf(ArrayBuffer.prototype, name));

/** The number of the class of which this is an ordinary instance; `undefined` if of none. Not for Proxies. */
export function byteClassOf(value: object): number | undefined {
  const number = numbers.get(Object.getPrototypeOf(value));
  if (number === undefined) return undefined;
  const { name } = CLASSES[number] ?? {};
  if (name === "ArrayBuffer") return isAnyArrayBuffer(value) && !isSharedBuffer(value) ? number : undefined;
  if (name === "DataView") return isDataView(value) ? number : undefined;
  return typeOf(value) === name ? number : undefined;
}

/**
 * The buffer of an object of such a class, if the object shows all of it and a copy of the bytes is a copy of the buffer:
 * structured clone copies a view's whole buffer, however little the view shows. `undefined` for any other; also for an
 * empty one, which may have been moved away.
 */
export function wholeBufferOf(value: object, number: number): ArrayBuffer | undefined {
  const buffer = number === 0 ? value : number === 1 ? bufferOfDataView(value) : bufferOfArray(value);
  // Shared memory is none, whatever its prototype: asking it for its length as one throws, and so refuses it.
  if (!(buffer instanceof ArrayBuffer)) return undefined;
  const length = lengthOfBuffer(buffer);
  if (length === 0 || oddities.some((isOdd) => isOdd(buffer) === true)) return undefined;
  if (number === 0) return buffer;
  return (number === 1 ? lengthOfDataView(value) : lengthOfArray(value)) === length ? buffer : undefined;
}

/** The object of the class with this number that has all of a buffer. */
export function makeOfBytes(number: number, buffer: ArrayBuffer): object {
  return CLASSES[number]?.make(buffer) ?? buffer;
}
