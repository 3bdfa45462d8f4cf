/** What has no bytes is refused, and left out of errors. */
import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { MessageChannel } from "node:worker_threads";
import { ByteBuffer } from "#src/memory/codec/byte-buffer.js";
import { readValue } from "#src/memory/codec/read-value.js";
import { writeValue } from "#src/memory/codec/write-value.js";
import { Primitive } from "./primitive.js";

const buffer = new ByteBuffer();

class Unregistered {
  x = 1;
}

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
  writeValue(buffer, sent);
  const received = readValue(buffer) as typeof sent;
  assert.equal(received.message, "failed");
  assert.deepEqual(Object.keys(received), ["n"]);
  assert.match(
    (received.cause as Error).message,
    /^the cause, an instance of Primitive, could not cross .*SharedArrayBuffer/,
  );
  writeValue(buffer, new AggregateError([new Blob([]), 1]));
  const several = readValue(buffer) as AggregateError;
  assert.match((several.errors[0] as Error).message, /^errors\[0\], an instance of Blob, could not cross/);
  assert.equal(several.errors[1], 1);
});
