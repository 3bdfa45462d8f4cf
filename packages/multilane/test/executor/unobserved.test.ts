/** A failed future that nobody looked at ends nothing; one that is awaited late still throws. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "../support/programs.js";

for (const kind of ["thread", "process", "async"])
  void test(`${kind}: a failed future that nobody looked at ends nothing`, async () => {
    const { stdout, stderr, code, signal } = await runProgram("unobserved", [kind]);
    assert.equal(signal, null, "it had to be killed");
    assert.equal(stderr, "");
    assert.deepEqual(stdout.trim().split("\n"), [
      "failed true true",
      "exception RangeError: looked at",
      "awaited late RangeError: late",
      "and again true RangeError: late",
      "main over",
    ]);
    assert.equal(code, 0);
  });
