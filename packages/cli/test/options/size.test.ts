import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSize, parseSize } from "#src/options/size.js";

test("k is 1024, as in curl and wget", () => {
  const written = {
    "500": 500,
    "1k": 1024,
    "1K": 1024,
    "2.5M": 2_621_440,
    "1g": 1_073_741_824,
    "1kb": 1024,
    "0": 0,
  };
  for (const [text, bytes] of Object.entries(written)) assert.equal(parseSize(text), bytes, text);
});

test("anything else is refused", () => {
  for (const text of ["", "k", "1t", "-1", "1 k", "1e9", "99999999999999999g"]) {
    assert.throws(() => parseSize(text), { code: "commander.invalidArgument" }, text);
  }
});

test("sizes are written as a person says them", () => {
  assert.deepEqual([0, 812, 1024, 1_048_576, 5e12].map(formatSize), [
    "0 B",
    "812 B",
    "1.0 KiB",
    "1.0 MiB",
    "4.5 TiB",
  ]);
});
