import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { median, percentile } from "#src/statistics.js";

describe("median", () => {
  test("is the value in the middle, or the mean of the two", () => {
    assert.equal(median([3]), 3);
    assert.equal(median([30, 1, 2]), 2);
    assert.equal(median([4, 1, 30, 2]), 3);
  });

  test("leaves its argument in order", () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  test("of nothing is NaN", () => assert.equal(median([]), Number.NaN));
});

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  test("is the nearest rank", () => {
    assert.equal(percentile(hundred, 50), 50);
    assert.equal(percentile(hundred, 99), 99);
    assert.equal(percentile(hundred, 100), 100);
    assert.equal(percentile(hundred, 0), 1);
    assert.equal(percentile([1, 2, 3], 50), 2);
    assert.equal(percentile([7], 99), 7);
  });

  test("of nothing is NaN", () => assert.equal(percentile([], 50), Number.NaN));
});
