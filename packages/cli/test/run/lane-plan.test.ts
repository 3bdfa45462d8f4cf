import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { planLanes } from "#src/run/lane-plan.js";

test("never more jobs at once than asked for, and no thread without one", () => {
  const count = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(
      count,
      fc.option(count, { nil: undefined }),
      count,
      (concurrency, maxWorkers, jobsForThread) => {
        const { threads, jobsPerThread, outstanding } = planLanes(concurrency, maxWorkers, jobsForThread);
        assert.ok(threads >= 1 && threads <= (maxWorkers ?? concurrency) && threads <= concurrency);
        assert.ok(threads * jobsPerThread >= concurrency, "some would never run");
        assert.ok(Math.min(threads * jobsPerThread, outstanding) === concurrency, "too many would run");
      },
    ),
  );
});
