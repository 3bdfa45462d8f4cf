import assert from "node:assert/strict";
import { test } from "node:test";
import { withArticle } from "#src/platform/text.js";

void test("a class has the article that it is spoken with", () => {
  for (const name of [
    "a Lock",
    "an Event",
    "an RLock",
    "a Barrier",
    "a Uint8Array",
    "an Int8Array",
    "a Queue",
  ])
    assert.equal(withArticle(name.split(" ")[1] ?? ""), name);
});
