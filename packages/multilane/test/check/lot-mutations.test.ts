/** Every atomic operation of the mutex and the parking lot is needed, and the models notice. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { scoreInSteps } from "#src/check/mutation-score.js";
import type { MutationReport } from "multilane/testing";
import { smallModels } from "./lot-mutation-models.js";
import { lotMutants } from "./lot-mutants.js";
import { lotFiles, nameOf, operationsOf } from "./lot-operations.js";
import { problemsOf } from "./lot-score.js";

/** That the equivalent ones really survive takes minutes: lot-mutations-long.ts. */
async function score(): Promise<MutationReport> {
  const steps = scoreInSteps(Object.values(smallModels), { ...lotMutants, doubt: false });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    // The watchdog takes a file that does not come back to its event loop for one that hangs.
    await setImmediate();
  }
}

describe("the mutex and the parking lot", () => {
  let report: MutationReport;
  before(async () => {
    report = await score();
  });

  it("have no operation that could be done wrong unnoticed, but those that make no difference", () => {
    assert.deepEqual(problemsOf(report), []);
    assert.ok(report.killed.length > 100, `only ${report.killed.length} mutants were killed`);
  });

  it("are looked at in all their files", () => {
    const withOperations = lotFiles().filter((file) => operationsOf(file).length > 0);
    const mutated = new Set(report.mutants.map(({ site }) => site.file));
    assert.deepEqual([...mutated].map(nameOf).toSorted(), withOperations.map(nameOf).toSorted());
    for (const name of ["bell.js", "mutex.js", "bucket.js", "reaper.js"])
      assert.ok(withOperations.map(nameOf).includes(name), name);
  });
});
