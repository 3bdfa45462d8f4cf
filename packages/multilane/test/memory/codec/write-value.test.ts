import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { describe, test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { SerializationError } from "#src/errors.js";
import { ByteBuffer, giveBuffer, takeBuffer } from "#src/memory/codec/byte-buffer.js";
import { CLONED, CLONED_SPECIAL } from "#src/memory/codec/byte-tags.js";
import { decode, encode, registerClass } from "#src/memory/codec/codec.js";
import { readValue } from "#src/memory/codec/read-value.js";
import { writeValue } from "#src/memory/codec/write-value.js";
import { anything, cloneable, plain, portrait, writable } from "./graphs.js";

const buffer = new ByteBuffer();

/** Through a buffer that holds the bytes alone: what the one that was written into has besides must not matter. */
function cross(value: unknown): unknown {
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

/** As the synchronisation primitives cross: by name, or by their memory. */
class Primitive {
  readonly address: string | SharedArrayBuffer;
  constructor(address: string | SharedArrayBuffer = new SharedArrayBuffer(64)) {
    this.address = address;
  }
}
registerClass(Primitive, {
  name: "write-value.Primitive",
  encode: (primitive) => primitive.address,
  decode: (address) => new Primitive(address),
});

class Unregistered {
  x = 1;
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
    const at = buffer.bytes.indexOf("write-value.Primitive", 0, "latin1");
    buffer.bytes.write("elsewhere", at, "latin1");
    assert.throws(() => readValue(buffer), {
      name: "SerializationError",
      message: /class registered as "elsewhereue/,
    });
  });
});

describe("refused, with its path", () => {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  port2.close();
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  const wasm = Reflect.get(globalThis, "WebAssembly") as { Memory: new (options: object) => object };
  const rows: readonly (readonly [name: string, value: unknown, words: RegExp])[] = [
    ["shared memory", { buffer: new SharedArrayBuffer(8) }, /^item\.buffer is an instance of SharedArrayBuffer, which cannot be written as bytes/],
    ["of another realm", [runInNewContext("new SharedArrayBuffer(8)")], /^item\[0\] is an instance of SharedArrayBuffer, /],
    ["a view on it", [new Map([["k", new Uint8Array(new SharedArrayBuffer(8))]])], /^item\[0\]\.get\("k"\) is an instance of Uint8Array on shared memory, /],
    ["a DataView on it", [new DataView(new SharedArrayBuffer(8))], /^item\[0\] is an instance of DataView on shared memory, /],
    ["a Buffer on it", [Buffer.from(new SharedArrayBuffer(8))], /^encode\(item\[0\]\) is an instance of Uint8Array on shared memory, /],
    ["shared WebAssembly memory", new wasm.Memory({ initial: 1, maximum: 1, shared: true }), /^item is an instance of Memory, which crosses threads in messages only/],
    ["a primitive without a name", { lock: new Primitive() }, /^encode\(item\.lock\) is an instance of SharedArrayBuffer, .*put those that have a name/],
    ["a Blob", { body: new Blob(["x"]) }, /^item\.body is an instance of Blob, which crosses threads in messages only and cannot be written as bytes/],
    ["a File", new File(["x"], "x.txt"), /^encode\(item\)\.content is an instance of (Transferable)?Blob, /],
    ["a KeyObject", createSecretKey(Buffer.from("key")), /^item is an instance of SecretKeyObject, /],
    ["an AbortSignal", { signal: new AbortController().signal }, /^item\.signal is an instance of AbortSignal, which cannot cross/],
    ["a port", [port1], /^item\[0\] is an instance of MessagePort, which must be transferred/],
    ["a function", { deep: [{ handler: () => 1 }] }, /^item\.deep\[0\]\.handler is a function/],
    ["a symbol", [Symbol("s")], /^item\[0\] is a symbol/],
    ["a symbol alone", Symbol("s"), /^item is a symbol/],
    ["a Proxy", { proxy: new Proxy({}, {}) }, /^item\.proxy is a Proxy/],
    ["a class that is not registered", { x: new Unregistered() }, /^item\.x is an instance of Unregistered, which is not registered/],
    ["a detached buffer", { gone: detached }, /^item cannot cross to another thread: /],
    ["a getter that throws", { inner: { get bad(): never { throw new Error("no") } } }, /^item\.inner\.bad could not be read .*: no$/],
  ]; // prettier-ignore
  for (const [name, value, words] of rows) {
    test(name, () => {
      assert.throws(() => writeValue(buffer, value), { name: "SerializationError", message: words });
    });
  }

  test("under the name that the caller gives it", () => {
    assert.throws(() => writeValue(buffer, [Symbol("s")], "args[0]"), {
      message: /^args\[0\]\[0\] is a symbol/,
    });
  });

  test("also when a getter answers otherwise the second time", () => {
    for (const second of [new SharedArrayBuffer(8), () => 1]) {
      let reads = 0;
      const sly = { get value(): unknown { return ++reads > 2 ? second : [new Date(0)]; } }; // prettier-ignore
      assert.throws(() => writeValue(buffer, [sly, new Map()]), { name: "SerializationError" });
      assert.ok(reads > 2);
    }
  });
});

test("an error is written without the properties that cannot be", () => {
  const sent = Object.assign(new Error("failed", { cause: new Primitive() }), {
    memory: new SharedArrayBuffer(8),
    n: 1,
  });
  const received = cross(sent) as typeof sent;
  assert.equal(received.message, "failed");
  assert.deepEqual(Object.keys(received), ["n"]);
  assert.match(
    (received.cause as Error).message,
    /^the cause, an instance of Primitive, could not cross .*SharedArrayBuffer/,
  );
  const several = cross(new AggregateError([new Blob([]), 1])) as AggregateError;
  assert.match((several.errors[0] as Error).message, /^errors\[0\], an instance of Blob, could not cross/);
  assert.equal(several.errors[1], 1);
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
