import assert from "node:assert/strict";
import { test } from "node:test";
import { Durations } from "#src/executor/durations.js";

void test("quantiles are within 10 % of the exact ones, over nine decades", () => {
  const durations = new Durations();
  assert.deepEqual(durations.summary, { count: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0 });
  for (let n = 1; n <= 1000; n++) durations.add(n);
  const { count, mean, p50, p90, p99, max } = durations.summary;
  assert.deepEqual([count, mean, max], [1000, 500.5, 1000]);
  for (const [quantile, exact] of [
    [p50, 500],
    [p90, 900],
    [p99, 990],
  ] as const)
    assert.ok(quantile >= exact && quantile <= exact * 1.1, `${quantile} for ${exact}`);
});

void test("the shortest and the longest have a bucket", () => {
  const durations = new Durations();
  for (const each of [0, 1e-9, 2 ** 40]) durations.add(each);
  const { p50, p99, max } = durations.summary;
  assert.ok(p50 < 0.001 && p99 <= max && max === 2 ** 40, `${p50} ${p99} ${max}`);
});
