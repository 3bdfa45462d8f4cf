/** The short form of `npm run stress`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stress } from "./stress.js";

void test("random operations on all primitives, in threads that are terminated at random moments", async (t) => {
  const seed = Number(process.env["STRESS_SEED"] ?? Date.now() % 100_000);
  t.diagnostic(`seed ${seed}: STRESS_SEED=${seed} runs the same threads again`);
  const report = await stress({ milliseconds: 8000, seed, threads: 4, patience: 15_000 });
  assert.deepEqual(report.problems, [], `seed ${seed}`);
  assert.ok(report.operations > 100, `only ${report.operations} operations`);
  assert.ok(report.terminated > 10, `only ${report.terminated} threads were terminated`);
});
