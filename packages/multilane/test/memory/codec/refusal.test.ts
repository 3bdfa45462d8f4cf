import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { MessageChannel } from "node:worker_threads";
import { asSerializationError, encode } from "#src/memory/codec/codec.js";
import { SerializationError } from "#src/errors.js";

class Account {
  owner = "Ann";
}
class Bytes extends Uint8Array {}
class Tags extends Set<string> {}
class Index extends Map<string, number> {}
class Moment extends Date {}
/** Not the one of `node:crypto`. */
class X509Certificate {
  readonly subject = "multilane.test";
}
class List extends Array<number> {}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = { next: value };
  return value;
}

const { Memory } = Reflect.get(globalThis, "WebAssembly") as { Memory: new (options: object) => object };

function argumentsOf(_first: number): unknown {
  return arguments;
}

const { port1 } = new MessageChannel();
port1.close();

const rows: readonly (readonly [value: unknown, message: string | RegExp])[] = [
  [
    [{ handler: function onDone() {} }],
    "args[0].handler is a function (onDone), which cannot cross to another thread: pass plain data, and call the " +
      "function from a task in a module that the other thread loads",
  ],
  [
    [
      (
        () => () =>
          1
      )(),
    ],
    /^args\[0\] is a function, which cannot cross/,
  ],
  [[Account], /^args\[0\] is a function \(Account\), which cannot cross/],
  [
    [1, 2, [3, [Symbol("s")]]],
    "args[2][1][0] is a symbol (Symbol(s)), which cannot cross to another thread: pass a string",
  ],
  [
    [{ account: new Account() }],
    "args[0].account is an instance of Account, which is not registered and would arrive without its class: call " +
      "registerClass for it in a module that both threads load, or pass plain data",
  ],
  [
    [
      new [
        class {
          readonly it = 1;
        },
      ][0]!(),
    ],
    /^args\[0\] is an instance of an anonymous class, which is not registered/,
  ],
  [[new Tags()], /^args\[0\] is an instance of Tags, which is not registered/],
  [[new Index()], /^args\[0\] is an instance of Index, which is not registered/],
  [[new Memory({ initial: 1 })], /^args\[0\] is an instance of Memory, which is not registered/],
  [[new Moment()], /^args\[0\] is an instance of Moment, which is not registered/],
  [[new X509Certificate()], /^args\[0\] is an instance of X509Certificate, which is not registered/],
  [[new List()], /^args\[0\] is an instance of List, which is not registered/],
  [new List(1, 2, 3), /^args is an instance of List, which is not registered/],
  [[Bytes.of(1)], /^args\[0\] is an instance of Bytes, which is not registered/],
  [
    [new (class Picture extends Blob {})([])],
    /^args\[0\] is an instance of Picture, which is not registered/,
  ],
  [
    [new (class Link extends URL {})("http://a")],
    /^args\[0\] is an instance of Link, which is not registered/,
  ],
  [
    [runInNewContext("new (class Foreign {})")],
    /^args\[0\] is an instance of Foreign, which is not registered/,
  ],
  [[new EventEmitter()], /^args\[0\] is an instance of EventEmitter, which is not registered/],
  [[new Headers()], /^args\[0\] is an instance of Headers, which is not registered/],
  [
    [Object.create({ inherited: 1 })],
    "args[0] is an object with a prototype of its own, which would arrive without that prototype: pass a plain object",
  ],
  [
    [{ when: Promise.resolve(1) }],
    "args[0].when is an instance of Promise, which cannot cross to another thread: await it first and pass its value",
  ],
  [
    [new WeakMap()],
    /^args\[0\] is an instance of WeakMap, which .* its references mean something in this thread only/,
  ],
  [[new WeakSet()], /^args\[0\] is an instance of WeakSet, which .* in this thread only/],
  [[new WeakRef({})], /^args\[0\] is an instance of WeakRef, which .* in this thread only/],
  [
    [new Proxy({}, {})],
    /^args\[0\] is a Proxy, which cannot cross to another thread: pass the object behind it/,
  ],
  [new Proxy([], {}), /^args is a Proxy/],
  [[new Proxy(Account, {})], /^args\[0\] is a function, which/],
  [[Object(Symbol("boxed"))], /^args\[0\] is an instance of Symbol/],
  [
    [argumentsOf(1)],
    "args[0] is an arguments object, which cannot cross to another thread: pass [...arguments]",
  ],
  [
    (function* numbers() {
      yield 1;
    })(),
    "args is a generator, which cannot cross to another thread: pass an array of what it yields",
  ],
  [
    [await import("node:path")],
    /^args\[0\] is a module, which .* import the module in the other thread too$/,
  ],
  [
    [{ port: port1 }],
    "args[0].port is an instance of MessagePort, which must be transferred: an argument crosses by " +
      "executor.with({ transfer: [it] }); anything else through a channel of your own (postMessage of a Worker or of another port, with a transfer list)",
  ],
  [[new ReadableStream()], /^args\[0\] is an instance of ReadableStream, which must be transferred/],
  [
    [{ signal: new AbortController().signal }],
    "args[0].signal is an instance of AbortSignal, which cannot cross to another thread: pass it to a task " +
      "of an executor as an argument, or submit with executor.with({ signal }) and read currentTask().signal in the task",
  ],
  // Paths
  [{ "content-type": () => 1 }, /^args\["content-type"\] is a function/],
  [{ "": () => 1 }, /^args\[""\] is a function/],
  [{ "0": () => 1 }, /^args\["0"\] is a function/],
  [{ ["__proto__"]: () => 1 }, /^args\.__proto__ is a function/],
  [{ ["k".repeat(100)]: () => 1 }, new RegExp(`^args\\["${"k".repeat(60)}…"\\] is a function`)],
  [Object.assign([1], { extra: () => 1 }), /^args\.extra is a function/],
  [[Object.assign([], { extra: new Account() })], /^args\[0\]\.extra is an instance of Account/],
  [Object.assign(Array(1000).fill(0), { extra: new Account() }), /^args\.extra is an instance of Account/],
  [Array.from({ length: 1000 }, () => new Account()), /^args\[0\] is an instance of Account/],
  [Object.assign(Array(100_000), { 50_000: new Account() }), /^args\[50000\] is an instance of Account/],
  [Object.assign(Array(1e6).fill(0), { 999_999: () => 1 }), /^args\[999999\] is a function/],
  [Object.assign([], { 4_000_000_000: () => 1 }), /^args\[4000000000\] is a function/],
  [new Map([["a", { b: () => 1 }]]), /^args\.get\("a"\)\.b is a function/],
  [new Map([[5, () => 1]]), /^args\.get\(5\) is a function/],
  [new Map<unknown, unknown>([[1, 1], [{}, () => 1]]), /^\[\.\.\.args\.values\(\)\]\[1\] is a function/], // prettier-ignore
  [new Map([[{ k: () => 1 }, 1]]), /^\[\.\.\.args\.keys\(\)\]\[0\]\.k is a function/],
  [new Set([1, { m: () => 1 }]), /^\[\.\.\.args\]\[1\]\.m is a function/],
  [runInNewContext("({ m: new Map([['k', [() => 1]]]) })"), /^args\.m\.get\("k"\)\[0\] is a function/],
  [
    Array.from({ length: 20 }).reduce((inner) => ({ n: inner }), () => 1), // prettier-ignore
    "args.n.n.n.n.n.n.n.n.n.n….n.n.n.n.n.n is a function, which cannot cross to another thread: pass plain data, and " +
      "call the function from a task in a module that the other thread loads",
  ],
  [
    nested(100_000),
    /^args\.next.*… *\.next.* lies in 1000 objects or more, one in the other, which is too deep .* pass it flat/,
  ],
  [
    [{ get broken(): number { throw new RangeError("do not look"); } }], // prettier-ignore
    "args[0].broken could not be read in order to send it to another thread: do not look",
  ],
];

describe("what cannot cross is refused with its path", () => {
  for (const [index, [value, message]] of rows.entries()) {
    test(`${index}: ${String(message).slice(0, 80)}`, () => {
      assert.throws(() => encode(value, "args"), { name: "SerializationError", message });
      const ownPath = typeof message === "string" ? message.replace(/^args/, "args[1]") : /args\[1\]/;
      if (!String(message).includes("…")) {
        assert.throws(() => encode([new Error("special"), value], "args"), {
          name: "SerializationError",
          message: ownPath,
        });
      }
    });
  }
});

test("1,000 levels cross, also with something special at the bottom, and 1,001 do not", () => {
  assert.ok(structuredClone(encode(nested(1000), "it")));
  assert.throws(() => encode(nested(1001), "it"), SerializationError);
  let value: unknown = new Error("bottom");
  for (let level = 0; level < 990; level++) value = [value];
  assert.ok(structuredClone(encode(value, "it")));
});

test("what a getter threw is the cause", () => {
  const thrown = new Error("why");
  const value = Object.defineProperty({}, "x", { enumerable: true, get: () => { throw thrown; } }); // prettier-ignore
  assert.throws(() => encode(value, "it"), { cause: thrown });
});

test("a getter may throw anything", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const value = Object.defineProperty({}, "x", { enumerable: true, get: () => { throw proxy; } }); // prettier-ignore
  assert.throws(() => encode(value, "it"), {
    message: "it.x could not be read in order to send it to another thread: what was thrown cannot be read",
  });
});

test("a getter that changes its mind is refused by the copy", () => {
  let reads = 0;
  const value = { special: new Error("special"), get odd(): unknown { return reads++ === 0 ? 1 : () => 1; } }; // prettier-ignore
  assert.throws(() => encode(value, "it"), {
    name: "SerializationError",
    message: /^a property is a function/,
  });
});

describe("asSerializationError", () => {
  test("says what the engine said, and keeps it as the cause", () => {
    const detached = new ArrayBuffer(8);
    structuredClone(detached, { transfer: [detached] });
    const encoded = encode([detached], "args");
    const { port1: port } = new MessageChannel();
    try {
      port.postMessage(encoded);
      assert.fail("a detached buffer was cloned");
    } catch (error) {
      const serialization = asSerializationError(error, "args");
      assert.ok(serialization instanceof SerializationError);
      assert.match(serialization.message, /^args cannot cross to another thread: .*detached/);
      assert.equal(serialization.cause, error);
    } finally {
      port.close();
    }
  });

  test("leaves a SerializationError alone and survives anything", () => {
    const error = new SerializationError("already");
    assert.equal(asSerializationError(error, "args"), error);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const thrown of [null, undefined, 5, Symbol("s"), proxy, { toString: null }]) {
      assert.ok(asSerializationError(thrown, "args") instanceof SerializationError);
    }
  });
});
