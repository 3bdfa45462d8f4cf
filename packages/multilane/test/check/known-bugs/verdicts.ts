/** Slips from the literature and from shipped code: the checker finds each, and passes the same without the slip. */
import assert from "node:assert/strict";
import { check, findFailure, replaySchedule } from "multilane/testing";
import type { Model } from "multilane/testing";

/** Follows every schedule of a model; none goes wrong. */
export function passes(model: Model): void {
  const { failure, complete } = check(model);
  assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
}

/** Finds what is wrong among this many states (there are 100,000 or more in a second), and finds it again. */
export function fails(model: Model, reason: RegExp, mostStates: number): void {
  const { failure, states } = findFailure(model);
  assert.match(String(failure?.reason), reason);
  assert.ok(states <= mostStates, `${states} states`);
  assert.deepEqual(replaySchedule(model, String(failure?.replay)), failure);
}
