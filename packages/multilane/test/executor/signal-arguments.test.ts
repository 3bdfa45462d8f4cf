/** An `AbortSignal` among the arguments: it aborts in the worker when its original does. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { Lock, ProcessPoolExecutor, SerializationError, ThreadPoolExecutor } from "multilane";
import { Gate } from "../support/gate.js";
import { until } from "../support/until.js";
import * as bounded from "../tasks/bounded.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

class Enough extends Error {}

void test("listeners, a loop that never yields and a blocking wait learn of it, with the reason", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 3 });
  const gate = new Gate();
  const controller = new AbortController();
  const { signal } = controller;
  const lock = new Lock();
  using _ = await lock.acquire();
  const futures = [
    executor.submit(bounded.spinUntil, gate.words, { signal }),
    executor.submit(bounded.listenTo, gate.words, signal),
    executor.submit(bounded.blockUntilAborted, gate.words, lock, signal),
  ];
  await gate.arrived(3);
  controller.abort(new RangeError("enough"));
  for (const future of futures) {
    const reason = await future.result(limit);
    assert.ok(reason instanceof RangeError && reason.message === "enough", String(reason));
  }
});

void test("no listener stays behind when the calls are over", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const { signal } = new AbortController();
  const gate = new Gate();
  const running = executor.submit(tasks.waitAtGate, gate.words);
  const futures = Array.from({ length: 20 }, () => executor.submit(bounded.areAborted, signal));
  assert.equal(getEventListeners(signal, "abort").length, 1);
  assert.equal(futures[0]?.cancel(), true);
  gate.open();
  await running;
  for (const future of futures.slice(1)) assert.deepEqual(await future.result(limit), [false]);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

void test("one that aborts before the call has begun is aborted in it; others are not", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
  const [before, waiting, never] = [new AbortController(), new AbortController(), new AbortController()];
  before.abort(new Error("before"));
  const gate = new Gate();
  const running = executor.submit(tasks.waitAtGate, gate.words);
  await gate.arrived(1);
  // The first one waits in the worker, the others in the queue.
  const futures = [1, 2, 3].map(() =>
    executor.submit(bounded.areAborted, before.signal, waiting.signal, never.signal),
  );
  waiting.abort();
  gate.open();
  await running;
  for (const future of futures) assert.deepEqual(await future.result(limit), [true, true, false]);
});

void test("a signal that comes twice is one; those of a chunk cross, too", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const { signal } = new AbortController();
  assert.equal(await executor.submit(bounded.isSame, signal, signal).result(limit), true);
  const results: unknown[] = [];
  for await (const result of executor
    .with({ chunksize: 2 })
    .map(bounded.areAborted, [signal, AbortSignal.abort(), signal]))
    results.push(result);
  assert.deepEqual(results, [[false], [true], [false]]);
});

void test("a reason that cannot cross is told by an error that says so", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const controller = new AbortController();
  const future = executor.submit(bounded.listenTo, gate.words, controller.signal);
  await gate.arrived(1);
  controller.abort(() => "a function");
  assert.ok((await future.result(limit)) instanceof SerializationError);
});

void test("a result is no argument: a signal is refused there", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const { signal } = new AbortController();
  await assert.rejects(executor.submit(tasks.echo, signal).result(limit), (error) => {
    assert.ok(
      error instanceof SerializationError && /result is an instance of AbortSignal/.test(error.message),
    );
    return true;
  });
});

void test("signals cross to processes, too", async () => {
  await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
  const controller = new AbortController();
  const future = executor.submit(bounded.listen, controller.signal);
  await until("it runs", () => future.running());
  controller.abort(new Enough("enough"));
  const reason = await future.result(limit);
  assert.ok(reason instanceof Error && reason.message === "enough");
  assert.deepEqual(await executor.submit(bounded.areAborted, controller.signal).result(limit), [true]);
});
