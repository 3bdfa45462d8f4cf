/** What the bytes bring back is what a message would. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { SerializationError } from "#src/errors.js";
import { decodeInPlace, encodeInPlace, encodeListInPlace } from "#src/transport/value-codec/value-codec.js";
import { ByteRegion } from "#src/transport/value-codec/byte-region.js";
import { anything, cloneable, plain, portrait } from "../../memory/codec/graphs.js";
import { cross, message, OFFSET, sizeOf } from "./crossing.js";

const everything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true, withTypedArray: true, withNullPrototype: true, withBoxedValues: true, withObjectString: true, withUnicodeString: true } as fc.ObjectConstraints); // prettier-ignore

/** A text in which two values differ that `portrait` shows alike: the class of a view, where it begins, how long its buffer is. */
function views(value: unknown): string {
  const seen = new Set<unknown>();
  const lines: string[] = [];
  const visit = (one: unknown): void => {
    if (typeof one !== "object" || one === null || seen.has(one)) return;
    seen.add(one);
    if (one instanceof ArrayBuffer) lines.push(`${one.byteLength} ${Buffer.from(one).toString("hex")}`);
    else if (ArrayBuffer.isView(one)) {
      lines.push(`${one.constructor.name} ${one.byteOffset} ${one.byteLength}`);
      visit(one.buffer);
    } else if (!(one instanceof Error)) for (const key of Object.keys(one)) visit(Reflect.get(one, key));
  };
  visit(value);
  return lines.join("\n");
}

describe("a value from its bytes is the one that a message brings", () => {
  for (const [name, values, least] of [
    ["plain objects and arrays", plain, 0.25],
    ["graphs that can be cloned", cloneable, 0.2],
    ["graphs with errors and instances", anything, 0.01],
    ["what fast-check thinks of", everything, 0.2],
  ] as const) {
    test(name, () => {
      let [quick, all] = [0, 0];
      const property = (value: unknown): void => {
        const before = portrait(value);
        const crossed = cross(value);
        assert.equal(portrait(value), before, "the value is unchanged");
        all++;
        if (crossed === undefined) return;
        quick++;
        const expected = message(value);
        assert.equal(portrait(crossed.value), portrait(expected));
        assert.equal(views(crossed.value), views(expected));
      };
      fc.assert(fc.property(values, property), { numRuns: 2000 });
      assert.ok(quick >= least * all, `only ${quick} of ${all} were taken`);
    });
  }

  test("what a message refuses, the bytes do, too", () => {
    const refused = fc.oneof(fc.constant(Symbol("s")), fc.func(fc.integer()), fc.constant(new WeakMap()));
    const held = fc.oneof(refused, refused.map((one) => ({ one })), refused.map((one) => [1, one])); // prettier-ignore
    fc.assert(
      fc.property(held, (value) => {
        assert.throws(() => message(value), SerializationError);
        assert.equal(cross(value), undefined);
      }),
      { numRuns: 200 },
    );
  });
});

function row(id: number): Record<string, unknown> {
  return { id, name: `n${id}`, ok: true };
}

function crossTrapped(): void {
  const value = { trapped: 1, count: 2 };
  for (let round = 0; round < 4; round++)
    assert.deepEqual(Object.entries(cross(value)?.value as object), Object.entries(value));
}

describe("at the edges", () => {
  test("numbers", () => {
    const edges = [0, -0, 1, -1, 127, 128, -128, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 0.5, NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 2 ** 53]; // prettier-ignore
    for (const edge of edges) assert.ok(Object.is(cross(edge)?.value, edge), String(edge));
    assert.deepEqual([sizeOf(127), sizeOf(128), sizeOf(-1), sizeOf(0.5)], [1, 5, 5, 9]);
  });

  test("bigints of 64 bits; others are refused", () => {
    for (const edge of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]) assert.equal(cross(edge)?.value, edge);
    for (const edge of [2n ** 63n, -(2n ** 63n) - 1n, 10n ** 400n]) assert.equal(cross(edge), undefined);
  });

  test("strings of every length, of one byte or two for a character", () => {
    for (const length of [...Array(70).keys(), 127, 128, 253, 254, 255, 256, 257, 1000, 20_000]) {
      const latin1 = Array.from({ length }, (_, index) => String.fromCharCode((index * 7) & 0xff)).join("");
      const utf16 = Array.from({ length }, (_, at) => String.fromCharCode(0x2600 + (at % 999))).join("");
      for (const text of [latin1, utf16, `${latin1}\ud83d`, `\udc00${latin1}`, `\u2603${latin1}`.slice(1)])
        assert.ok(cross(text)?.value === text, `length ${length}`);
    }
  });

  test("keys, seen before or not", () => {
    const keys = [
      "constructor",
      "toString",
      "",
      "0",
      "7",
      "-1",
      "length",
      "ä",
      "☃",
      "\ud800",
      "k".repeat(300),
    ];
    const value = Object.fromEntries(keys.map((one, index) => [one, index]));
    for (let round = 0; round < 4; round++) {
      const received = cross(value)?.value as object;
      assert.equal(Object.getPrototypeOf(received), Object.prototype);
      assert.deepEqual(Object.entries(received), Object.entries(value));
    }
    for (let index = 0; index < 5000; index++)
      assert.deepEqual(cross({ [`key ${index % 700}`]: index })?.value, { [`key ${index % 700}`]: index });
  });

  test("lists of keys that share a place among the known ones", () => {
    for (const known of ["a", "long", "longs", "longer"]) {
      for (let code = 0; code < 256; code++) {
        // Often enough to be kept; then another one may be taken for it.
        for (let round = 0; round < 3; round++) cross({ [known]: 1 });
        const other = known.slice(0, -1) + String.fromCharCode(code);
        assert.deepEqual(Object.keys(cross({ [other]: 2 })?.value as object), [other]);
      }
    }
    // The hash has the first character, the last and the length: these differ in the middle only.
    for (let index = 0; index < 30; index++) {
      const value = { [`a${index % 3}z`]: 1, other: index };
      assert.deepEqual(Object.entries(cross(value)?.value as object), Object.entries(value));
    }
  });

  test("many objects, again and again", () => {
    const rows = Array.from({ length: 300 }, (_, index) => row(index));
    for (let round = 0; round < 3; round++) assert.deepEqual(cross(rows)?.value, rows);
  });

  test("objects of one list of keys have properties of their own, that can be changed and removed", () => {
    const received = [1, 2, 3, 4].map((id) => cross(row(id))?.value as Record<string, unknown>);
    const [first] = received;
    assert.ok(first);
    first["id"] = "changed";
    delete first["name"];
    Object.defineProperty(first, "ok", { enumerable: false });
    for (const [index, one] of received.slice(1).entries()) assert.deepEqual(one, row(index + 2));
    assert.deepEqual(Object.getOwnPropertyDescriptor(received[1], "id"), {
      value: 2,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  });

  test("objects arrive whole where Object.prototype has been given an accessor of that name", () => {
    crossTrapped();
    let called = 0;
    const note = (): void => {
      called++;
    };
    Reflect.defineProperty(Object.prototype, "trapped", { configurable: true, get: note, set: note });
    try {
      crossTrapped();
    } finally {
      Reflect.deleteProperty(Object.prototype, "trapped");
    }
    assert.equal(called, 0);
  });

  test("every limit: what does not fit is refused, and nothing is written beyond", () => {
    const values = [
      1,
      0.5,
      "text",
      "☃☃☃",
      "☃".repeat(30),
      "x".repeat(300),
      10n,
      { id: 1, name: "n", ok: true },
      [1, [2, "x"], { a: 300 }],
      new Uint8Array(20).fill(1),
    ];
    for (const value of values) {
      const size = sizeOf(value);
      assert.ok(size > 0);
      for (let limit = OFFSET; limit < OFFSET + size; limit++) assert.equal(cross(value, limit), undefined);
      // Few bytes more than it takes are always enough.
      assert.ok(cross(value, OFFSET + size + 16) !== undefined);
    }
  });
});

describe("buffers", () => {
  test("of every class, with all of their memory", () => {
    const { buffer } = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 255, 254, 253, 252, 251, 250, 249, 248]);
    const classes = [Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView]; // prettier-ignore
    for (const type of classes) {
      const value = { one: Reflect.construct(type, [buffer]) as ArrayBufferView };
      const received = cross(value)?.value as typeof value;
      assert.deepEqual(received, message(value));
      assert.equal(views(received), views(value));
      assert.ok(received.one.buffer instanceof ArrayBuffer);
    }
    const received = cross([buffer])?.value as [ArrayBuffer];
    assert.ok(received[0] instanceof ArrayBuffer);
    assert.deepEqual(received, [buffer]);
  });
});

test("a list is read as an array", () => {
  const region = new ByteRegion(new SharedArrayBuffer(1024));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer(), fc.string({ maxLength: 9 }), fc.constant(undefined)), { maxLength: 9 }),
      (list) => {
        assert.ok(encodeListInPlace(list, region, 0, 1024) > 0);
        assert.deepEqual(decodeInPlace(region, 0), list);
      },
    ),
  );
});

test("a value of another realm is refused, in favour of what a message makes of it", () => {
  for (const source of ["({ a: 1 })", "[1]", "new Uint8Array(4)", "new ArrayBuffer(4)", "new Proxy({}, {})"])
    assert.equal(cross(runInNewContext(source)), undefined, source);
  // Without a prototype it is of no realm.
  assert.deepEqual(cross(runInNewContext("Object.assign(Object.create(null), { a: 1 })"))?.value, { a: 1 });
});

test("an encode that begins within another is refused, and harms neither", () => {
  const region = new ByteRegion(new SharedArrayBuffer(1024));
  const inner: number[] = [];
  const array: unknown[] = [1, 2, 3];
  Object.defineProperty(array, 1, {
    enumerable: true,
    get: () => {
      inner.push(encodeInPlace(5, region, 0, 1024), encodeListInPlace([5], region, 0, 1024));
      return "two";
    },
  });
  assert.ok(encodeInPlace(array, region, 0, 1024) > 0);
  assert.deepEqual(inner, [-1, -1]);
  assert.deepEqual(decodeInPlace(region, 0), [1, "two", 3]);
  assert.equal(encodeInPlace(5, region, 0, 1024), 1);
});
