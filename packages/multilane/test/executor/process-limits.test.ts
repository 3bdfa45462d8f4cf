/** What bounds calls and workers, where the workers are processes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BrokenProcessPoolError, ProcessPoolExecutor, TimeoutError, WorkerDiedError } from "multilane";
import { until } from "../support/until.js";
import * as bounded from "../tasks/bounded.js";
import { processId } from "../tasks/processes.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

void test("a task that goes on after its timeout and its grace loses its process", async () => {
  await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
  const before = await executor.submit(processId).result(limit);
  const late = executor.with({ timeout: 20, cancelGrace: 20 }).submit(bounded.spin, new Int32Array(1));
  const behind = executor.submit(processId);
  await assert.rejects(late.result(limit), TimeoutError);
  assert.notEqual(await behind.result(limit), before);
});

void test("a process is replaced after so many tasks, above so much memory, and without work", async () => {
  await using executor = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerWorker: 2 });
  const ids: number[] = [];
  for (let n = 0; n < 4; n++) ids.push(await executor.submit(processId).result(limit));
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[1], ids[2]);
  assert.equal(ids[2], ids[3]);

  await using other = new ProcessPoolExecutor({
    maxWorkers: 1,
    maxHeapSize: 60_000_000,
    idleTimeout: 50,
  });
  await other.submit(bounded.keep, 12_500).result(limit);
  await until("the full one has ended", () => other.statistics().workers === 0);
  await other.submit(processId).result(limit);
  await until("the idle one has ended", () => other.statistics().workers === 0);
});

void test("chunks cross, with their errors", async () => {
  await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const value of executor.with({ chunksize: 2 }).map(bounded.square, [1, 2, 3, -4, 5]))
      seen.push(value);
  }, /-4 is negative/);
  assert.deepEqual(seen, [1, 4, 9]);
});

void test("one death breaks a pool that is to break", async () => {
  const executor = new ProcessPoolExecutor({ maxWorkers: 2, onWorkerDeath: "break" });
  const beside = executor.submit(bounded.stay, new Int32Array(1));
  await until("it runs", () => beside.running());
  const dying = executor.submit(tasks.exitWith, 4);
  const waiting = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
  for (const future of [dying, beside, ...waiting])
    await assert.rejects(
      future.result(limit),
      (error) => error instanceof BrokenProcessPoolError && error.cause instanceof WorkerDiedError,
    );
  await executor.shutdown();
});
