/** CPython's `test_shutdown`: `ExecutorShutdownTest`, `ThreadPoolShutdownTest`. */
import assert from "node:assert/strict";
import { enumerate, ExecutorShutdownError, Semaphore } from "multilane";
import { within } from "../support/patience.js";
import { runProgram } from "../support/programs.js";
import type { ProgramResult } from "../support/programs.js";
import * as tasks from "./executor-tasks.js";
import { askingTest, executorTest, listOf, resultOf, WORKERS } from "./support/executors.js";
import { FileGate } from "../support/file-gate.js";
import { collectGarbage } from "./support/garbage.js";
import { takePermit } from "./support/permit-tasks.js";
import { until } from "./support/until.js";

const suite = { suite: "test_shutdown", class: "ExecutorShutdownTest" } as const;
const threads = { suite: "test_shutdown", class: "ThreadPoolShutdownTest" } as const;
const ten = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4];
const absolute = ten.map(Math.abs);

const run = (name: string, target: string): Promise<ProgramResult> =>
  runProgram("../cpython/executor-program", [name, target]);

/** The names of the threads of this pool that are alive. */
const alive = (prefix: string): string[] =>
  enumerate()
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${prefix}_`));

/** Resolves when the pool has no thread any more. */
const gone = (prefix: string): Promise<void> =>
  until(`the threads of ${prefix} are gone`, () => alive(prefix).length === 0);

executorTest(suite, "test_run_after_shutdown", async ({ executor }) => {
  await executor.shutdown();
  assert.throws(() => executor.submit(tasks.pow, 2, 5), ExecutorShutdownError);
});

executorTest(suite, "test_interpreter_shutdown", async ({ target }) => {
  const { stdout, stderr, code } = await run("interpreter shutdown", target);
  assert.deepEqual([stdout, stderr, code], ["apple\n", "", 0]);
});

// Adapted: an `exit` listener for CPython's `atexit`.
executorTest(suite, "test_submit_after_interpreter_shutdown", async ({ target }) => {
  const { stdout, stderr } = await run("submit after interpreter shutdown", target);
  assert.match(stderr, /^ExecutorShutdownError: cannot schedule new futures/);
  assert.equal(stdout, "runtime-error\n");
});

askingTest(suite, "test_hang_issue12364", async ({ executor, mode }) => {
  const futures = Array.from({ length: 50 }, () => executor.submit(tasks.rest, 5));
  await executor.shutdown();
  for (const future of futures) assert.equal(await resultOf(mode, future), undefined);
});

executorTest(suite, "test_cancel_futures", async ({ executor }) => {
  const gate = new FileGate();
  const futures = Array.from({ length: 50 }, () => executor.submit(tasks.pass, gate.directory));
  await gate.arrived(WORKERS);
  const over = executor.shutdown({ cancelFutures: true });
  const cancelled = futures.filter((future) => future.cancelled());
  assert.equal(cancelled.length, 50 - WORKERS);
  gate.open();
  await over;
  for (const future of futures.filter((each) => !each.cancelled())) {
    assert.equal(future.done(), true);
    assert.equal(future.exceptionSync(), undefined);
  }
});

executorTest(suite, "test_hang_gh83386", async ({ target }) => {
  const { stdout, stderr, code } = await run("hang gh83386", target);
  assert.deepEqual([stdout, stderr, code], ["apple\n", "", 0]);
});

executorTest(suite, "test_hang_gh94440", async ({ construct }) => {
  const executor = construct({ maxWorkers: 1 });
  await executor.submit(tasks.abs, 0);
  executor.submit(tasks.abs, 0).cancel();
  await within(executor.shutdown(), "the shutdown");
});

executorTest(
  threads,
  "test_threads_terminate",
  async ({ construct }) => {
    const executor = construct({ maxWorkers: 5, threadNamePrefix: "terminate" });
    const semaphore = new Semaphore(0);
    for (let n = 0; n < 3; n++) executor.submit(takePermit, semaphore);
    assert.equal(executor.statistics().workers, 3);
    for (let n = 0; n < 3; n++) semaphore.release();
    await executor.shutdown();
    await gone("terminate");
  },
  "thread",
);

executorTest(
  threads,
  "test_context_manager_shutdown",
  async ({ construct }) => {
    {
      await using executor = construct({ maxWorkers: 5, threadNamePrefix: "context" });
      assert.deepEqual(await listOf(executor.map(tasks.abs, ten)), absolute);
      assert.ok(alive("context").length > 0);
    }
    await gone("context");
  },
  "thread",
);

executorTest(
  threads,
  "test_del_shutdown",
  async ({ construct }) => {
    const submit = (): AsyncIterable<number> =>
      construct({ maxWorkers: 5, threadNamePrefix: "dropped" }).map(tasks.abs, ten);
    const results = submit();
    assert.ok(alive("dropped").length > 0);
    while (alive("dropped").length > 0) await collectGarbage();
    assert.deepEqual(await listOf(results), absolute);
  },
  "thread",
);

executorTest(
  threads,
  "test_shutdown_no_wait",
  async ({ construct }) => {
    const executor = construct({ maxWorkers: 5, threadNamePrefix: "no wait" });
    const results = executor.map(tasks.abs, ten);
    await executor.shutdown({ wait: false });
    await gone("no wait");
    assert.deepEqual(await listOf(results), absolute);
  },
  "thread",
);

executorTest(
  threads,
  "test_thread_names_assigned",
  async ({ construct }) => {
    await using executor = construct({ maxWorkers: 5, threadNamePrefix: "SpecialPool" });
    const futures = ten.map(() => executor.submit(tasks.workerName));
    for (const future of futures) assert.match(await future, /^SpecialPool_[0-4]$/);
  },
  "thread",
);

executorTest(
  threads,
  "test_thread_names_default",
  async ({ construct }) => {
    await using executor = construct({ maxWorkers: 5 });
    const futures = ten.map(() => executor.submit(tasks.workerName));
    for (const future of futures) assert.match(await future, /^ThreadPoolExecutor-\d+_[0-4]$/);
  },
  "thread",
);

executorTest(
  threads,
  "test_cancel_futures_wait_false",
  async ({ target }) => {
    const { stdout, stderr, code } = await run("cancel futures wait false", target);
    assert.deepEqual([stderr, code], ["", 0]);
    assert.ok(["apple\n", ""].includes(stdout), stdout);
  },
  "thread",
);
