/** What the bytes could not bring back as it was is refused, and none of its code runs. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import * as aModule from "#src/errors.js";
import { cross } from "./crossing.js";

class Point {
  x = 1;
}

function cyclic(): unknown {
  const one: Record<string, unknown> = { a: 1 };
  one["self"] = [one];
  return one;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { value };
  return value;
}

/** A trap for whoever runs code of a value. */
function never(): never {
  throw new Error("code of the value ran");
}

const trapping: ProxyHandler<object> = new Proxy({}, { get: never });

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function withHole(length: number, hole: number): unknown[] {
  const array: unknown[] = Array.from({ length }, (_, index) => index);
  // oxlint-disable-next-line typescript/no-array-delete -- a hole is what is wanted
  delete array[hole];
  return array;
}

function longer(length: number): unknown[] {
  const array = Array.from({ length }, (_, index) => index);
  array.length++;
  return array;
}

const view = new Uint8Array(16);
const twice = { a: 1 };

function argumentsOf(..._args: unknown[]): unknown {
  return arguments;
}

const refused: Readonly<Record<string, () => unknown>> = {
  "a function": () => () => 1,
  "a symbol": () => Symbol("s"),
  "an object twice": () => [twice, twice],
  "an object twice, far apart": () => [twice, ...Array.from({ length: 200 }, () => ({})), twice],
  "an object twice, far in": () => [...Array.from({ length: 200 }, () => ({})), twice, [twice]],
  "an array twice": () => {
    const array = [1];
    return { a: array, b: array };
  },
  "a cycle": cyclic,
  "an accessor": () => ({ a: 1, get b() { return never(); } }), // prettier-ignore
  "an accessor that is only set": () => ({ a: 1, set b(_: number) { never(); } }), // prettier-ignore
  "an accessor, in an object whose keys are known": () => {
    for (let round = 0; round < 3; round++) cross({ known: 1, key: 2 });
    return Object.defineProperty({ known: 1, key: 2 }, "key", { get: never, enumerable: true });
  },
  "an element that throws when it is read": () =>
    Object.defineProperty([1, 2], 0, { get: never, enumerable: true }),
  "the key __proto__": () => JSON.parse('{"a":1,"__proto__":{"b":2}}') as unknown,
  "an instance": () => new Point(),
  "an instance, in an object": () => ({ a: [new Point()] }),
  "an object that inherits": () => Object.create({ a: 1 }) as unknown,
  "an array of a class": () => new (class List extends Array<number> {})(),
  "an array without its prototype": () => Object.setPrototypeOf([1], null) as unknown,
  "an array that claims to be an object": () => Object.setPrototypeOf([1], { __proto__: Object.prototype }) as unknown, // prettier-ignore
  "an object that claims to be an array": () => Object.setPrototypeOf({ 0: 1, length: 1 }, Array.prototype) as unknown, // prettier-ignore
  "an object that inherits from arrays": () => Object.create(Array.prototype) as unknown,
  "shared memory that claims to be a buffer": () => Object.setPrototypeOf(new SharedArrayBuffer(8), ArrayBuffer.prototype) as unknown, // prettier-ignore
  "an object that claims to be a view": () => Object.setPrototypeOf({ a: 1 }, Uint8Array.prototype) as unknown, // prettier-ignore
  "a view that claims to be another": () => Object.setPrototypeOf(new Uint8Array(8), Float64Array.prototype) as unknown, // prettier-ignore
  "a Map without its prototype": () => Object.setPrototypeOf(new Map([[1, 2]]), null) as unknown,
  "a hole": () => withHole(3, 1),
  "a hole, in a long array": () => withHole(100, 50),
  "a hole at the end": () => longer(3),
  "a hole at the end of a long array": () => longer(100),
  "an array of holes": () => Array(4),
  "a long array of holes": () => Array(4000),
  "an array with a name": () => Object.assign([1, 2], { extra: 3 }),
  "a long array with a name": () => Object.assign(Array(100).fill(1), { extra: 3 }) as unknown,
  "a hole and a name": () => Object.assign(withHole(3, 1), { extra: 3 }),
  arguments: () => argumentsOf(1, 2),
  "arguments without what they look like": () => {
    const list = argumentsOf(1) as object;
    Reflect.deleteProperty(list, Symbol.iterator);
    return list;
  },
  "a module": () => aModule,
  "a Proxy": () => new Proxy({ a: 1 }, {}),
  "a Proxy of an array": () => new Proxy([1], {}),
  "a Proxy of a view": () => new Proxy(new Uint8Array(4), {}),
  "a Proxy with traps": () => new Proxy({}, trapping),
  "a Proxy with traps, in an array": () => [1, new Proxy([], trapping)],
  "a revoked Proxy": () => ({ a: revoked({}) }),
  "a revoked Proxy of an array": () => [revoked([])],
  "an object with a Proxy for a prototype": () => Object.create(new Proxy({}, trapping)) as unknown,
  "a Map": () => new Map(),
  "a Set": () => [new Set()],
  "a Date": () => ({ at: new Date(0) }),
  "a RegExp": () => /a/,
  "an error": () => new Error("e"),
  "a Promise": () => Promise.resolve(1),
  "a boxed number": () => Object(1) as unknown,
  "a URL": () => new URL("http://example.test/"),
  "a Buffer": () => Buffer.from("text"),
  "a Buffer with all of its memory": () => Buffer.alloc(8),
  "shared memory": () => new SharedArrayBuffer(8),
  "a view of shared memory": () => new Int32Array(new SharedArrayBuffer(8)),
  "a DataView of shared memory": () => new DataView(new SharedArrayBuffer(8)),
  "a view of a part": () => view.subarray(0, 8),
  "a view of the rest": () => view.subarray(8),
  "a DataView of a part": () => new DataView(view.buffer, 4),
  "two views of one buffer": () => [new Uint8Array(view.buffer), new Int32Array(view.buffer)],
  "a view and its buffer": () => ({ view, buffer: view.buffer }),
  "a view twice": () => [view, view],
  "an empty view": () => new Uint8Array(0),
  "a view whose buffer was moved away": () => {
    const moved = new Uint8Array(8);
    structuredClone(moved, { transfer: [moved.buffer] });
    return moved;
  },
  "a buffer that can grow": () => {
    const [buffer] = runInNewContext("[1]") as [number];
    const options: unknown = { maxByteLength: 8 * buffer };
    return new Uint8Array(Reflect.construct(ArrayBuffer, [4, options]) as ArrayBuffer);
  },
  "a big bigint": () => [2n ** 64n],
  "too deep": () => nested(40),
  "too large": () => "x".repeat(100_000),
  "an array that is too large": () => Array(100_000).fill(1),
  "a buffer that is too large": () => new ArrayBuffer(100_000),
  "too many keys": () => Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, 1])),
};

describe("refused is", () => {
  for (const [name, make] of Object.entries(refused))
    test(name, () => assert.equal(cross(make()), undefined));
});

test("as long as Object.prototype has an enumerable property, objects are", () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  prototype["everywhere"] = 1;
  try {
    assert.equal(cross({ a: 1 }), undefined);
  } finally {
    delete prototype["everywhere"];
  }
  assert.deepEqual(cross({ a: 1 })?.value, { a: 1 });
});

test("taken is what looks odd, and is not", () => {
  const odd = {
    frozen: Object.freeze({ a: Object.freeze([1]) }),
    named: { toJSON: 1, valueOf: 2, [Symbol.toStringTag]: "Odd" },
    hidden: Object.defineProperty({ a: 1 }, "b", { value: 2, enumerable: false }),
    bare: Object.assign(Object.create(null) as object, { a: 1 }),
    listed: Object.defineProperty([1], "hidden", { value: 2, enumerable: false }),
    empty: [{}, []],
    deep: nested(20),
    undefined: [undefined, undefined],
  };
  assert.deepEqual(cross(odd)?.value, {
    frozen: { a: [1] },
    named: { toJSON: 1, valueOf: 2 },
    hidden: { a: 1 },
    bare: { a: 1 },
    listed: [1],
    empty: [{}, []],
    deep: nested(20),
    undefined: [undefined, undefined],
  });
});
