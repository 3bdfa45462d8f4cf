import assert from "node:assert/strict";
import { test } from "node:test";
import { collectHeader } from "#src/options/header.js";

test("a header is split at its first colon, its name in lower case", () => {
  assert.deepEqual(collectHeader("X-Key:  a:b ", [["accept", "text/html"]]), [
    ["accept", "text/html"],
    ["x-key", "a:b"],
  ]);
});

test("a bad header is refused without repeating what it holds", () => {
  for (const text of [
    "s3cret",
    ": s3cret",
    "a b: s3cret",
    "Cookie: s3cret\r\nEvil: 1",
    "Host: s3cret",
    "Content-Length: s3cret",
  ]) {
    assert.throws(
      () => collectHeader(text, undefined),
      (error: Error) => error.name === "CannotRunError" && !error.message.includes("s3cret"),
      text,
    );
  }
});
