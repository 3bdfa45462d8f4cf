/** Module code that makes an unnamed primitive in a worker is warned of. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "../support/programs.js";

void test("module code in a worker is warned, once for each kind; main and tasks are not", async () => {
  const { stdout, stderr, code } = await runProgram("unshared");
  assert.equal(code, 0);
  assert.equal(stdout, "true false false false\n");
  const warnings = stderr.split("\n").filter((line) => line.includes("[MULTILANE_UNSHARED_PRIMITIVE]"));
  assert.equal(warnings.length, 2);
  assert.match(warnings[0] ?? "", /Warning: new Lock\(\) was called while a module was being loaded/);
  assert.match(warnings[1] ?? "", /Warning: new Event\(\)/);
  assert.equal(stderr.includes("Semaphore"), false);
});
