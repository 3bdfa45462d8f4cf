/** Examples 01 to 03: the order of the lines on one standard output is the record of what happened. */
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { runExample, runProgram } from "./support/run.js";
import type { Finished } from "./support/run.js";

const NAMES = ["John", "Kate", "Mike", "Alex", "Ann"];
const cwd = tmpdir(); // they write no files

/** Checks that it ended well and printed the names in order and five ages, in whatever order together. */
function checkLines({ lines, stderr, code }: Finished): void {
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.deepEqual(lines.filter(isName), NAMES);
  const ages = lines.filter((line) => !isName(line)).map(Number);
  assert.equal(ages.length, 5);
  for (const age of ages) assert.ok(Number.isInteger(age) && age >= 20 && age <= 50, `an age of ${age}`);
}

function isName(line: string): boolean {
  return NAMES.includes(line);
}

// They sleep for seconds, as the lesson does: side by side.
describe("names and ages", { concurrency: true }, () => {
  it("01: all the names come before all the ages", async () => {
    const finished = await runExample("01-names-then-ages", { cwd });
    checkLines(finished);
    assert.deepEqual(finished.lines.slice(0, 5), NAMES);
  });

  // Both sleep with sleepSync, which blocks the thread: their lines can only interleave if they have a thread each.
  for (const example of ["02-two-threads", "03-arguments"]) {
    it(`${example.slice(0, 2)}: the lines of both threads interleave`, async () => {
      const finished = await runExample(example, { cwd });
      checkLines(finished);
      const kinds = finished.lines.map(isName);
      assert.ok(kinds.indexOf(true) < kinds.lastIndexOf(false), "the ages were over before the first name");
      assert.ok(kinds.indexOf(false) < kinds.lastIndexOf(true), "the names were over before the first age");
    });
  }

  it("03: the arguments reach the thread", async () => {
    const { lines, code } = await runProgram("arguments", { cwd });
    assert.equal(code, 0);
    assert.match(lines.at(-1) ?? "", /^RangeError: .*-7/);
  });
});
