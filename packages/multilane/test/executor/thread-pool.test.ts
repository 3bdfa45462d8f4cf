import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asCompleted,
  BrokenThreadPoolError,
  CancelledError,
  ExecutorShutdownError,
  Lock,
  sleepSync,
  ThreadPoolExecutor,
  TimeoutError,
  wait,
} from "multilane";
import { Gate } from "../support/gate.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

void test("submit, run and resultSync give the task's value", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  assert.equal(await executor.submit(tasks.add, 1, 2), 3);
  assert.equal(await executor.run(tasks.add, 3, 4), 7);
  assert.equal(executor.submit(tasks.add, 5, 6).resultSync(limit), 11);
  assert.equal(await executor.submit(tasks.later, 1, "async"), "async");
});

void test("a task knows its name, its thread and its own id, across awaits too", async () => {
  await using executor = new ThreadPoolExecutor({
    maxWorkers: 1,
    threadNamePrefix: "lane",
    tasksPerWorker: 4,
  });
  const who = await executor.submit(tasks.whoAmI);
  assert.equal(who.name, "whoAmI");
  assert.equal(who.threadName, "lane_0");
  assert.equal(who.thread, "lane_0");
  assert.equal(who.isMainThread, false);
  const kept = await Promise.all([5, 1, 3, 2].map((ms) => executor.run(tasks.currentNames, ms)));
  assert.deepEqual(kept, [true, true, true, true]);
});

void test("default names count the executors and their threads", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  assert.match((await executor.submit(tasks.whoAmI)).threadName, /^ThreadPoolExecutor-\d+_0$/);
});

void test("threads are started on demand; idle ones are used first (idle_thread_reuse)", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 10 });
  assert.equal(executor.statistics().workers, 0);
  const names = new Set<string>();
  for (let n = 0; n < 5; n++) names.add((await executor.submit(tasks.whoAmI)).threadName);
  assert.equal(names.size, 1);
  assert.equal(executor.statistics().workers, 1);
});

void test("no more threads than maxWorkers, and as many as there is work for (saturation)", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 3 });
  const gate = new Gate();
  const futures = Array.from({ length: 12 }, () => executor.submit(tasks.waitAtGate, gate.words));
  await gate.arrived(3);
  const { workers, queued, assigned } = executor.statistics();
  assert.deepEqual({ workers, queued, assigned }, { workers: 3, queued: 9, assigned: 3 });
  gate.open();
  const names = new Set(await Promise.all(futures));
  assert.ok(names.size <= 3);
});

void test("a slow task does not hold up those behind it", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  // So short that calls are sent ahead to the busy worker …
  await Promise.all(Array.from({ length: 200 }, (_, n) => executor.submit(tasks.add, n, n)));
  const gate = new Gate();
  const slow = executor.submit(tasks.waitAtGate, gate.words);
  const quick = Array.from({ length: 300 }, (_, n) => executor.submit(tasks.add, n, n));
  // … and yet all of these are done while the slow one stands in front of some of them.
  const values = await Promise.all(quick.map((future) => future.result(limit)));
  assert.deepEqual(
    values,
    Array.from({ length: 300 }, (_, n) => n + n),
  );
  assert.equal(slow.done(), false);
  gate.open();
  await slow;
});

void test("tasks of one worker run in the order of their submission", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const ids = await Promise.all(Array.from({ length: 500 }, () => executor.run(tasks.whoAmI)));
  const sorted = ids.map(({ id }) => id).toSorted((a, b) => a - b);
  assert.deepEqual(
    ids.map(({ id }) => id),
    sorted,
  );
});

void test("tasksPerWorker tasks share a thread's event loop", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 5 });
  const gate = new Gate();
  const futures = Array.from({ length: 7 }, () => executor.submit(tasks.awaitGate, gate.words));
  await gate.arrived(5);
  assert.equal(futures.filter((future) => future.running()).length, 5);
  gate.open();
  await Promise.all(futures);
});

void test("cancel: exact before the task begins, refused after", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  await Promise.all(Array.from({ length: 200 }, (_, n) => executor.submit(tasks.add, n, n)));
  const gate = new Gate();
  const running = executor.submit(tasks.waitAtGate, gate.words);
  const behind = Array.from({ length: 100 }, () => executor.submit(tasks.waitAtGate, gate.words, 1));
  await gate.arrived(1);
  assert.equal(running.running(), true);
  assert.equal(running.cancel(), false);
  for (const future of behind) {
    assert.equal(future.running(), false);
    assert.equal(future.cancel(), true);
    assert.equal(future.cancelled(), true);
  }
  await assert.rejects(behind[0]?.result() ?? Promise.resolve(), CancelledError);
  const { done } = await wait(behind, limit);
  assert.equal(done.size, 100);
  gate.open();
  await running;
  assert.equal(await executor.submit(tasks.add, 1, 1), 2);
  // None of the cancelled ones ever arrived at the gate.
  assert.equal(Atomics.load(gate.words, 0), 1);
});

void test("a signal aborts what waits, and reaches what runs, even a loop that never yields", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const controller = new AbortController();
  const configured = executor.with({ signal: controller.signal });
  const running = configured.submit(tasks.spinUntilAborted, gate.words);
  const waiting = configured.submit(tasks.spinUntilAborted, gate.words);
  await gate.arrived(1);
  const reason = new Error("no longer wanted");
  controller.abort(reason);
  await assert.rejects(running.result(limit), reason);
  await assert.rejects(waiting.result(limit), reason);
  // The loop has seen it: the worker is free again.
  assert.equal(await executor.submit(tasks.add, 1, 1).result(limit), 2);
  assert.equal(Atomics.load(gate.words, 0), 1);
  assert.equal(Atomics.load(gate.words, 1), 1);
  await assert.rejects(configured.submit(tasks.add, 1, 1).result(limit), reason);
});

void test("asCompleted yields in the order of completion and names the future", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  const gate = new Gate();
  const slow = executor.submit(tasks.waitAtGate, gate.words);
  const quick = executor.submit(tasks.later, 1, "quick");
  const order: unknown[] = [];
  for await (const done of asCompleted([slow, quick], limit)) {
    order.push(done.future);
    gate.open();
  }
  assert.deepEqual(order, [quick, slow]);
});

void test("shutdown finishes what was submitted, then refuses; it may be called again", async () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  const futures = Array.from({ length: 20 }, (_, n) => executor.submit(tasks.later, 1, String(n)));
  await executor.shutdown();
  assert.ok(futures.every((future) => future.done()));
  assert.throws(() => executor.submit(tasks.add, 1, 2), ExecutorShutdownError);
  await assert.rejects(executor.run(tasks.add, 1, 2), ExecutorShutdownError);
  await executor.shutdown();
  await executor.shutdown({ wait: false });
});

void test("shutdown with cancelFutures cancels what has not begun, and wait sees it", async () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const running = executor.submit(tasks.waitAtGate, gate.words);
  await gate.arrived(1);
  const queued = Array.from({ length: 5 }, () => executor.submit(tasks.add, 1, 2));
  const over = executor.shutdown({ cancelFutures: true });
  const { notDone } = await wait(queued, limit);
  assert.equal(notDone.size, 0);
  assert.ok(queued.every((future) => future.cancelled()));
  assert.equal(running.done(), false);
  gate.open();
  await over;
  assert.match(await running, /^ThreadPoolExecutor/);
});

void test("the initializer runs once in every thread, before anything else", async () => {
  await using executor = new ThreadPoolExecutor({
    maxWorkers: 2,
    initializer: tasks.initialise,
    initargs: [41],
  });
  const values = await Promise.all(Array.from({ length: 20 }, () => executor.run(tasks.getInitialised)));
  assert.deepEqual([...new Set(values)], [41]);
});

void test("an initializer that throws breaks the pool, with the reason", async () => {
  const executor = new ThreadPoolExecutor({
    maxWorkers: 2,
    initializer: tasks.failToInitialise,
    initargs: ["no database"],
  });
  const futures = [
    executor.submit(tasks.add, 1, 2),
    executor.submit(tasks.add, 1, 2),
    executor.submit(tasks.add, 1, 2),
  ];
  futures[2]?.cancel();
  for (const future of futures.slice(0, 2))
    await assert.rejects(
      future.result(limit),
      (error) =>
        error instanceof BrokenThreadPoolError &&
        error.cause instanceof Error &&
        error.cause.message === "no database",
    );
  assert.equal(futures[2]?.cancelled(), true);
  assert.throws(() => executor.submit(tasks.add, 1, 2), BrokenThreadPoolError);
  await executor.shutdown();
});

void test("bad options are refused at once", () => {
  for (const maxWorkers of [0, -1, 1.5, Number.NaN, Infinity])
    assert.throws(() => new ThreadPoolExecutor({ maxWorkers }), RangeError);
  assert.throws(() => new ThreadPoolExecutor({ tasksPerWorker: 0 }), RangeError);
  // @ts-expect-error not a number
  assert.throws(() => new ThreadPoolExecutor({ maxWorkers: "4" }), TypeError);
});

void test("resultSync in main pumps the whole queue, and other pools too", async () => {
  await using one = new ThreadPoolExecutor({ maxWorkers: 1 });
  await using other = new ThreadPoolExecutor({ maxWorkers: 1 });
  const futures = Array.from({ length: 50 }, (_, n) => one.submit(tasks.add, n, 1));
  const gate = new Gate();
  const opened = other.submit(tasks.later, 1, "other");
  opened.addDoneCallback(() => gate.open());
  const waiting = one.submit(tasks.waitAtGate, gate.words);
  assert.match(waiting.resultSync(limit), /^ThreadPoolExecutor/);
  assert.ok(futures.every((future) => future.done()));
  assert.throws(() => one.submit(tasks.block, 50).resultSync({ timeout: 1 }), TimeoutError);
});

void test("a main that is blocked for a lock goes on handing out tasks, one of which releases it", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  for (const lock of [new Lock(), new Lock("handed out while blocked")]) {
    lock.acquireSync();
    // One worker: the release is still in the queue, behind these, when main blocks.
    const before = Array.from({ length: 10 }, () => executor.submit(tasks.block, 1));
    executor.submit(tasks.releaseLock, lock);
    using _ = lock.acquireSync(limit);
    assert.equal(lock.locked(), true);
    assert.ok(before.every((future) => future.done()));
  }
});

void test("a main that sleeps goes on handing out tasks", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  await executor.submit(tasks.add, 1, 2);
  const gate = new Gate();
  for (let n = 0; n < 10; n++) executor.submit(tasks.block, 1);
  const last = executor.submit(tasks.waitAtGate, gate.words, 1);
  while (Atomics.load(gate.words, 0) === 0) sleepSync(10);
  await assert.rejects(last.result(limit), /never opened/);
});

void test("cancelling what waits in a worker makes room for what waits in the queue", async () => {
  const gate = new Gate();
  await using executor = new ThreadPoolExecutor({
    maxWorkers: 1,
    initializer: tasks.initializeAtGate,
    initargs: [gate.words],
  });
  const [first, second] = [executor.submit(tasks.add, 1, 1), executor.submit(tasks.add, 2, 2)];
  await gate.arrived(1);
  assert.equal(first.cancel(), true);
  gate.open();
  assert.equal(await second.result(limit), 4);
});

void test("arguments are copied at submit, each call's by itself", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const list = [1, 2, 3];
  const first = executor.submit(tasks.mark, list);
  const second = executor.submit(tasks.mark, list);
  list.push(4);
  assert.deepEqual(await first, [1, 2, 3, -1]);
  assert.deepEqual(await second, [1, 2, 3, -1]);
  assert.deepEqual(list, [1, 2, 3, 4]);
});
