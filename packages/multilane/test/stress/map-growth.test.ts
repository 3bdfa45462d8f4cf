/** The short form of `npm run stress:map`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { mapGrowth } from "./map-growth.js";
import { megabytes } from "./resources.js";

// As much for each item as 10 MB are for a million, and a megabyte of noise.
const MOST = 2 * 2 ** 20;

void test("a long map over an iterator does not grow", async (t) => {
  const { items, before, after } = await mapGrowth(100_000, 10_000);
  t.diagnostic(`${megabytes(before)} after 10,000 items, ${megabytes(after)} after 100,000`);
  assert.equal(items, 100_000);
  assert.ok(after - before <= MOST, `it has grown by ${megabytes(after - before)}`);
});
