import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { SerializationError } from "#src/errors.js";
import { ByteBuffer, giveBuffer, takeBuffer } from "#src/memory/codec/byte-buffer.js";
import { CLONED, CLONED_SPECIAL } from "#src/memory/codec/byte-tags.js";
import { decode, encode } from "#src/memory/codec/codec.js";
import { readValue } from "#src/memory/codec/read-value.js";
import { writeValue } from "#src/memory/codec/write-value.js";
import { anything, cloneable, plain, portrait, writable } from "./graphs.js";
import { Primitive } from "./primitive.js";

let buffer = new ByteBuffer();

/** Through a buffer that holds the bytes alone: what the one that was written into has besides must not matter. */
function cross(value: unknown): unknown {
  buffer = new ByteBuffer(); // a small one, that must grow
  writeValue(buffer, value);
  const arrived = new ByteBuffer();
  arrived.reserve(buffer.length);
  arrived.bytes.fill(0xee);
  arrived.bytes.set(buffer.bytes.subarray(0, buffer.length));
  arrived.length = buffer.length;
  return readValue(arrived);
}

/** As a message brings it. */
function message(value: unknown): unknown {
  return decode(structuredClone(encode(value, "it")));
}

function wasQuick(): boolean {
  return buffer.bytes[0] !== CLONED && buffer.bytes[0] !== CLONED_SPECIAL;
}

describe("a value read from its bytes is the one that a message brings", () => {
  for (const [name, values, runs] of [
    ["plain objects and arrays", plain, 3000],
    ["graphs", writable, 3000],
    ["what fast-check thinks of", fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true, withTypedArray: true, withNullPrototype: true, withBoxedValues: true }), 1000], // prettier-ignore
  ] as const) {
    test(name, () => {
      fc.assert(
        fc.property(values, (value) => {
          const before = portrait(value);
          assert.equal(portrait(cross(value)), portrait(message(value)));
          assert.equal(portrait(value), before, "the value is unchanged");
        }),
        { numRuns: runs },
      );
    });
  }

  test("or it is refused, for shared memory and nothing else", () => {
    let [refused, written] = [0, 0];
    const property = (value: unknown): void => {
      const expected = portrait(message(value));
      try {
        assert.equal(portrait(cross(value)), expected);
        written++;
      } catch (error) {
        if (!(error instanceof SerializationError)) throw error;
        assert.match(
          error.message,
          /an instance of Int32Array on shared memory, which cannot be written as bytes/,
        );
        assert.match(expected, /Int32Array 8/);
        refused++;
      }
    };
    // An error drops what cannot be written where a message would bring it: so no errors here.
    fc.assert(fc.property(cloneable, property), { numRuns: 2000 });
    assert.ok(refused > 20 && written > 20, `${refused} refused, ${written} written`);
  });

  test("numbers, at every edge", () => {
    const edges = [0, -0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 0.5, NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 2 ** 53]; // prettier-ignore
    for (const edge of edges) assert.ok(Object.is(cross(edge), edge), String(edge));
    assert.ok(wasQuick());
  });

  test("many numbers, in a buffer that is small to begin with", () => {
    for (let count = 20; count <= 32; count++)
      assert.deepEqual(cross(Array(count).fill(0.5)), Array(count).fill(0.5));
  });

  test("bigints, at every edge", () => {
    for (const edge of [0n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 10n ** 400n])
      assert.equal(cross(edge), edge);
  });

  test("strings of every length, of one byte or two for a character", () => {
    const lengths = [...Array(70).keys(), 127, 128, 253, 254, 255, 256, 257, 1000, 65_535, 65_536, 100_000];
    for (const length of lengths) {
      const latin1 = Array.from({ length }, (_, index) => String.fromCharCode((index * 7) & 0xff)).join("");
      const utf16 = Array.from({ length }, (_, index) => String.fromCharCode(0x2600 + (index % 999))).join(
        "",
      );
      const wideAtTheEnd = `${latin1}\ud83d`;
      const narrowButWide = `\u2603${latin1}`.slice(1);
      for (const text of [latin1, utf16, wideAtTheEnd, narrowButWide]) {
        assert.ok(cross(text) === text, `length ${length}`);
        assert.ok(wasQuick());
      }
    }
  });
});

describe("the quick way", () => {
  test("is taken for small plain objects and arrays", () => {
    const values = [
      {},
      [],
      { a: 1, b: { c: [1, "x", null, undefined, 2n] } },
      Array(32).fill(1),
      Object.create(null),
    ];
    for (const value of [...values, runInNewContext("({ a: [1] })")]) {
      cross(value);
      assert.ok(wasQuick(), portrait(value));
    }
  });

  test("is not taken for what it could not bring back as it was", () => {
    const shared = { a: 1 };
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const named = Object.assign([1, 2], { extra: 3 });
    const holes = [1, , 3]; // oxlint-disable-line no-sparse-arrays
    const holeAndName = Object.assign([, 1], { extra: 3 }); // oxlint-disable-line no-sparse-arrays
    const trailing = [1];
    trailing.length = 2;
    for (const value of [
      [shared, shared],
      cyclic,
      named,
      holes,
      holeAndName,
      trailing,
      new Map(),
      [new Date(0)],
    ]) {
      assert.equal(portrait(cross(value)), portrait(message(value)));
      assert.ok(!wasQuick(), portrait(value));
    }
  });

  test("takes a key for a key, whatever it is called, seen before or not", () => {
    const keys = [
      "__proto__",
      "constructor",
      "toString",
      "",
      "0",
      "length",
      "ä",
      "☃",
      "k".repeat(24),
      "k".repeat(25),
      "k".repeat(300),
    ];
    const value = Object.fromEntries(keys.map((one, index) => [one, index]));
    for (let round = 0; round < 2; round++) {
      const received = cross(value) as object;
      assert.equal(Object.getPrototypeOf(received), Object.prototype);
      assert.deepEqual(Object.entries(received), Object.entries(value));
    }
    for (let index = 0; index < 5000; index++)
      assert.deepEqual(cross({ [`key ${index}`]: index }), { [`key ${index}`]: index });
    assert.ok(wasQuick());
  });

  test("leaves nothing of the item before in the buffer", () => {
    writeValue(buffer, "a long string that was there before, and then some");
    writeValue(buffer, true);
    assert.equal(buffer.length, 1);
    assert.equal(readValue(buffer), true);
    assert.throws(() => writeValue(buffer, [1, 2, () => 3]), { message: /^item\[2\] is a function/ });
    writeValue(buffer, 5);
    assert.equal(readValue(buffer), 5);
  });
});

describe("what only a copy of the value can bring", () => {
  test("two views share their memory afterwards too, and no more of it goes than there is", () => {
    const memory = new ArrayBuffer(16);
    const received = cross({ bytes: new Uint8Array(memory, 4, 4), floats: new Float64Array(memory) }) as {
      bytes: Uint8Array;
      floats: Float64Array;
    };
    assert.equal(received.bytes.buffer, received.floats.buffer);
    assert.deepEqual([received.bytes.byteOffset, received.bytes.length, received.floats.length], [4, 4, 2]);
  });

  test("errors, with cause, errors and properties", () => {
    const cause = new RangeError("inner", { cause: null });
    const sent = Object.assign(new AggregateError([cause, 2], "outer", { cause }), { status: 404 });
    const received = cross({ sent }) as { sent: typeof sent };
    assert.equal(received.sent.constructor, AggregateError);
    assert.equal(received.sent.cause, received.sent.errors[0]);
    assert.ok(received.sent.cause instanceof RangeError);
    assert.deepEqual([received.sent.message, received.sent.status], ["outer", 404]);
    assert.equal(received.sent.stack, sent.stack);
  });

  test("a named primitive", () => {
    const received = cross({ lock: new Primitive("report") }) as { lock: Primitive };
    assert.ok(received.lock instanceof Primitive);
    assert.equal(received.lock.address, "report");
  });

  test("a class that the reader does not know", () => {
    writeValue(buffer, new Primitive("report"));
    const at = buffer.bytes.indexOf("test.Primitive", 0, "latin1");
    buffer.bytes.write("elsewhere", at, "latin1");
    assert.throws(() => readValue(buffer), {
      name: "SerializationError",
      message: /class registered as "elsewhere/,
    });
  });
});

test("a message still brings shared memory by reference", () => {
  fc.assert(
    fc.property(anything, (value) => {
      assert.equal(portrait(message(value)), portrait(value));
    }),
    { numRuns: 300 },
  );
});

test("buffers are lent to one at a time, and huge ones are not kept", () => {
  const first = takeBuffer();
  const second = takeBuffer();
  assert.notEqual(first, second);
  giveBuffer(first);
  assert.equal(takeBuffer(), first);
  second.reserve(4 * 1024 * 1024);
  giveBuffer(second);
  assert.notEqual(takeBuffer(), second);
});

test("buffers together are kept up to 1 MiB: a thousand puts that wait shall not cost their memory for ever", () => {
  const quarter = 256 * 1024;
  const taken = Array.from({ length: 100 }, () => takeBuffer());
  for (const one of taken) one.reserve(quarter);
  for (const one of taken) giveBuffer(one);
  const again = new Set(Array.from({ length: 100 }, () => takeBuffer()));
  const kept = taken.filter((one) => again.has(one));
  assert.equal(kept.length, 4);
  // All are out again: their bytes do not count any more.
  for (const one of kept) giveBuffer(one);
  assert.ok(kept.includes(takeBuffer()));
});

test("a buffer grows without losing what is in it, and says so when there is no memory", () => {
  const growing = new ByteBuffer();
  growing.bytes.set([1, 2, 3]);
  growing.length = 3;
  growing.reserve(5000);
  assert.deepEqual([...growing.bytes.subarray(0, 3)], [1, 2, 3]);
  assert.ok(growing.bytes.length >= 5000);
  assert.deepEqual(
    [growing.words.byteLength, growing.view.byteLength],
    [growing.bytes.length, growing.bytes.length],
  );
  assert.throws(() => growing.reserve(2 ** 52), {
    name: "ResourceExhaustedError",
    message: /no memory for the 4503/,
  });
  assert.equal(growing.length, 3);
});
