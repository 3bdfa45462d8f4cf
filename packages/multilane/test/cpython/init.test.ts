/** CPython's `test_init`: `InitializerMixin`, `FailingInitializerMixin`. */
import assert from "node:assert/strict";
import { BrokenExecutorError } from "multilane";
import * as tasks from "./executor-tasks.js";
import { askingTest, resultOf } from "./support/executors.js";

askingTest(
  { suite: "test_init", class: "InitializerMixin" },
  "test_initializer",
  async ({ construct, mode }) => {
    await using executor = construct({ maxWorkers: 2, initializer: tasks.init, initargs: ["initialized"] });
    const futures = [1, 2].map(() => executor.submit(tasks.getInitStatus));
    for (const future of futures) assert.equal(await resultOf(mode, future), "initialized");
  },
);

/** Whether it says that the pool is broken, and why. */
function isBroken(error: unknown): boolean {
  return (
    error instanceof BrokenExecutorError &&
    error.cause instanceof RangeError &&
    error.cause.message === "error in initializer"
  );
}

// Adapted: nothing is logged; the error that the initializer threw is the cause.
askingTest(
  { suite: "test_init", class: "FailingInitializerMixin" },
  "test_initializer",
  async ({ construct, mode }) => {
    await using executor = construct({ maxWorkers: 2, initializer: tasks.initFail });
    const future = executor.submit(tasks.getInitStatus);
    await assert.rejects(async () => await resultOf(mode, future), isBroken);
    assert.throws(() => executor.submit(tasks.getInitStatus), isBroken);
  },
);
