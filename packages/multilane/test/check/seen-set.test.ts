/** The set of hashes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SeenSet } from "#src/check/seen-set.js";

void test("a SeenSet knows what was added, however much it has grown", () => {
  const seen = new SeenSet();
  const pairs = Array.from(
    { length: 20_000 },
    (_, index) => [Math.imul(index, 0x9e3779b1), index % 1000] as const,
  );
  for (const [high, low] of pairs) assert.ok(seen.add(high, low));
  assert.equal(seen.size, pairs.length);
  for (const [high, low] of pairs) assert.ok(!seen.add(high, low));
  assert.equal(seen.size, pairs.length);
});
