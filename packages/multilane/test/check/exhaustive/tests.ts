/** The models of one primitive as tests. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, formatFailure } from "multilane/testing";
import type { Models } from "./bounds.js";

/** Declares a test for each model. */
export function searchAll(what: string, models: Models): void {
  describe(`${what}, over a parking lot whose buckets take one step each, in every schedule:`, () => {
    for (const [name, { inTests, ...model }] of Object.entries(models)) {
      const bound =
        inTests === undefined ? "" : ` (${inTests} preemptions; more by npm run check:exhaustive)`;
      it(name + bound, async () => {
        // A search takes seconds: the watchdog of the tests must see that this thread goes on.
        await new Promise((resolve) => setImmediate(resolve));
        const report = check(inTests === undefined ? model : { ...model, preemptions: inTests });
        assert.equal(report.failure, undefined, report.failure && formatFailure(report.failure));
        assert.ok(report.complete, `only ${report.states} states were looked at`);
      });
    }
  });
}
