import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import fc from "fast-check";
import { decode, encode, encodeArguments } from "#src/memory/codec/codec.js";
import type { Encoded } from "#src/memory/codec/codec.js";
import { anything, cloneable, portrait } from "./graphs.js";

/** As `postMessage` to another thread would do it. */
function cross(value: unknown): unknown {
  return decode(structuredClone(encode(value, "it")));
}

describe("properties", () => {
  test("what structured clone reproduces is sent as it is", () => {
    fc.assert(
      fc.property(cloneable, (value) => {
        const encoded = encode(value, "it");
        assert.ok(Object.is(encoded.value, value));
        assert.equal(encoded.specials, undefined);
        assert.equal(portrait(cross(value)), portrait(structuredClone(value)));
      }),
      { numRuns: 300 },
    );
  });

  test("beside something special it arrives as structured clone would make it", () => {
    fc.assert(
      fc.property(cloneable, (value) => {
        const received = cross([new Error("special"), value, value]) as [Error, unknown, unknown];
        assert.equal(received[0].message, "special");
        assert.equal(portrait(received.slice(1)), portrait(structuredClone([value, value])));
      }),
      { numRuns: 300 },
    );
  });

  test("errors and registered instances arrive at their places, identity and cycles kept", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const before = portrait(value);
        const received = cross(value);
        assert.equal(portrait(received), before);
        assert.equal(portrait(value), before, "the value that was sent is unchanged");
      }),
      { numRuns: 2000 },
    );
  });
});

test("through a real message port", () => {
  const { port1, port2 } = new MessageChannel();
  const lost = new TypeError("lost", { cause: new RangeError("deep") });
  const shared = new SharedArrayBuffer(4);
  const sent = {
    lost,
    again: [lost],
    where: new URL("http://a.test/b"),
    shared,
    map: new Map([[lost, lost]]),
  };
  port1.postMessage(encode(sent, "it"));
  const message = receiveMessageOnPort(port2) as { message: Encoded };
  port1.close();
  const received = decode(message.message) as typeof sent;
  assert.equal(received.lost.constructor, TypeError);
  assert.equal((received.lost.cause as Error).message, "deep");
  assert.equal(received.again[0], received.lost);
  assert.equal(received.map.get(received.lost), received.lost);
  assert.equal(received.where.hostname, "a.test");
  new Uint8Array(received.shared)[0] = 42;
  assert.equal(new Uint8Array(shared)[0], 42);
});

function words(one: unknown): unknown {
  return one instanceof Error ? one.message : one;
}

test("a Map and a Set keep their order around revived keys and members", () => {
  const [first, second] = [new Error("first"), new Error("second")];
  const map = new Map<unknown, unknown>([["a", 1], [first, 2], ["b", second], [second, 4]]); // prettier-ignore
  const received = cross([map, new Set([1, first, 2, second])]) as [Map<unknown, unknown>, Set<unknown>];
  assert.deepEqual([...received[0]].map((entry) => entry.map(words)), [["a", 1], ["first", 2], ["b", "second"], ["second", 4]]); // prettier-ignore
  assert.deepEqual([...received[1]].map(words), [1, "first", 2, "second"]);
});

test("arguments that are primitives are sent as they are, others as encode does", () => {
  const plain = [1, "a", null, undefined, 2n];
  assert.deepEqual(encodeArguments(plain), { value: plain, specials: undefined });
  assert.equal(encodeArguments(plain).value, plain);
  const [error] = decode(structuredClone(encodeArguments([new RangeError("x")]))) as [Error];
  assert.ok(error instanceof RangeError);
  assert.throws(() => encodeArguments([1, { f: () => 1 }]), { message: /^args\[1\]\.f is a function/ });
});

test("a long sparse array is not walked hole by hole", () => {
  const sparse: unknown[] = [];
  sparse[4_000_000_000] = "end";
  assert.equal(encode(sparse, "it").value, sparse);
  sparse[3_000_000_000] = new Error("in the gap");
  const received = cross(sparse) as unknown[];
  assert.equal(received.length, 4_000_000_001);
  assert.deepEqual(Object.keys(received), ["3000000000", "4000000000"]);
  assert.ok(received[3_000_000_000] instanceof Error);
});
