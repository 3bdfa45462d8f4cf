/** What each thread runs, as a thread dump will show it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setEnvironmentData } from "node:worker_threads";
import { ThreadPoolExecutor } from "multilane";
import { liveThreads, readRecord } from "#src/memory/thread-names.js";
import { Gate } from "../support/gate.js";
import { until } from "../support/until.js";
import { afterGate } from "../tasks/gated-load.js";
import * as tasks from "../tasks/sample.js";

/** What the youngest thread runs. */
function running(): string {
  const [slot] = liveThreads().slice(-1);
  const record = slot && readRecord(slot);
  return `${record?.running} ${record?.task}`;
}

void test("a thread's record says what it runs while it runs it", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const waiting = executor.submit(tasks.waitAtGate, gate.words);
  await gate.arrived(1);
  assert.equal(running(), "1 waitAtGate");
  gate.open();
  await waiting;
  await until("it is idle", () => running() === "0 undefined");
  await assert.rejects(executor.run(tasks.raise, "bad"));
  await until("it is idle", () => running() === "0 undefined");
});

void test("of several tasks it names the latest to begin", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 3 });
  const [one, two] = [new Gate(), new Gate()];
  const first = executor.submit(tasks.awaitGate, one.words);
  await one.arrived(1);
  assert.equal(running(), "1 awaitGate");
  assert.equal(await executor.run(tasks.add, 1, 2), 3);
  const second = executor.submit(tasks.awaitGate, two.words);
  await two.arrived(1);
  assert.equal(running(), "2 awaitGate");
  two.open();
  await second;
  await until("one is left", () => running() === "1 awaitGate");
  one.open();
  await first;
  await until("it is idle", () => running() === "0 undefined");
});

void test("a module that is being loaded is named, too", async () => {
  const gate = new Gate();
  setEnvironmentData("gated-load", gate.words);
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const future = executor.submit(afterGate);
  await gate.arrived(1);
  assert.equal(running(), "1 load the module of afterGate");
  gate.open();
  assert.equal(await future, "loaded");
});

void test("an initializer is named, too", async () => {
  const gate = new Gate();
  await using executor = new ThreadPoolExecutor({
    maxWorkers: 1,
    initializer: tasks.initializeAtGate,
    initargs: [gate.words],
  });
  const future = executor.submit(tasks.add, 1, 2);
  await gate.arrived(1);
  assert.equal(running(), "1 initializeAtGate");
  gate.open();
  assert.equal(await future, 3);
  await until("it is idle", () => running() === "0 undefined");
});
