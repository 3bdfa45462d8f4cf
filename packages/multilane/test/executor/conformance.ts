/**
 * What every executor must do, whatever runs its tasks: one suite for all of them. What one of them cannot do is
 * declared, with a reason; a declared deviation that holds after all fails the suite.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Executor } from "multilane";
import { callRequirements } from "./conformance-calls.js";
import { endRequirements } from "./conformance-ends.js";
import { limitRequirements } from "./conformance-limits.js";
import { mapRequirements } from "./conformance-map.js";

/** Makes an executor that runs so many tasks at once. */
export type CreateExecutor = (options: {
  readonly maxWorkers: number;
  readonly maxPending?: number;
}) => Executor;

const requirements = {
  ...callRequirements,
  ...endRequirements,
  ...limitRequirements,
  ...mapRequirements,
};

/** Which requirements an executor does not meet, and why. */
export type Deviations = Partial<Record<keyof typeof requirements, string>>;

/** For a requirement that hangs. */
const LIMIT = 60_000;

/** Registers the tests of the contract for one executor. */
export function executorConformance(name: string, create: CreateExecutor, deviations: Deviations): void {
  const reasons = new Map(Object.entries(deviations));
  describe(`${name}: the contract of Executor`, () => {
    for (const [requirement, check] of Object.entries(requirements)) {
      const reason = reasons.get(requirement);
      if (reason === undefined) it(requirement, { timeout: LIMIT }, () => check(create));
      else
        it(`${requirement}: not so, because ${reason}`, { timeout: LIMIT }, async () => {
          await assert.rejects(
            check(create),
            assert.AssertionError,
            `${name} meets this after all: take the deviation out`,
          );
        });
    }
  });
}
