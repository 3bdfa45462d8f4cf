import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fold, NameBook } from "#src/download/names/name-book.js";
import { LONGEST_NAME } from "#src/download/names/safe-name.js";

test("the second of two equal names gets a number before its extension", () => {
  const book = new NameBook();
  const claimed = ["a.tar.gz", "a.tar.gz", "b", "a.tar.gz", "b"].map((name) => book.claim(name));
  assert.deepEqual(claimed, ["a.tar.gz", "a (2).tar.gz", "b", "a (3).tar.gz", "b (2)"]);
});

test("names that only differ in case or in Unicode form are equal", () => {
  const book = new NameBook();
  const claimed = ["Ä.txt", "ä.TXT", "A\u0308.txt", "STRASSE", "straße"].map((name) => book.claim(name));
  assert.deepEqual(claimed, ["Ä.txt", "ä (2).TXT", "A\u0308 (3).txt", "STRASSE", "straße (2)"]);
});

test("a numbered name that is taken already is passed over", () => {
  const book = new NameBook();
  assert.deepEqual(
    ["a (2).txt", "a.txt", "a.txt"].map((name) => book.claim(name)),
    ["a (2).txt", "a.txt", "a (3).txt"],
  );
});

test("no two claims are ever equal, and none is too long", () => {
  const name = fc.constantFrom(
    "a",
    "A",
    "a (2)",
    "a (2) (2)",
    "é".repeat(120),
    "x".repeat(240),
    `${"x".repeat(230)}.tar.gz`,
  );
  fc.assert(
    fc.property(fc.array(name, { maxLength: 60 }), (names) => {
      const book = new NameBook();
      const claimed = names.map((wanted) => book.claim(wanted));
      assert.equal(new Set(claimed.map(fold)).size, names.length);
      for (const one of claimed) assert.ok(Buffer.byteLength(one) <= LONGEST_NAME, one);
    }),
  );
});

test("a name that a server chose passes over what is there", async () => {
  const book = new NameBook();
  const there = new Set(["a.txt", "a (2).txt"]);
  assert.equal(await book.claimNew("a.txt", (name) => Promise.resolve(there.has(name))), "a (3).txt");
});

test("ten thousand claims of one name take no time", () => {
  const book = new NameBook();
  for (let i = 1; i < 10_000; i += 1) book.claim("download");
  assert.equal(book.claim("download"), "download (10000)");
});
