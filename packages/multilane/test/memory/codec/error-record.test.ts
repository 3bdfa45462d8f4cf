import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { types } from "node:util";
import { runInNewContext } from "node:vm";
import * as errors from "#src/errors.js";
import { decode, encode, encodeThrown, registerClass } from "#src/memory/codec/codec.js";

function cross<T>(value: T): T {
  const received = decode(structuredClone(encode(value, "it"))) as T;
  assert.deepEqual(
    decode(structuredClone(encodeThrown(value))),
    received,
    "encodeThrown does the same for an error",
  );
  return received;
}

class HttpError extends Error {
  readonly status: number;
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
class TeapotError extends HttpError {
  override name = "TeapotError";
  readonly body = new Map([["a", [1n]]]);
}
class RegisteredError extends TeapotError {
  get status418(): boolean {
    return this.status === 418;
  }
}
registerClass(RegisteredError);
class Descendant extends RegisteredError {
  override name = "Descendant";
}

describe("errors of the language", () => {
  for (const type of [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError]) {
    test(type.name, () => {
      const sent = Object.assign(new type("bad"), { code: "E_BAD", detail: { list: [-0, NaN] } });
      const received = cross(sent);
      assert.equal(Object.getPrototypeOf(received), type.prototype);
      assert.ok(types.isNativeError(received));
      assert.equal(received.name, type.name);
      assert.equal(received.stack, sent.stack);
      const { stack: _received, ...properties } = Object.getOwnPropertyDescriptors(received);
      const { stack: _sent, ...expected } = Object.getOwnPropertyDescriptors(sent); // an accessor on newer engines
      assert.deepEqual(properties, expected);
    });
  }

  test("AggregateError with its errors", () => {
    const inner = new TypeError("inner");
    const received = cross(new AggregateError([1, inner, inner, null], "several"));
    assert.equal(Object.getPrototypeOf(received), AggregateError.prototype);
    assert.equal(received.message, "several");
    assert.ok(received.errors[1] instanceof TypeError);
    assert.equal(received.errors[1], received.errors[2]);
    assert.deepEqual([received.errors[0], received.errors[3]], [1, null]);
    assert.equal(Object.getOwnPropertyDescriptor(received, "errors")?.enumerable, false);
  });

  test("DOMException", () => {
    const sent = AbortSignal.abort().reason as DOMException;
    const received = cross(sent);
    assert.ok(received instanceof DOMException && received instanceof Error);
    assert.deepEqual([received.name, received.message, received.code], ["AbortError", sent.message, 20]);
    assert.equal(received.stack, sent.stack);
    assert.equal(Object.hasOwn(received, "name"), false);
  });

  test("SuppressedError, or what compiled `using` throws in its place", () => {
    const type: unknown = Reflect.get(globalThis, "SuppressedError");
    const fields = { error: new Error("disposal"), suppressed: new TypeError("body") };
    const sent =
      typeof type === "function"
        ? (Reflect.construct(type, [fields.error, fields.suppressed, "both"]) as typeof fields & Error)
        : Object.assign(new Error("both"), { name: "SuppressedError" }, fields);
    const received = cross(sent);
    assert.equal(received.name, "SuppressedError");
    assert.equal(received.error.message, "disposal");
    assert.ok(received.suppressed instanceof TypeError);
  });

  test("of another realm", () => {
    const received = cross(
      runInNewContext("new RangeError('foreign', { cause: new TypeError('inner') })") as RangeError,
    );
    assert.ok(received instanceof RangeError);
    assert.equal(received.message, "foreign");
    assert.ok(received.cause instanceof TypeError);
    class Local extends Error {}
    assert.equal(Object.getPrototypeOf(cross(new Local("x"))), Error.prototype);
  });

  test("an object that only inherits from Error arrives as an error", () => {
    const legacy = Object.create(TypeError.prototype, { name: { value: "Legacy" } }) as Error;
    const received = cross(Object.assign(Object.create(legacy) as Error, { message: "old style" }));
    assert.ok(received instanceof TypeError && types.isNativeError(received));
    assert.deepEqual([received.name, received.message, received.stack], ["Legacy", "old style", undefined]);
  });
});

describe("what an error has", () => {
  test("a chain of causes", () => {
    const received = cross(
      new Error("a", { cause: new TypeError("b", { cause: { plain: new RangeError("c") } }) }),
    );
    const second = received.cause as TypeError;
    assert.ok(second instanceof TypeError);
    assert.ok((second.cause as { plain: Error }).plain instanceof RangeError);
    assert.equal(Object.getOwnPropertyDescriptor(received, "cause")?.enumerable, false);
  });

  test("a cause that is there but undefined, and none", () => {
    assert.ok(Object.hasOwn(cross(new Error("x", { cause: undefined })), "cause"));
    assert.equal(Object.hasOwn(cross(new Error("x")), "cause"), false);
  });

  test("no message of its own, an empty one, one that is not a string", () => {
    assert.equal(Object.hasOwn(cross(new Error()), "message"), false);
    assert.equal(cross(new Error("")).message, "");
    assert.deepEqual(
      (decode(structuredClone(encode(Object.assign(new Error("x"), { message: [1] }), "it"))) as Error)
        .message,
      [1],
    );
  });

  test("no stack: the receiver's own is not put in its place", () => {
    const sent = new Error("x");
    delete sent.stack;
    assert.equal(cross(sent).stack, undefined);
  });

  test("itself: as its cause, among its errors, in its properties", () => {
    const sent = Object.assign(new AggregateError([], "round"), { self: new Map<unknown, unknown>() });
    sent.cause = sent;
    sent.errors.push(sent);
    sent.self.set(sent, [sent]);
    const received = cross(sent);
    assert.equal(received.cause, received);
    assert.equal(received.errors[0], received);
    assert.equal((received.self.get(received) as unknown[])[0], received);
  });

  test("a system error", async () => {
    const { readFile } = await import("node:fs/promises");
    const sent = await readFile("/no/such/file").then(
      () => assert.fail(),
      (error: NodeJS.ErrnoException) => error,
    );
    const received = cross(sent);
    assert.deepEqual(Object.entries(received), Object.entries(sent));
    assert.deepEqual([received.code, received.syscall], ["ENOENT", "open"]);
  });

  test("the same error twice in one message is one error there", () => {
    const error = new Error("x");
    const [first, second] = cross([error, { error }]) as [Error, { error: Error }];
    assert.equal(first, second.error);
  });
});

describe("classes", () => {
  test("an unregistered one arrives as its nearest built-in ancestor, with name, code and properties", () => {
    class Coded extends RangeError {
      get code(): string {
        return "E_CODED";
      }
      override get message(): string {
        return "computed";
      }
    }
    const received = cross(new Coded("ignored"));
    assert.equal(Object.getPrototypeOf(received), RangeError.prototype);
    assert.deepEqual([received.code, Object.keys(received)], ["E_CODED", []]);
    const teapot = cross(new TeapotError("short and stout", 418));
    assert.equal(Object.getPrototypeOf(teapot), Error.prototype);
    assert.deepEqual([teapot.name, teapot.status, teapot.body], ["TeapotError", 418, new Map([["a", [1n]]])]);
  });

  test("a registered one arrives as itself", () => {
    const received = cross(new RegisteredError("x", 418, { cause: 1 }));
    assert.equal(received.constructor, RegisteredError);
    assert.ok(received.status418 && received.cause === 1 && types.isNativeError(received));
  });

  test("an unregistered subclass of a registered one arrives as that", () => {
    const received = cross(new Descendant("x", 418));
    assert.equal(received.constructor, RegisteredError);
    assert.equal(received.name, "Descendant");
  });

  test("a class that the receiver lacks: the nearest one that it has", () => {
    const encoded = structuredClone(encode(new RegisteredError("x", 418), "it"));
    const record = encoded.specials?.[0];
    assert.ok(record?.kind === "error");
    assert.deepEqual([record.classes, record.builtIn], [["RegisteredError"], "Error"]);
    Object.assign(record, { classes: ["loaded elsewhere only"] });
    const received = decode(encoded) as RegisteredError;
    assert.equal(Object.getPrototypeOf(received), Error.prototype);
    assert.deepEqual([received.message, received.status], ["x", 418]);
  });

  test("every class of errors.ts is registered", () => {
    const classes = Object.entries(errors).filter(([name]) => name !== "MultilaneError");
    assert.ok(classes.length >= 13);
    for (const [name, type] of classes) {
      const sent: Error = Reflect.construct(type, ["x", { reason: "oom", exitCode: 1, attempt: 2 }]);
      const received = cross(sent);
      assert.equal(received.constructor, type, name);
      assert.deepEqual(Object.entries(received), Object.entries(sent));
      assert.equal(Object.hasOwn(received, "code"), false);
    }
    const died = cross(
      new errors.WorkerDiedError("x", { reason: "oom", task: "getStatus" }, { cause: new Error("why") }),
    );
    assert.deepEqual([died.reason, died.task, (died.cause as Error).message], ["oom", "getStatus", "why"]);
    class Local extends errors.TimeoutError {}
    assert.equal(cross(new Local("x")).constructor, errors.TimeoutError);
  });
});
