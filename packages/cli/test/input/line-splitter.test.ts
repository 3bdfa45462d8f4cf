import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { collect } from "../support/collect.js";
import { LONGEST_LINE, splitLines } from "#src/input/line-splitter.js";

async function split(
  ...chunks: readonly (string | Uint8Array)[]
): Promise<{ number: number; text: string; tooLong: boolean }[]> {
  const bytes = chunks.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : chunk));
  async function* source(): AsyncGenerator<Uint8Array> {
    yield* bytes;
  }
  return await collect(splitLines(source()));
}

test("LF, CRLF, a byte order mark and a last line without end", async () => {
  const lines = await split("\uFEFFa\r\nb\n\n\uFEFFc");
  assert.deepEqual(
    lines.map(({ number, text }) => [number, text]),
    [
      [1, "a"],
      [2, "b"],
      [3, ""],
      [4, "\uFEFFc"],
    ],
  );
});

test("bytes that are not UTF-8 become U+FFFD, NUL stays", async () => {
  const lines = await split(Uint8Array.of(0x61, 0xff, 0x0a, 0x00, 0x0a));
  assert.deepEqual(
    lines.map(({ text }) => text),
    ["a\uFFFD", "\0"],
  );
});

test("of a line of 10 MB only the beginning is kept, and the lines after it are right", async () => {
  const piece = "x".repeat(1024 * 1024);
  const lines = await split("first\n", ...Array.from({ length: 10 }, () => piece), "\nlast\n");
  assert.deepEqual(
    lines.map(({ number, text, tooLong }) => [number, text.length, tooLong]),
    [
      [1, 5, false],
      [2, 100, true],
      [3, 4, false],
    ],
  );
});

test("a line of exactly the limit is whole, one byte more is too long", async () => {
  const lines = await split("x".repeat(LONGEST_LINE), "\n", "x".repeat(LONGEST_LINE + 1));
  assert.deepEqual(
    lines.map(({ text, tooLong }) => [text.length, tooLong]),
    [
      [LONGEST_LINE, false],
      [100, true],
    ],
  );
});

test("where the chunks are cut makes no difference", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" })), fc.array(fc.nat(40)), async (texts, cuts) => {
      const expected = texts.map((text) => text.replace(/[\r\n\uFEFF]/g, ""));
      const bytes = Buffer.from(expected.map((text) => `${text}\n`).join(""));
      const chunks: Uint8Array[] = [];
      let start = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(start, start + cut));
        start += cut;
      }
      const lines = await split(...chunks, bytes.subarray(start));
      assert.deepEqual(
        lines.map(({ text }) => text),
        expected,
      );
    }),
    { numRuns: 200 },
  );
});

async function* reusingSource(): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.from("abc");
  yield buffer;
  buffer.write("xyz");
  yield buffer;
}

test("a buffer that the source uses again does not change what was read", async () => {
  const lines = await collect(splitLines(reusingSource()));
  assert.deepEqual(
    lines.map(({ text }) => text),
    ["abcxyz"],
  );
});
