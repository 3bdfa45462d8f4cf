/** CPython's `test_shutdown.ProcessPoolShutdownTest`. */
import assert from "node:assert/strict";
import { FileGate } from "../support/file-gate.js";
import { within } from "../support/patience.js";
import { abs, pass } from "./executor-tasks.js";
import * as tasks from "./process-tasks.js";
import { Census } from "./support/census.js";
import type { TestPool } from "./support/executor-types.js";
import { executorTest, listOf } from "./support/executors.js";
import type { Stage } from "./support/executors.js";
import { collectGarbage } from "./support/garbage.js";
import { processesGone } from "./support/process-life.js";
import { until } from "./support/until.js";

const suite = { suite: "test_shutdown", class: "ProcessPoolShutdownTest" } as const;
const ten = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4];
const absolute = ten.map(Math.abs);

const test = (method: string, body: (stage: Stage) => Promise<void>): void =>
  executorTest(suite, method, body, "process");

const five = ({ construct }: Stage, { initializer, initargs }: Census): TestPool =>
  construct({ maxWorkers: 5, initializer, initargs });

// Adapted: a gate of files for a semaphore.
test("test_processes_terminate", async (stage) => {
  const census = new Census();
  const executor = five(stage, census);
  const gate = new FileGate();
  const futures = [1, 2, 3].map(() => executor.submit(pass, gate.directory));
  assert.equal(executor.statistics().workers, 3);
  await gate.arrived(3);
  assert.equal(census.pids.length, 3);
  gate.open();
  await Promise.all(futures);
  await executor.shutdown();
  await processesGone(census.pids);
  assert.equal(executor.statistics().workers, 0);
});

test("test_context_manager_shutdown", async (stage) => {
  const census = new Census();
  {
    await using executor = five(stage, census);
    assert.deepEqual(await listOf(executor.map(abs, ten)), absolute);
    assert.ok(census.pids.length > 0);
  }
  await processesGone(census.pids);
});

/** Has something run in a pool that nobody has afterwards. */
const mapAndDrop = (stage: Stage, census: Census): AsyncIterable<number> => five(stage, census).map(abs, ten);

// Adapted: the pool ends when it has been collected, which takes its time.
test("test_del_shutdown", async (stage) => {
  const census = new Census();
  const results = mapAndDrop(stage, census);
  await until("a process is up", () => census.pids.length > 0);
  await processesGone(census.pids, collectGarbage);
  assert.deepEqual(await listOf(results), absolute);
  await processesGone(census.pids);
});

test("test_shutdown_no_wait", async (stage) => {
  const census = new Census();
  const executor = five(stage, census);
  const results = executor.map(abs, ten);
  await executor.shutdown({ wait: false });
  await until("a process is up", () => census.pids.length > 0);
  await processesGone(census.pids);
  assert.deepEqual(await listOf(results), absolute);
  await processesGone(census.pids);
});

/** CPython: `_run_test_issue_gh_132969`. */
async function failBetween({ construct }: Stage, maxWorkers: number): Promise<void> {
  const executor = construct({ maxWorkers, maxTasksPerWorker: 1 });
  const [first, second, third] = [
    executor.submit(tasks.goodTask, 1),
    executor.submit(tasks.raiseError),
    executor.submit(tasks.goodTask, 3),
  ];
  assert.equal(await first, 1);
  await assert.rejects(second.result(), RangeError);
  await executor.shutdown({ wait: false });
  await within(executor.shutdown(), "the shutdown");
  assert.equal(await third, 3);
}

test("test_shutdown_gh_132969_case_1", (stage) => failBetween(stage, 2));

test("test_shutdown_gh_132969_case_2", (stage) => failBetween(stage, 4));
