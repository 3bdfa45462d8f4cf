import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf, Frames, headOf } from "#src/process/frames.js";

const messages = [[], [1], [2, 3, 4], Array.from({ length: 300 }, (_, n) => n % 256)];
const stream = messages.flatMap((message) => [...frameOf(Uint8Array.from(message))]);

void test("messages come out whole and in order, whatever pieces the stream comes in", () => {
  for (const size of [1, 2, 3, 5, 7, 100, stream.length]) {
    const seen: number[][] = [];
    const frames = new Frames((bytes) => seen.push([...bytes]));
    for (let at = 0; at < stream.length; at += size) frames.add(Uint8Array.from(stream.slice(at, at + size)));
    assert.deepEqual(seen, messages, `pieces of ${size}`);
  }
});

void test("a message that is not whole yet is kept back", () => {
  const seen: number[][] = [];
  const frames = new Frames((bytes) => seen.push([...bytes]));
  const frame = frameOf(Uint8Array.of(1, 2, 3));
  frames.add(frame.subarray(0, frame.length - 1));
  assert.deepEqual(seen, []);
  frames.add(frame.subarray(frame.length - 1));
  assert.deepEqual(seen, [[1, 2, 3]]);
});

void test("a message may be large; its bytes are its own", () => {
  const large = new Uint8Array(5_000_000).fill(3);
  const seen: Uint8Array[] = [];
  const frames = new Frames((message) => seen.push(message));
  const bytes = Buffer.concat([frameOf(large), frameOf(Uint8Array.of(9))]);
  for (let at = 0; at < bytes.length; at += 65_536) frames.add(bytes.subarray(at, at + 65_536));
  assert.deepEqual(
    seen.map(({ length }) => length),
    [5_000_000, 1],
  );
  assert.ok(seen[0]?.every((byte) => byte === 3));
  assert.deepEqual(
    seen.map(({ buffer }) => buffer.byteLength),
    [5_000_000, 1],
  );
});

void test("what is no message is refused, wherever it comes", () => {
  const wrong: Record<string, Uint8Array> = {
    zeros: new Uint8Array(8),
    text: new TextEncoder().encode("Error: this is no message"),
    "a claim of 2 GiB": Uint8Array.of(...headOf(0).subarray(0, 4), 0, 0, 0, 128),
    "one byte too many": Uint8Array.of(0, ...frameOf(Uint8Array.of(1))),
  };
  for (const [what, bytes] of Object.entries(wrong)) {
    assert.throws(() => new Frames(() => undefined).add(bytes), RangeError, what);
    const seen: number[][] = [];
    const frames = new Frames((message) => seen.push([...message]));
    assert.throws(() => frames.add(Uint8Array.of(...frameOf(Uint8Array.of(5)), ...bytes)), RangeError, what);
    assert.deepEqual(seen, [[5]], what);
  }
  assert.throws(() => headOf(2 ** 31), RangeError);
});
