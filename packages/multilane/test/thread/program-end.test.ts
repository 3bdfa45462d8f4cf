/** The program ends when only daemon threads and idle pools are left. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "../support/programs.js";

const ends: Record<string, string[]> = {
  "non-daemon": ["main over", "thread over"],
  daemon: ["printed before the sleep", "main over"],
  "joined daemon": ["main over", "thread over", "joined"],
  "pool with work": ["main over", "task 1", "task 2", "task 3"],
  "shutdown without waiting": ["main over", "task 1", "task 2", "task 3"],
  "idle pool": ["main over", "a task", "main has the result"],
  "failed future": ["main over"],
};

for (const [name, expected] of Object.entries(ends))
  void test(`${name}: the program ends by itself, when it should`, async () => {
    const { stdout, stderr, code, signal } = await runProgram("ends", [name]);
    assert.equal(signal, null, "it had to be killed");
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.deepEqual(stdout.trim().split("\n"), expected);
  });
