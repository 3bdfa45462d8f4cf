/** `onWorkerDeath: "break"`: CPython's broken pool. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BrokenThreadPoolError,
  setThreadExceptHook,
  ThreadPoolExecutor,
  TimeoutError,
  wait,
  WorkerDiedError,
} from "multilane";
import type { Future } from "multilane";
import { Gate } from "../support/gate.js";
import { until } from "../support/until.js";
import * as bounded from "../tasks/bounded.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

async function assertBroken(future: Future<unknown>): Promise<void> {
  await assert.rejects(future.result(limit), (error) => {
    assert.ok(error instanceof BrokenThreadPoolError, String(error));
    assert.ok(error.cause instanceof WorkerDiedError);
    assert.equal(error.cause.exitCode, 4);
    return true;
  });
}

void test("one death fails what runs and what waits, in all workers, and ends them", async () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 2, onWorkerDeath: "break" });
  const done = await executor.submit(tasks.add, 1, 2);
  assert.equal(done, 3);
  const gate = new Gate();
  const beside = executor.submit(tasks.waitAtGate, gate.words);
  await gate.arrived(1);
  const dying = executor.submit(tasks.exitWith, 4);
  const waiting = Array.from({ length: 10 }, () => executor.submit(tasks.add, 1, 1));
  const seen: unknown[] = [];
  // Whoever listens may block for another one: all are settled.
  dying.addDoneCallback(() => seen.push(beside.exceptionSync(limit)));
  for (const future of [dying, beside, ...waiting]) await assertBroken(future);
  assert.ok(seen[0] instanceof BrokenThreadPoolError);
  assert.throws(() => executor.submit(tasks.add, 1, 1), BrokenThreadPoolError);
  await assert.rejects(executor.ready(), BrokenThreadPoolError);
  await executor.shutdown();
  assert.equal(executor.statistics().workers, 0);
});

void test("a blocked main learns of it, too", () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 1, onWorkerDeath: "break" });
  const dying = executor.submit(tasks.exitWith, 4);
  const waiting = executor.submit(tasks.add, 1, 1);
  assert.throws(() => waiting.resultSync(limit), BrokenThreadPoolError);
  assert.throws(() => dying.resultSync(limit), BrokenThreadPoolError);
  return executor.shutdown();
});

void test("the death of an idle worker breaks the pool, and so does one that does not come up", async () => {
  setThreadExceptHook(() => undefined);
  const executor = new ThreadPoolExecutor({ maxWorkers: 1, onWorkerDeath: "break" });
  try {
    await executor.run(tasks.crashWhenIdle);
    await until("the pool is broken", async () =>
      executor.ready().then(
        () => false,
        (error: unknown) => error instanceof BrokenThreadPoolError,
      ),
    );
  } finally {
    setThreadExceptHook(undefined);
    await executor.shutdown();
  }
  const other = new ThreadPoolExecutor({
    maxWorkers: 1,
    onWorkerDeath: "break",
    initializer: tasks.exitInInitializer,
    initargs: [4],
  });
  await assertBroken(other.submit(tasks.add, 1, 1));
  await other.shutdown();
});

void test("a worker that the pool ends has not died", async () => {
  await using executor = new ThreadPoolExecutor({
    maxWorkers: 1,
    onWorkerDeath: "break",
    maxTasksPerWorker: 1,
    idleTimeout: 0,
  });
  const late = executor.with({ timeout: 5, cancelGrace: 5 }).submit(bounded.spin, new Gate().words);
  await assert.rejects(late.result(limit), TimeoutError);
  const futures = Array.from({ length: 5 }, (_, n) => executor.submit(tasks.add, n, n));
  const { done } = await wait(futures, limit);
  assert.equal(done.size, 5);
  for (const [n, future] of futures.entries()) assert.equal(await future, 2 * n);
});
