/** Seeded forests of tasks that submit to their own pool, wait in all ways, cancel, throw and die: every tree ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DeadlockError, ThreadPoolExecutor, WorkerDiedError } from "multilane";
import { within } from "../support/patience.js";
import { random } from "../support/random.js";
import * as nesting from "../tasks/nesting.js";

const TREES = 60;

for (const [maxWorkers, tasksPerWorker, deadly] of [
  [1, 1, false],
  [2, 1, false],
  [2, 3, false],
  [3, 1, true],
  [1, 2, true],
] as const)
  void test(`${maxWorkers} × ${tasksPerWorker} places${deadly ? ", in threads that die" : ""}`, async () => {
    const next = random(maxWorkers * 10 + tasksPerWorker);
    await using executor = new ThreadPoolExecutor({ maxWorkers, tasksPerWorker });
    const futures = Array.from({ length: TREES }, () =>
      executor.submit(nesting.grow, executor, Math.floor(next() * 1009), 4, deadly),
    );
    const outcomes = await within(
      Promise.allSettled(futures.map((future) => future.result())),
      "the end of all trees",
    );
    for (const outcome of outcomes) {
      if (outcome.status === "fulfilled") continue;
      const { reason } = outcome;
      const expected = reason instanceof RangeError || (deadly && reason instanceof WorkerDiedError);
      assert.ok(expected && !(reason instanceof DeadlockError), String(reason));
    }
    assert.ok(outcomes.some((outcome) => outcome.status === "fulfilled"));
    assert.equal(await executor.run(nesting.double, 4), 8);
  });
