/** `timeout`, from the start of running, and `cancelGrace`: what becomes of a call that goes on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ThreadPoolExecutor, TimeoutError, WorkerDiedError } from "multilane";
import { Gate } from "../support/gate.js";
import { until } from "../support/until.js";
import * as bounded from "../tasks/bounded.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

function isTimeout(error: unknown): boolean {
  return error instanceof TimeoutError && /spin|stay/.test(error.message);
}

void test("a timeout rejects the future and is the reason of the task's signal", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const late = executor.with({ timeout: 20 }).submit(bounded.spinUntilTimeout, gate.words);
  await assert.rejects(late.result(limit), (error) => {
    assert.ok(error instanceof TimeoutError);
    assert.match(error.message, /spinUntilTimeout had not ended 20 ms after it had begun/);
    assert.match(error.stack ?? "", /submitted at[\s\S]*time-limits\.test/);
    return true;
  });
  await until("the task sees it", () => Atomics.load(gate.words, 1) === 1);
  assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
});

void test("the time before a task begins does not count, and what ends in time is not troubled", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const first = executor.submit(tasks.waitAtGate, gate.words);
  const behind = executor.with({ timeout: 5_000 }).submit(tasks.add, 1, 2);
  const short = executor.with({ timeout: 30 }).submit(tasks.add, 3, 4);
  await gate.arrived(1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(short.done(), false);
  gate.open();
  await first;
  assert.equal(await behind.result(limit), 3);
  assert.equal(await short.result(limit), 7);
});

void test("a task that goes on after its grace loses its worker; the pool goes on", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const before = await executor.submit(bounded.thread);
  const late = executor.with({ timeout: 10, cancelGrace: 10 }).submit(bounded.spin, gate.words);
  const behind = executor.submit(bounded.thread);
  await assert.rejects(late.result(limit), isTimeout);
  assert.notEqual(await behind.result(limit), before);
});

void test("so does an abort by a signal; a task that stops in time keeps its worker", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const before = await executor.submit(bounded.thread);
  const [gate, other] = [new Gate(), new Gate()];
  const obeying = new AbortController();
  const told = executor
    .with({ signal: obeying.signal, cancelGrace: 20_000 })
    .submit(tasks.spinUntilAborted, gate.words);
  await gate.arrived(1);
  obeying.abort(new Error("enough"));
  await assert.rejects(told.result(limit), /enough/);
  assert.equal(await executor.submit(bounded.thread).result(limit), before);

  const ignored = new AbortController();
  const spinning = executor
    .with({ signal: ignored.signal, cancelGrace: 0 })
    .submit(bounded.spin, other.words);
  await other.arrived(1);
  const reason = new Error("enough now");
  ignored.abort(reason);
  await assert.rejects(spinning.result(limit), reason);
  assert.notEqual(await executor.submit(bounded.thread).result(limit), before);
});

void test("tasks beside it that have begun fail with the reason, others are run elsewhere", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 3 });
  const gate = new Gate();
  const beside = executor.submit(bounded.stay, gate.words);
  await gate.arrived(1);
  const late = executor.with({ timeout: 10, cancelGrace: 0 }).submit(bounded.spin, gate.words);
  await gate.arrived(2);
  // The worker has it, and cannot begin it: the other one spins.
  const unbegun = executor.submit(tasks.add, 20, 22);
  await assert.rejects(late.result(limit), isTimeout);
  await assert.rejects(beside.result(limit), (error) => {
    assert.ok(error instanceof WorkerDiedError && error.reason === "terminated", String(error));
    assert.ok(error.cause instanceof TimeoutError);
    return true;
  });
  assert.equal(await unbegun.result(limit), 42);
});

void test("time runs while main is blocked, too", () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const late = executor.with({ timeout: 10, cancelGrace: 10 }).submit(bounded.spin, gate.words);
  const behind = executor.submit(tasks.add, 1, 2);
  assert.throws(() => late.resultSync(limit), isTimeout);
  assert.equal(behind.resultSync(limit), 3);
  return executor.shutdown();
});

void test("shutdown waits for a worker that is being ended", async () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const late = executor.with({ timeout: 5, cancelGrace: 5 }).submit(bounded.spin, new Gate().words);
  await executor.shutdown();
  await assert.rejects(late.result(limit), isTimeout);
  assert.equal(executor.statistics().workers, 0);
});

void test("bad limits are refused", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  assert.throws(() => executor.with({ timeout: -1 }), RangeError);
  assert.throws(() => executor.with({ cancelGrace: Number.NaN }), RangeError);
  // @ts-expect-error not a number
  assert.throws(() => executor.with({ cancelGrace: "1" }), TypeError);
  assert.throws(() => executor.with({ priority: Number.NaN }), RangeError);
  // @ts-expect-error not a number
  assert.throws(() => executor.with({ priority: "high" }), TypeError);
});
