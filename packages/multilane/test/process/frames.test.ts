import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf, Frames } from "#src/process/frames.js";

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
