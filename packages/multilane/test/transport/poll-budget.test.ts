import assert from "node:assert/strict";
import { test } from "node:test";
import { PollBudget } from "#src/transport/poll-budget.js";

const LONGEST = 0.05;

/** One that reads a clock which a look takes forward, in milliseconds. */
function budgetOf(longest = LONGEST): { poll: (newsAfter: number) => boolean; looked: () => number } {
  let [time, begun] = [0, 0];
  const budget = new PollBudget(longest, () => time);
  return {
    poll(newsAfter) {
      begun = time;
      return budget.poll(() => (time += 0.0001) >= begun + newsAfter);
    },
    looked: () => time - begun,
  };
}

test("it finds what comes in time, and gives up after the budget", () => {
  const { poll, looked } = budgetOf();
  assert.equal(poll(0.04), true);
  assert.ok(looked() < 0.041);
  assert.equal(poll(10), false);
  assert.ok(looked() >= LONGEST && looked() < LONGEST + 0.002, String(looked()));
});

test("polls that find nothing become shorter, down to one look", () => {
  const { poll, looked } = budgetOf();
  const lengths = Array.from({ length: 10 }, () => {
    assert.equal(poll(10), false);
    return looked();
  });
  assert.deepEqual(
    lengths,
    lengths.toSorted((one, other) => other - one),
  );
  assert.ok(
    lengths.slice(5).every((length) => length < 0.0002),
    String(lengths),
  );
});

test("it tries again now and then, and polls as before when that pays", () => {
  const { poll, looked } = budgetOf();
  for (let sleep = 0; sleep < 10; sleep++) poll(10);
  let found = 0;
  for (let sleep = 0; sleep < 70; sleep++) if (poll(0.01)) found++;
  assert.ok(found > 0);
  for (let sleep = 0; sleep < 4; sleep++) assert.equal(poll(0.01), true);
  assert.equal(poll(10), false);
  assert.ok(looked() >= LONGEST, String(looked()));
});

test("a budget of nothing is one look, always", () => {
  const { poll, looked } = budgetOf(0);
  for (let sleep = 0; sleep < 200; sleep++) {
    assert.equal(poll(10), false);
    assert.ok(looked() < 0.0002);
  }
  assert.equal(poll(0), true);
});
