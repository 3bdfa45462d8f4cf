import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { ProcessPoolExecutor, SerializationError, ThreadPoolExecutor, WorkerDiedError } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import * as bounded from "../tasks/bounded.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

void test("what is transferred arrives, and is gone here at once", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const bytes = new ArrayBuffer(1_000_000);
  const size = executor.with({ transfer: [bytes] }).submit(bounded.sizeOf, bytes);
  assert.equal(bytes.byteLength, 0);
  assert.equal(await size.result(limit), 1_000_000);

  const { port1, port2 } = new MessageChannel();
  const said = new Promise((resolve) => port1.on("message", resolve));
  const told = executor.with({ transfer: [port2] }).submit(bounded.answerOn, port2, "hello");
  assert.equal(await within(said, "the message"), "hello");
  await told.result(limit);
});

void test("it waits in the queue for a worker of its own, in a burst with others", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  await Promise.all(Array.from({ length: 100 }, () => executor.submit(tasks.add, 1, 1)));
  const gate = new Gate();
  const running = executor.submit(tasks.waitAtGate, gate.words);
  const sizes = [1, 2, 3].map((n) => {
    const bytes = new ArrayBuffer(n);
    executor.submit(tasks.add, n, n);
    return executor.with({ transfer: [bytes] }).submit(bounded.sizeOf, bytes);
  });
  gate.open();
  await running;
  for (const [n, size] of sizes.entries()) assert.equal(await size.result(limit), n + 1);
});

void test("a worker that dies before it has begun takes its arguments with it", async () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
  const gate = new Gate();
  const killing = executor.submit(bounded.exitAtGate, gate.words);
  await gate.arrived(1);
  const bytes = new ArrayBuffer(8);
  const moved = executor.with({ transfer: [bytes] }).submit(bounded.sizeOf, bytes);
  const copied = executor.submit(bounded.sizeOf, new ArrayBuffer(9));
  gate.open();
  await assert.rejects(killing.result(limit), WorkerDiedError);
  await assert.rejects(moved.result(limit), WorkerDiedError);
  assert.equal(await copied.result(limit), 9);
  await executor.shutdown();
});

void test("what cannot be transferred, or is gone already, fails its call", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const bytes = new ArrayBuffer(8);
  const once = executor.with({ transfer: [bytes] });
  assert.equal(await once.submit(bounded.sizeOf, bytes).result(limit), 8);
  await assert.rejects(once.submit(bounded.sizeOf, bytes).result(limit), SerializationError);
  const { port1, port2 } = new MessageChannel();
  await assert.rejects(executor.submit(tasks.echo, port1).result(limit), /with\(\{ transfer: \[it\] \}\)/);
  port1.close();
  port2.close();
});

void test("map and processes take no transfer", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const bytes = new ArrayBuffer(8);
  assert.throws(() => executor.with({ transfer: [bytes] }).map(bounded.sizeOf, [bytes]), TypeError);
  // @ts-expect-error not a list
  assert.throws(() => executor.with({ transfer: bytes }), TypeError);
  await using processes = new ProcessPoolExecutor({ maxWorkers: 1 });
  assert.throws(() => processes.with({ transfer: [bytes] }), TypeError);
  assert.equal(bytes.byteLength, 8);
});
