/** All primitives together, over the parking lot as it is shipped, in schedules at random. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { checkRandomly, formatFailure } from "multilane/testing";
import { wholeModels } from "./whole.js";

const SCHEDULES = 5000;
const SEED = 2026;

describe(`in ${SCHEDULES} schedules at random, all primitives end well together:`, () => {
  // The watchdog must see that this thread is alive.
  beforeEach(() => new Promise((resolve) => setImmediate(resolve)));

  const schedules = SCHEDULES / Object.keys(wholeModels).length;
  for (const [where, model] of Object.entries(wholeModels))
    it(where, () => {
      const { failure } = checkRandomly(model, { schedules, seed: SEED });
      assert.equal(failure, undefined, failure && formatFailure(failure));
    });
});
