/** An error always crosses: what it has that cannot is left out, one by one. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SerializationError } from "#src/errors.js";
import { decode, encode, encodeThrown, registerClass } from "#src/memory/codec/codec.js";

function throwing(): never {
  throw new Error("do not look");
}

function revoked(target: object = {}): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const hostileProxy = (): object =>
  new Proxy({}, { get: throwing, has: throwing, getPrototypeOf: throwing, ownKeys: throwing, getOwnPropertyDescriptor: throwing }); // prettier-ignore

/** V8 makes the text of a stack when it is first wanted, and asks the error for its name then. */
function formatted(error: Error): Error {
  assert.ok(error.stack);
  return error;
}

function ownPrototype(): object {
  const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy });
  return proxy;
}

/** A value in this many arrays, one in the other. */
function lines(levels: number, inner: unknown): unknown {
  return Array.from({ length: levels }).reduce((one) => [one], inner);
}

function height(value: unknown): number {
  let levels = 0;
  for (let one = value; Array.isArray(one); one = one[0]) levels++;
  return levels;
}

class Picky {
  readonly content: unknown = 1;
  static {
    registerClass(Picky, { name: "hostile.Picky", encode: throwing, decode: () => new Picky() });
  }
}

function cross(value: unknown): unknown {
  return decode(structuredClone(encode(value, "it")));
}

function thrown(value: unknown): unknown {
  return decode(structuredClone(encodeThrown(value)));
}

function boom(): void {}

class Failure {
  message = "no";
}

const bad: readonly (readonly [string, () => unknown])[] = [
  ["a function", () => () => 1],
  ["a symbol", () => Symbol("s")],
  [
    "a socket",
    () => connect({ port: 1, lookup: () => undefined, host: "never.test" }).on("error", () => undefined),
  ],
  ["a class instance", () => new Failure()],
  ["a deep function", () => ({ a: [{ b: new Map([[1, () => 1]]) }] })],
  ["a revoked proxy", () => revoked()],
  ["a revoked proxy of an error", () => revoked(new Error("x"))],
  ["a hostile proxy", hostileProxy],
  ["an object with a revoked prototype", () => Object.create(revoked())],
  ["a promise", () => Promise.resolve(1)],
  ["an instance whose encode throws", () => new Picky()],
  ["a getter that throws inside", () => Object.defineProperty({}, "x", { enumerable: true, get: throwing })],
  ["too deep", () => Array.from({ length: 5000 }).reduce((inner) => [inner], [])],
];

describe("properties that cannot cross are left out, the others stay", () => {
  for (const [name, make] of bad) {
    test(name, () => {
      const sent = Object.assign(new TypeError("kept"), { before: 1, bad: make(), after: { list: [2] } });
      const received = cross(sent) as typeof sent;
      assert.ok(received instanceof TypeError);
      assert.deepEqual(
        [received.message, received.stack, Object.keys(received)],
        ["kept", sent.stack, ["before", "after"]],
      );
      assert.deepEqual(received.after, { list: [2] });
    });
  }

  test("also where a getter throws", () => {
    const sent = Object.defineProperties(new Error("kept"), {
      bad: { enumerable: true, get: throwing },
      good: { enumerable: true, get: () => 5 },
    });
    assert.deepEqual({ ...(cross(sent) as object) }, { good: 5 });
  });

  test("a part that two properties share is judged for each", () => {
    const tainted = { list: [1], handler: () => 1 };
    const received = cross(
      Object.assign(new Error("x"), { tainted, list: tainted.list, again: { tainted } }),
    );
    assert.deepEqual({ ...(received as object) }, { list: [1] });
  });
});

test("what many errors share is looked at once, not once for each", () => {
  let reads = 0;
  const context = { inner: {}, get read(): number { return ++reads; } }; // prettier-ignore
  cross(Array.from({ length: 100 }, () => Object.assign(new Error("x"), { context })));
  assert.equal(reads, 2, "once to look, once to copy");
});

test("what is too deep inside an error arrives whole where it is not", () => {
  const deep = [lines(900, new TypeError("bottom"))];
  const context = [new RangeError("inner"), deep];
  const error = Object.assign(new Error("x"), { context, small: 1 });
  const encoded = encode([lines(600, error), deep, lines(10, error), context], "it");
  assert.equal(encoded.specials?.length, 3, "nothing is left of what was begun");
  const received = decode(structuredClone(encoded)) as [unknown, unknown, unknown, [RangeError, unknown]];
  assert.deepEqual(received.slice(0, 3).map(height), [600, 901, 10]);
  assert.deepEqual(received[3][0].message, "inner");
  assert.equal(received[3][1], received[1]);
  const [outer] = (received[2] as unknown[]).flat(10) as [typeof error];
  assert.deepEqual(Object.entries(outer), [["small", 1]]);
});

describe("a cause or one of several errors that cannot cross is described", () => {
  test("cause", () => {
    const received = cross(new Error("x", { cause: { message: "inner", handler: () => 1 } })) as Error;
    assert.ok(received.cause instanceof SerializationError);
    assert.match(
      received.cause.message,
      /^the cause, an object with the message "inner", could not cross to another thread: it\.handler is a function/,
    );
  });

  test("errors", () => {
    const received = cross(new AggregateError([new TypeError("good"), () => 1, 5], "x")) as AggregateError;
    assert.ok(received.errors[0] instanceof TypeError && received.errors[1] instanceof SerializationError);
    assert.match(
      received.errors[1].message,
      /^errors\[1\], a function, could not cross to another thread: it is a function/,
    );
    assert.equal(received.errors[2], 5);
  });

  test("a chain of 100,000 causes ends in such a description", () => {
    let sent = new Error("0");
    for (let level = 1; level < 100_000; level++) sent = new Error(String(level), { cause: sent });
    let received = cross(sent);
    for (
      let level = 99_999;
      received instanceof Error && !(received instanceof SerializationError);
      level--
    ) {
      assert.equal(received.message, String(level));
      received = received.cause;
    }
    assert.ok(received instanceof SerializationError);
    assert.match(received.message, /too deep/);
  });

  test("a ring of 5,000 errors", () => {
    const ring = Array.from({ length: 5000 }, (_, index) => Object.assign(new Error(String(index)), { next: {}, previous: {} })); // prettier-ignore
    for (const [index, error] of ring.entries()) Object.assign(error, { next: ring[(index + 1) % 5000], previous: ring.at(index - 1) }); // prettier-ignore
    const received = cross(ring[0]) as { message: string; next: { message: string; previous: unknown } };
    assert.equal(received.next.message, "1");
    assert.equal(received.next.previous, received);
  });
});

describe("errors that fight back", () => {
  const rows: readonly (readonly [string, () => Error, Partial<Record<"name" | "message", unknown>>])[] = [
    ["every getter throws", () => Object.defineProperties(formatted(new Error("x")), Object.fromEntries(["name", "message", "stack", "cause", "code"].map((key) => [key, { get: throwing }]))), { name: "Error", message: "" }], // prettier-ignore
    [
      "name is a function",
      () => Object.assign(new Error("x"), { name: () => "x" }),
      { name: "Error", message: "x" },
    ],
    ["message throws when made a string", () => Object.assign(new Error(), { message: { toString: throwing } }), { name: "Error", message: "" }], // prettier-ignore
    ["stack is a symbol", () => Object.assign(new Error("x"), { stack: Symbol("s") }), { message: "x" }],
    ["its prototype is a revoked proxy", () => Object.setPrototypeOf(new Error("x"), revoked()) as Error, { name: "Error", message: "x" }], // prettier-ignore
    ["its prototype is a hostile proxy", () => Object.setPrototypeOf(new Error("x"), hostileProxy()) as Error, { name: "Error", message: "x" }], // prettier-ignore
    ["its prototype is a proxy that is its own prototype", () => Object.setPrototypeOf(new Error("x"), ownPrototype()) as Error, { message: "x" }], // prettier-ignore
    [
      "it has no prototype",
      () => Object.setPrototypeOf(new Error("x"), null) as Error,
      { name: "Error", message: "x" },
    ],
    [
      "it is frozen",
      () => Object.freeze(Object.assign(new TypeError("x"), { a: 1 })),
      { name: "TypeError", message: "x" },
    ],
    [
      "errors is no array",
      () => Object.assign(new AggregateError([], "x"), { errors: () => 1 }),
      { message: "x" },
    ],
    [
      "errors has holes",
      () => Object.assign(new AggregateError([], "x"), { errors: Object.assign(Array(1), { 1: () => 1 }) }),
      { message: "x" },
    ],
    ["it has a __proto__ of its own", () => Object.defineProperty(new Error("x"), "__proto__", { value: { a: 1 }, enumerable: true }), { message: "x" }], // prettier-ignore
  ];
  for (const [name, make, facts] of rows) {
    test(name, () => {
      const received = decode(structuredClone(encodeThrown(make()))) as Record<string, unknown>;
      assert.ok(received instanceof Error && !(received instanceof SerializationError));
      for (const [key, value] of Object.entries(facts)) assert.equal(received[key], value, key);
    });
  }

  test("any mixture of all that", () => {
    const key = fc.constantFrom(
      "name",
      "message",
      "stack",
      "cause",
      "code",
      "errors",
      "a",
      "b",
      "__proto__",
      "toString",
    );
    const value = fc.oneof(
      fc.constantFrom(...bad.map(([, make]) => make)),
      fc.constant(() => new Error("inner")),
    );
    const property = fc.tuple(key, value, fc.boolean(), fc.boolean());
    const base = fc.constantFrom(Error, TypeError, AggregateError);
    fc.assert(
      fc.property(base, fc.array(property, { maxLength: 6 }), (type, properties) => {
        const error: Error = Reflect.construct(type, [type === AggregateError ? [] : "x"]);
        if (properties.some(([name]) => name === "stack")) formatted(error);
        for (const [name, make, isGetter, enumerable] of properties) {
          const made = make();
          Object.defineProperty(error, name, isGetter ? { get: () => made ?? throwing(), enumerable, configurable: true } : { value: made, enumerable, configurable: true }); // prettier-ignore
        }
        const received = decode(structuredClone(encodeThrown(error)));
        assert.equal(Object.getPrototypeOf(received), type.prototype);
      }),
      { numRuns: 300 },
    );
  });
});

describe("encodeThrown", () => {
  test("ordinary values are thrown as they are", () => {
    for (const value of [null, undefined, 5, -0, "text", 1n]) assert.ok(Object.is(thrown(value), value));
    assert.deepEqual(thrown({ a: [1] }), { a: [1] });
  });

  const rows: readonly (readonly [unknown, RegExp])[] = [
    [boom, /^what was thrown, a function \(boom\), could not cross to another thread: it is a function/],
    [Symbol("s"), /^what was thrown, a symbol \(Symbol\(s\)\), could not cross/],
    [new Failure(), /^what was thrown, an instance of Failure with the message "no", could not cross to another thread: it is an instance of Failure, which is not registered/], // prettier-ignore
    [
      { message: "m", handler: () => 1 },
      /^what was thrown, an object with the message "m", could not .*it\.handler is a function/,
    ],
    [
      Object.assign(Object.create(null), { f: () => 1 }),
      /^what was thrown, an object, could not cross .*it\.f is/,
    ],
    [revoked(), /^what was thrown, a Proxy, could not cross/],
    [hostileProxy(), /^what was thrown, a Proxy, could not cross/],
    [Object.create(revoked()), /^what was thrown, an object with a prototype of its own, could not cross/],
    [
      new Picky(),
      /^what was thrown, an instance of Picky, could not cross .*encode of the class hostile\.Picky threw/,
    ],
    [Promise.resolve(1), /^what was thrown, an instance of Promise, could not .*await it first/],
  ];
  for (const [value, message] of rows) {
    test(String(message).slice(0, 80), () => {
      const received = thrown(value);
      assert.ok(received instanceof SerializationError);
      assert.match(received.message, message);
    });
  }
});
