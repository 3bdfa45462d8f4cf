/** How many workers there are, and for how long: `minWorkers`, `idleTimeout`, `maxTasksPerWorker`, `maxHeapSize`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BrokenThreadPoolError, enumerate, setThreadExceptHook, ThreadPoolExecutor } from "multilane";
import { Gate } from "../support/gate.js";
import { until } from "../support/until.js";
import * as bounded from "../tasks/bounded.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

function threadsOf(prefix: string): number {
  return enumerate().filter(({ name }) => name.startsWith(`${prefix}_`)).length;
}

void test("minWorkers are started at once, kept, and replaced", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 3, minWorkers: 2, idleTimeout: 0 });
  assert.equal(executor.statistics().workers, 2);
  const gate = new Gate();
  const futures = [1, 2, 3].map(() => executor.submit(tasks.waitAtGate, gate.words));
  await gate.arrived(3);
  assert.equal(executor.statistics().workers, 3);
  gate.open();
  await Promise.all(futures);
  await until("the third one ends", () => executor.statistics().workers === 2);
  await assert.rejects(executor.submit(tasks.exitWith, 1).result(limit));
  assert.equal(executor.statistics().workers, 2);
});

void test("a worker without work for idleTimeout ends; the pool starts others", async () => {
  await using executor = new ThreadPoolExecutor({
    maxWorkers: 2,
    idleTimeout: 20,
    threadNamePrefix: "idling",
  });
  const [gate, first] = [new Gate(), executor.submit(bounded.thread)];
  const before = await first.result(limit);
  const busy = executor.submit(bounded.threadAtGate, gate.words);
  await gate.arrived(1);
  // One that works is not idle, however long that takes.
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(executor.statistics().workers, 1);
  gate.open();
  assert.equal(await busy.result(limit), before);
  await until("it has ended", () => executor.statistics().workers === 0 && threadsOf("idling") === 0);
  assert.notEqual(await executor.submit(bounded.thread).result(limit), before);
});

void test("a worker runs maxTasksPerWorker tasks, and no call is lost with its replacement", async () => {
  for (const tasksPerWorker of [1, 3]) {
    await using executor = new ThreadPoolExecutor({
      maxWorkers: 2,
      maxTasksPerWorker: 7,
      tasksPerWorker,
    });
    const futures = Array.from({ length: 60 }, () => executor.submit(bounded.thread));
    const counts = new Map<number, number>();
    for (const future of futures) {
      const id = await future.result(limit);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    assert.ok(
      [...counts.values()].every((count) => count <= 7),
      String([...counts.values()]),
    );
    assert.ok(counts.size >= 9);
  }
});

void test("a worker above maxHeapSize is replaced when it is idle; others are not", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, maxHeapSize: 60_000_000 });
  const small = await executor.submit(bounded.keep, 1).result(limit);
  assert.equal(await executor.submit(bounded.keep, 1).result(limit), small);
  // 100 MB.
  assert.equal(await executor.submit(bounded.keep, 12_500).result(limit), small);
  assert.notEqual(await executor.submit(bounded.keep, 1).result(limit), small);
});

void test("workers that come up and die without work are replaced at a pace, not broken", async () => {
  let crashes = 0;
  const moments: number[] = [];
  setThreadExceptHook(() => {
    crashes++;
    moments.push(performance.now());
  });
  const executor = new ThreadPoolExecutor({
    maxWorkers: 1,
    minWorkers: 1,
    initializer: tasks.crashWhenIdle,
    initargs: [],
  });
  try {
    await until("four have crashed", () => crashes >= 4);
    // 0, 50 and 100 ms lie between them; a machine may add to that, and never take from it.
    assert.ok((moments[3] ?? 0) - (moments[0] ?? 0) >= 140, String(moments));
  } finally {
    setThreadExceptHook(undefined);
    await executor.shutdown();
  }
});

void test("three workers in a row that die before they are up break the pool, blocked or not", () => {
  const executor = new ThreadPoolExecutor({
    maxWorkers: 1,
    initializer: tasks.exitInInitializer,
    initargs: [9],
  });
  const future = executor.submit(tasks.add, 1, 2);
  assert.throws(() => future.resultSync(limit), BrokenThreadPoolError);
  return executor.shutdown();
});

void test("bad numbers of workers are refused at once", () => {
  assert.throws(() => new ThreadPoolExecutor({ maxWorkers: 1, minWorkers: 2 }), RangeError);
  for (const bad of [-1, 1.5, Number.NaN]) {
    assert.throws(() => new ThreadPoolExecutor({ minWorkers: bad }), RangeError);
    assert.throws(() => new ThreadPoolExecutor({ maxTasksPerWorker: bad }), RangeError);
    assert.throws(() => new ThreadPoolExecutor({ maxHeapSize: bad }), RangeError);
  }
  assert.throws(() => new ThreadPoolExecutor({ idleTimeout: -1 }), RangeError);
  // @ts-expect-error no such policy
  assert.throws(() => new ThreadPoolExecutor({ onWorkerDeath: "ignore" }), TypeError);
});
