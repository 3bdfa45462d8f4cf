/** Every atomic operation of the mutex and the parking lot is needed, and the models notice. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatMutants, mutationScore } from "multilane/testing";
import { smallModels } from "./lot-mutation-models.js";
import { lotMutants } from "./lot-mutants.js";

describe("the mutex and the parking lot", () => {
  // That the equivalent ones really survive takes minutes: lot-mutations-long.ts.
  const report = mutationScore(Object.values(smallModels), { ...lotMutants, doubt: false });

  it("have no operation that could be done wrong unnoticed, but those that make no difference", () => {
    assert.deepEqual([report.survived, report.notEquivalent], [[], []], formatMutants(report));
  });

  it("are looked at in all their files", () => {
    const files = new Set(report.mutants.map(({ site }) => site.file.replace(/^.*[\\/]/, "")));
    const parkingLot = "bucket everybody gate gate-waiters mailbox parking-lot reaper".split(" ");
    for (const name of ["bell", "mutex", ...parkingLot]) assert.ok(files.has(`${name}.js`), name);
  });
});
