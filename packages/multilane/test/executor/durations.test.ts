import assert from "node:assert/strict";
import { test } from "node:test";
import { Durations } from "#src/executor/durations.js";

void test("nothing is known of none", () => {
  assert.deepEqual(new Durations().summary, { count: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0 });
});

void test("quantiles are those of the numbers, to 12.5 % and never below", () => {
  for (const scale of [0.001, 1, 1234.5, 1e6]) {
    const durations = new Durations();
    for (let n = 1000; n >= 1; n--) durations.add(n * scale);
    const { count, mean, p50, p90, p99, max } = durations.summary;
    assert.equal(count, 1000);
    assert.ok(Math.abs(mean / (500.5 * scale) - 1) < 1e-9);
    assert.equal(max, 1000 * scale);
    for (const [found, real] of [
      [p50, 500 * scale],
      [p90, 900 * scale],
      [p99, 990 * scale],
    ] as const)
      assert.ok(found >= real && found <= real * 1.125 + 2 ** -10, `${found} for ${real}`);
  }
});

void test("what is too short or too long for a bucket is in the first or the last one", () => {
  const durations = new Durations();
  for (const one of [0, -0.001, 1e-9]) durations.add(one);
  assert.ok(durations.summary.p99 <= 0.002);
  durations.add(1e15);
  assert.equal(durations.summary.max, 1e15);
  assert.ok(durations.summary.p99 >= 2 ** 29);
});
