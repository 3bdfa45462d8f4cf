/** The shipped ring and its doorbell in their interleavings; and each of their atomic operations is needed. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatMutants } from "multilane/testing";
import { scoreInSteps } from "#src/check/mutation-score.js";
import { doorbellModels } from "./doorbell-models.js";
import { pass } from "./primitive-model.js";
import { ringModels } from "./ring-models.js";

describe("the ring", () => {
  for (const [what, models] of Object.entries(ringModels)) it(what, () => pass(models));
});

describe("the doorbell", () => {
  for (const [what, models] of Object.entries(doorbellModels)) it(what, () => pass(models));
});

/** What may be done otherwise, and why. */
const equivalent = {
  "doorbell.js Sleeper.wake store: left out": "it is rung for in vain, which costs time only",
  "doorbell.js Sleeper.wake store: after the next operation": "the same, for one operation",
  "ring-reader.js RingReader.release store: after the next operation":
    "room may be given back at any later time",
};

it("each of their atomic operations is needed", async () => {
  const models = [...Object.values(ringModels), ...Object.values(doorbellModels)].flat();
  const steps = scoreInSteps(models, { only: /transport[\\/](ring|doorbell)/, equivalent });
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) await new Promise(setImmediate);
  assert.deepEqual([step.value.survived, step.value.notEquivalent], [[], []], formatMutants(step.value));
});
