/** `maxPending`, `QueueFullError`, `ready()`, and `priority`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BrokenThreadPoolError, ExecutorShutdownError, QueueFullError, ThreadPoolExecutor } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import * as bounded from "../tasks/bounded.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

void test("submit throws when maxPending calls wait, run rejects, and cancelling makes room", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, maxPending: 2 });
  const gate = new Gate();
  const running = executor.submit(tasks.waitAtGate, gate.words);
  const waiting = [executor.submit(tasks.add, 1, 1), executor.submit(tasks.add, 2, 2)];
  assert.throws(
    () => executor.submit(tasks.add, 3, 3),
    (error) => error instanceof QueueFullError && /maxPending: 2/.test(error.message),
  );
  await assert.rejects(executor.run(tasks.add, 3, 3), QueueFullError);
  assert.equal(waiting[0]?.cancel(), true);
  const third = executor.submit(tasks.add, 3, 3);
  assert.throws(() => executor.submit(tasks.add, 4, 4), QueueFullError);
  gate.open();
  await running;
  assert.equal(await waiting[1]?.result(limit), 4);
  assert.equal(await third.result(limit), 6);
});

void test("ready resolves at once where there is room, else when there is, in order", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, maxPending: 1 });
  await executor.ready();
  const gate = new Gate();
  const running = executor.submit(tasks.waitAtGate, gate.words);
  await executor.ready();
  const waiting = executor.submit(tasks.add, 1, 1);
  const order: number[] = [];
  const submitters = [1, 2, 3].map(async (n) => {
    await executor.ready();
    order.push(n);
    return await executor.run(tasks.add, n, n);
  });
  // One that thinks better of it does not keep the others.
  const idler = executor.ready();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(order, []);
  gate.open();
  await running;
  await waiting;
  assert.deepEqual(await within(Promise.all(submitters), "the submissions"), [2, 4, 6]);
  await within(idler, "the room");
  assert.deepEqual(order, [1, 2, 3]);
});

void test("ready rejects when there will be no room any more", async () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 1, maxPending: 1 });
  const gate = new Gate();
  executor.submit(tasks.waitAtGate, gate.words);
  executor.submit(tasks.add, 1, 1);
  const hopeful = executor.ready();
  const over = executor.shutdown();
  await assert.rejects(within(hopeful, "the rejection"), ExecutorShutdownError);
  await assert.rejects(executor.ready(), ExecutorShutdownError);
  gate.open();
  await over;

  const broken = new ThreadPoolExecutor({
    maxWorkers: 1,
    maxPending: 1,
    initializer: tasks.failToInitialise,
    initargs: ["no"],
  });
  const futures = [broken.submit(tasks.add, 1, 1), broken.submit(tasks.add, 1, 1)];
  await assert.rejects(within(broken.ready(), "the rejection"), BrokenThreadPoolError);
  await assert.rejects(broken.ready(), BrokenThreadPoolError);
  for (const future of futures) await assert.rejects(future.result(limit), BrokenThreadPoolError);
  await broken.shutdown();
});

void test("map waits for room by itself, over arrays too, beside other submitters", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2, maxPending: 3 });
  const numbers = Array.from({ length: 300 }, (_, n) => n);
  const squares = async (): Promise<number[]> => {
    const values: number[] = [];
    for await (const value of executor.map(bounded.square, numbers)) values.push(value);
    return values;
  };
  const [one, other] = await within(Promise.all([squares(), squares()]), "the maps");
  assert.deepEqual(
    one,
    numbers.map((n) => n * n),
  );
  assert.deepEqual(other, one);
});

void test("higher priorities run first, also when they come last", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const log = new Int32Array(new SharedArrayBuffer(4 * 8));
  const running = executor.submit(tasks.waitAtGate, gate.words);
  const futures = [
    executor.submit(bounded.noteTurn, log, 1),
    executor.with({ priority: -1 }).submit(bounded.noteTurn, log, 2),
    executor.with({ priority: 10 }).submit(bounded.noteTurn, log, 3),
    executor.submit(bounded.noteTurn, log, 4),
    executor.with({ priority: 10 }).submit(bounded.noteTurn, log, 5),
  ];
  gate.open();
  await running;
  for (const future of futures) await future.result(limit);
  assert.deepEqual([...log.subarray(1, 6)], [3, 5, 1, 4, 2]);
});

void test("bad bounds are refused at once", () => {
  for (const maxPending of [0, -1, 1.5, Number.NaN])
    assert.throws(() => new ThreadPoolExecutor({ maxPending }), RangeError);
  // @ts-expect-error not a number
  assert.throws(() => new ThreadPoolExecutor({ maxPending: "1" }), TypeError);
});
