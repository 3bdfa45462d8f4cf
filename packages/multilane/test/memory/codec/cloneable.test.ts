import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createSecretKey, webcrypto, X509Certificate } from "node:crypto";
import { BlockList, SocketAddress } from "node:net";
import { createHistogram } from "node:perf_hooks";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { decode, encode } from "#src/memory/codec/codec.js";

/** Self-signed, for `multilane.test`; its key was thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBiTCCAS+gAwIBAgIUaH/MQ0kXOLqE9T9uKNgwKkUrhsgwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwObXVsdGlsYW5lLnRlc3QwIBcNMjYxMTIyMTUzMzI1WhgPMjEy
NjEwMjkxNTMzMjVaMBkxFzAVBgNVBAMMDm11bHRpbGFuZS50ZXN0MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEJEFg7JtCyMSFSab/DiUauvMkc4jKVrHEVng3x3Tx
n7l7ODTIwBzkmRCisOCpuvuqfMc6LFK58MQK507glmkhcKNTMFEwHQYDVR0OBBYE
FALvy68vS7xJbW2c0uozZobuFRj/MB8GA1UdIwQYMBaAFALvy68vS7xJbW2c0uoz
ZobuFRj/MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgWP/QEyKd
bAdbI9tjpHWAkPUZycFWdFVrqkVQJ5HJ2scCIQD5J/nls0gshGlNLpQ2OSt4taFj
HKedXtvh01CniMoM1g==
-----END CERTIFICATE-----`;

interface WebAssemblyTypes {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (options: object) => object;
}
const wasm = Reflect.get(globalThis, "WebAssembly") as WebAssemblyTypes;

const blockList = new BlockList();
blockList.addAddress("127.0.0.1");

/** Each must be taken as it is, beside nothing special and beside an error. */
const rows: readonly (readonly [name: string, value: unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["-0", -0],
  ["NaN", NaN],
  ["a bigint", 10n ** 30n],
  ["a lone surrogate", "\ud800"],
  ["an array of primitives", [1, "a", null, undefined]],
  ["a plain object", { a: { b: 1 } }],
  ["a null prototype", Object.assign(Object.create(null), { a: 1 })],
  ["an object of another realm", runInNewContext("({ a: [1, { b: new Map([[1, { c: 2 }]]) }] })")],
  ["an array of another realm", runInNewContext("[1, [2]]")],
  ["a Date of another realm", runInNewContext("new Date(5)")],
  ["typed arrays of another realm", runInNewContext("[new Uint8Array(2), new DataView(new ArrayBuffer(2))]")],
  ["a match of a regular expression", /(?<first>a)/.exec("cab")],
  ["a Map in a Set", new Set([new Map([[{ k: 1 }, { v: 2 }]])])],
  ["a Date", new Date(0)],
  ["a RegExp", /x/giu],
  ["boxed primitives", [Object(1), Object("a"), Object(true), Object(1n)]],
  ["an ArrayBuffer", new ArrayBuffer(4)],
  ["a SharedArrayBuffer", new SharedArrayBuffer(4)],
  ["typed arrays", [new Uint8Array(2), new Float64Array(1), new BigInt64Array(1), new Uint8ClampedArray(1)]],
  ["a DataView", new DataView(new ArrayBuffer(4))],
  ["a Blob", new Blob(["abc"])],
  ["a part of a Blob", new Blob(["abc"]).slice(1)],
  ["a KeyObject", createSecretKey(Buffer.from("key"))],
  ["a BlockList", blockList],
  ["a SocketAddress", new SocketAddress({ address: "127.0.0.1", port: 80 })],
  ["a Histogram", createHistogram()],
  ["an X509Certificate", new X509Certificate(CERTIFICATE)],
  ["a WebAssembly.Module", new wasm.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))],
  ["a shared WebAssembly.Memory", new wasm.Memory({ initial: 1, maximum: 1, shared: true })],
];

describe("what structured clone reproduces", () => {
  for (const [name, value] of rows) {
    test(`${name} is sent as it is`, () => {
      const alone = encode(value, "it");
      assert.equal(alone.specials, undefined);
      assert.ok(Object.is(alone.value, value));
      const [, beside] = decode(structuredClone(encode([new Error("special"), value], "it"))) as unknown[];
      assert.deepEqual(beside, structuredClone(value));
      assert.equal(encode(beside, "it").specials, undefined, "what was received can be sent on");
    });
  }

  test("a CryptoKey", async () => {
    const key = await webcrypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);
    assert.equal(encode([key], "it").specials, undefined);
    const [received] = decode(structuredClone(encode([key, new Error("special")], "it"))) as [
      webcrypto.CryptoKey,
    ];
    assert.deepEqual(received.algorithm, { name: "AES-GCM", length: 128 });
    assert.equal(encode(received, "it").specials, undefined);
  });
});

test("getters are read, as structured clone reads them", () => {
  const value = Object.defineProperty({}, "now", { enumerable: true, get: () => ({ at: 1 }) });
  assert.deepEqual(decode(structuredClone(encode(value, "it"))), { now: { at: 1 } });
});

test("a frozen Object.prototype does not matter to a copy", () => {
  // As under `node --frozen-intrinsics`: an assignment to `toString` would throw there.
  const script = `
    Object.freeze(Object.prototype);
    const { decode, encode } = await import(${JSON.stringify(import.meta.resolve("#src/memory/codec/codec.js"))});
    const sent = [new Error("special"), { toString: { a: 1 }, ["__proto__"]: { b: 2 } }];
    const [, received] = decode(structuredClone(encode(sent, "it")));
    process.stdout.write(JSON.stringify(Object.entries(received)));
  `;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 20_000,
  });
  assert.equal(child.stdout, '[["toString",{"a":1}],["__proto__",{"b":2}]]', child.stderr);
});
