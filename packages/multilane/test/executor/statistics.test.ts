import assert from "node:assert/strict";
import { test } from "node:test";
import { ThreadPoolExecutor } from "multilane";
import { Gate } from "../support/gate.js";
import * as bounded from "../tasks/bounded.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

void test("every call is counted once, by how it ended", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const none = executor.statistics();
  assert.deepEqual([none.completed, none.failed, none.cancelled, none.utilisation], [0, 0, 0, 0]);
  const gate = new Gate();
  const running = executor.submit(tasks.waitAtGate, gate.words);
  const controller = new AbortController();
  const aborted = executor.with({ signal: controller.signal }).submit(tasks.add, 1, 1);
  const cancelled = executor.submit(tasks.add, 1, 1);
  await gate.arrived(1);
  cancelled.cancel();
  controller.abort();
  await assert.rejects(aborted.result(limit));
  gate.open();
  await running;
  await executor.submit(tasks.add, 1, 1);
  await assert.rejects(executor.submit(tasks.raise, "bad").result(limit));
  await assert.rejects(executor.submit(tasks.exitWith, 0).result(limit));
  const late = executor.with({ timeout: 5 }).submit(bounded.spinUntilTimeout, gate.words);
  await assert.rejects(late.result(limit));
  await executor.submit(tasks.add, 1, 1).result(limit);
  const { completed, failed, cancelled: taken, queued, assigned } = executor.statistics();
  assert.deepEqual(
    { completed, failed, taken, queued, assigned },
    {
      completed: 3,
      failed: 3,
      taken: 2,
      queued: 0,
      assigned: 0,
    },
  );
});

void test("times are those of the calls", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const began = performance.now();
  const futures = [1, 2, 3].map(() => executor.submit(tasks.block, 40));
  for (const future of futures) await future.result(limit);
  const elapsed = performance.now() - began;
  const { runTime, queueTime, utilisation } = executor.statistics();
  assert.equal(runTime.count, 3);
  assert.equal(queueTime.count, 3);
  assert.ok(runTime.mean >= 39 && runTime.p50 >= 39 && runTime.max <= elapsed, JSON.stringify(runTime));
  // The second and the third one had to wait for the first.
  assert.ok(queueTime.p90 >= 39 && queueTime.max <= elapsed, JSON.stringify(queueTime));
  assert.ok(utilisation > 0 && utilisation <= 1, String(utilisation));
});
