import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compare } from "#src/comparison.js";
import type { Scenario } from "#src/scenario.js";
import { formatComparison } from "#src/table.js";

const scenario: Scenario = {
  name: "load",
  title: "a load",
  metrics: [
    { name: "tasks/s", better: "higher" },
    { name: "p50 µs", better: "lower" },
  ],
};

const rounds = (...values: [number, number][]) =>
  values.map(([rate, latency]) => ({ "tasks/s": rate, "p50 µs": latency }));
const samples = new Map([
  [
    "load",
    new Map([
      ["slow", rounds([100, 30], [200, 60], [100, 20])],
      ["ours", rounds([400, 10], [400, 10], [300, 10])],
    ]),
  ],
]);

describe("compare", () => {
  test("gives a comparison for each metric, the best first", () => {
    const [rate, latency, ...others] = compare([scenario], samples, "ours");
    assert.deepEqual(others, []);
    assert.deepEqual(
      rate?.figures.map(({ entrant }) => entrant),
      ["ours", "slow"],
    );
    assert.deepEqual(
      latency?.figures.map(({ entrant }) => entrant),
      ["ours", "slow"],
    );
    assert.deepEqual(latency?.figures[1], {
      entrant: "slow",
      median: 30,
      lowest: 20,
      highest: 60,
      values: [30, 60, 20],
      referenceIsBetter: 3,
    });
  });

  test("takes the median of the rounds' ratios, above 1 where the reference is better", () => {
    const [rate, latency] = compare([scenario], samples, "ours");
    assert.equal(rate?.figures[1]?.referenceIsBetter, 3); // 4, 2, 3
    assert.equal(latency?.figures[1]?.referenceIsBetter, 3); // 3, 6, 2
    const [reversed] = compare([scenario], samples, "slow");
    assert.equal(reversed?.figures[0]?.referenceIsBetter, 1 / 3);
  });

  test("has no ratios when the reference did not take part", () => {
    const [rate] = compare([scenario], samples, "absent");
    assert.deepEqual(
      rate?.figures.map(({ referenceIsBetter }) => referenceIsBetter),
      [undefined, undefined],
    );
  });
});

describe("formatComparison", () => {
  test("prints an aligned table", () => {
    const [rate] = compare([scenario], samples, "ours");
    assert.ok(rate !== undefined);
    assert.deepEqual(formatComparison(rate, "ours").split("\n"), [
      "a load: tasks/s, higher is better",
      "         tasks/s   lowest – highest round   ours is better by",
      "  ours       400                300 – 400",
      "  slow       100                100 – 200              3.00 ×",
      "",
    ]);
  });
});
