/** Which call goes where: order, what is sent ahead, what is taken back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ThreadPoolExecutor } from "multilane";
import type { Future } from "multilane";
import { Gate } from "../support/gate.js";
import * as tasks from "../tasks/sample.js";
import { awaitGateSlowly } from "../tasks/slow-load.js";

const limit = { timeout: 20_000 };

/** Enough runs for the pool to know that `add` is short, and to send it ahead. */
async function proveShort(executor: ThreadPoolExecutor): Promise<void> {
  await Promise.all(Array.from({ length: 500 }, (_, n) => executor.submit(tasks.add, n, n)));
}

void test("tasks that wait for one submitted in between find it run, as in CPython's one queue", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  await proveShort(executor);
  const gate = new Gate();
  // Two threads: x blocks one; when the other is free it must run y, which comes before z, and not z.
  const x = executor.submit(tasks.waitAtGate, gate.words);
  const w = executor.submit(tasks.block, 20);
  const y = executor.submit(tasks.openGate, gate.words);
  const z = executor.submit(tasks.waitAtGate, gate.words);
  await Promise.all([x, w, y, z].map((future) => future.result(limit)));
});

void test("a task that blocks its thread does not keep those beside it in the thread (tasksPerWorker)", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2, tasksPerWorker: 4 });
  const gate = new Gate();
  const futures = Array.from({ length: 8 }, (_, n) =>
    n === 0 ? executor.submit(tasks.waitAtGate, gate.words) : executor.submit(tasks.later, 1, String(n)),
  );
  const others = await Promise.all(futures.slice(1).map((future) => future.result(limit)));
  assert.deepEqual(others, ["1", "2", "3", "4", "5", "6", "7"]);
  assert.equal(futures[0]?.done(), false);
  gate.open();
  await futures[0]?.result(limit);
});

void test("calls sent ahead of a task that turns out slow are run by others, though the queue is never empty", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  await proveShort(executor);
  const gate = new Gate();
  const slow = executor.submit(tasks.waitAtGate, gate.words);
  const quick = Array.from({ length: 2000 }, (_, n) => executor.submit(tasks.add, n, 1));
  await Promise.all(quick.map((future) => future.result(limit)));
  assert.equal(slow.done(), false);
  gate.open();
  await slow;
});

void test("a callback of a call that died may block for another call of the same thread", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const dying = executor.submit(tasks.exitWith, 3);
  const behind = executor.submit(tasks.add, 1, 2);
  let seen: unknown;
  dying.addDoneCallback(() => (seen = behind.resultSync(limit)));
  await assert.rejects(dying.result(limit), /exited with code 3/);
  assert.equal(seen, 3);
});

void test("a callback of a call that died may abort one that had not begun: it never runs", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const controller = new AbortController();
  const dying = executor.submit(tasks.exitWith, 3);
  const behind = executor.with({ signal: controller.signal }).submit(tasks.waitAtGate, gate.words, 1);
  dying.addDoneCallback(() => controller.abort());
  await assert.rejects(behind.result(limit), { name: "AbortError" });
  assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
  assert.equal(Atomics.load(gate.words, 0), 0);
});

void test("a reason that many calls share stays as it is", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const controller = new AbortController();
  const reason = new Error("shared");
  const { stack } = reason;
  const futures = Array.from({ length: 50 }, () =>
    executor.with({ signal: controller.signal }).submit(tasks.later, 5, "late"),
  );
  controller.abort(reason);
  for (const future of futures) assert.equal(await future.exception(limit), reason);
  assert.equal(reason.stack, stack);
});

void test("calls that wait in a worker blocked by what a task left behind are not forgotten", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
  const gate = new Gate();
  await executor.submit(tasks.blockWhenIdle, gate.words);
  await gate.arrived(1);
  const futures = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
  // So long that the pool takes the worker for stuck.
  const end = performance.now() + 5;
  while (performance.now() < end);
  futures.push(executor.submit(tasks.add, 4, 4));
  await new Promise((resolve) => setImmediate(resolve));
  gate.open();
  assert.deepEqual(await Promise.all(futures.map((future) => future.result(limit))), [2, 4, 6, 8]);
});

void test("calls taken back from a thread that was only loading a module are given to it again", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 3 });
  await executor.submit(tasks.add, 1, 1);
  const gate = new Gate();
  const futures: Future<string>[] = [];
  // The first loads its module, for long; the pool takes the thread for blocked meanwhile, and takes back the others.
  for (let n = 0; n < 4; n++) {
    futures.push(executor.submit(awaitGateSlowly, gate.words));
    const end = performance.now() + 10;
    while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  }
  await gate.arrived(3);
  gate.open();
  await Promise.all(futures.map((future) => future.result(limit)));
});
