/** The list of threads, and their names, as every thread sees them. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import {
  activeCount,
  currentThread,
  enumerate,
  mainThread,
  Thread,
  ThreadPoolExecutor,
  Timer,
} from "multilane";
import { liveThreads } from "#src/memory/thread-names.js";
import { stateOf } from "#src/memory/thread-slots.js";
import type { ThreadSlot } from "#src/memory/thread-slots.js";
import { Gate } from "../support/gate.js";
import { takenSlots } from "../support/taken-slots.js";
import { until } from "../support/until.js";
import * as sample from "../tasks/sample.js";
import * as tasks from "../tasks/threading.js";

const limit = { timeout: 20_000 };

/** Their names, as main sees them; the timers' thread stays once it is there. */
function names(): string[] {
  return enumerate()
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("Timers of"));
}

function slotOf({ ident }: Thread): ThreadSlot {
  const slot = liveThreads().find((one) => one.ident === ident);
  assert.ok(slot !== undefined);
  return slot;
}

void test("main alone is the only thread", () => {
  assert.deepEqual(enumerate(), [mainThread()]);
  assert.equal(enumerate()[0], currentThread());
  assert.equal(activeCount(), 1);
});

void test("a Thread is listed from its start until its target is over, as itself", async () => {
  const gate = new Gate();
  const thread = new Thread({ target: sample.waitAtGate, args: [gate.words], name: "listed" });
  assert.ok(!enumerate().includes(thread));
  thread.start();
  assert.deepEqual(enumerate(), [mainThread(), thread]);
  assert.equal(activeCount(), 2);
  await gate.arrived(1);
  assert.equal(enumerate()[1], thread);
  gate.open();
  await thread.join(limit);
  assert.deepEqual(enumerate(), [mainThread()]);
  assert.equal(activeCount(), 1);
});

void test("a thread that ends while main is blocked is not alive for it, before any event", () => {
  const thread = new Thread({ target: sample.add, args: [1, 2] });
  thread.start();
  const deadline = performance.now() + 20_000;
  while (thread.isAlive()) assert.ok(performance.now() < deadline, "it stayed alive");
  assert.ok(!enumerate().includes(thread));
  assert.match(String(thread), /stopped/);
  assert.equal(thread.joinSync({ timeout: 0 }), 3);
});

void test("a thread that is not alive is joined at once", async () => {
  const thread = new Thread({ target: sample.add, args: [2, 2] });
  thread.start();
  const deadline = performance.now() + 20_000;
  while (thread.isAlive()) assert.ok(performance.now() < deadline, "it stayed alive");
  assert.equal(await thread.join({ timeout: 0 }), 4);
});

void test("a terminated thread is not alive, and not listed", async () => {
  const gate = new Gate();
  const thread = new Thread({ target: sample.waitAtGate, args: [gate.words] });
  thread.start();
  await gate.arrived(1);
  const terminated = thread.terminate();
  assert.equal(thread.isAlive(), false);
  assert.deepEqual(enumerate(), [mainThread()]);
  await terminated;
});

void test("every thread sees the same threads: names, idents, daemons, workers of pools", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: "pool" });
  await executor.run(sample.add, 1, 2);
  const gate = new Gate();
  const daemon = new Thread({ target: sample.waitAtGate, args: [gate.words], name: "d", daemon: true });
  daemon.start();
  const lister = new Thread({ target: tasks.listThreads, name: "lister" });
  lister.start();
  const seen = await lister.join(limit);
  assert.equal(seen.count, 4);
  assert.deepEqual(
    seen.threads.map(({ name, daemon: d, isAlive }) => [name, d, isAlive]),
    [
      ["MainThread", false, true],
      ["pool_0", false, true],
      ["d", true, true],
      ["lister", false, true],
    ],
  );
  assert.equal(seen.self, 3);
  assert.equal(seen.threads[0]?.ident, mainThread().ident);
  assert.equal(seen.threads[2]?.ident, daemon.ident);
  const inPool = await executor.run(tasks.listThreads);
  assert.equal(inPool.self, 1);
  assert.deepEqual(
    inPool.threads.map(({ name }) => name),
    names(),
  );
  gate.open();
  await daemon.join(limit);
});

void test("the workers of a pool are gone when it is shut down; a thread is the same object each time", async () => {
  const executor = new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: "same" });
  await executor.run(sample.add, 1, 2);
  const [, one] = enumerate();
  assert.equal(enumerate()[1], one);
  assert.equal(one?.isAlive(), true);
  assert.match(String(one), /^<Thread\(same_0, started \d+\)>$/);
  await executor.shutdown();
  assert.equal(one?.isAlive(), false);
  assert.match(String(one), /^<Thread\(same_0, stopped \d+\)>$/);
  assert.deepEqual(names(), ["MainThread"]);
});

void test("a name that a thread gives itself is its name everywhere, also when it is over", async () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const thread = new Thread({ target: tasks.renameSelf, args: [words, "after"], name: "before" });
  thread.start();
  await until("it has its name", () => Atomics.load(words, 0) === 1);
  assert.equal(thread.name, "after");
  assert.deepEqual(names(), ["MainThread", "after"]);
  // Main gives it another, which it has when it looks again.
  thread.name = "from main";
  tasks.count(words, 1);
  assert.deepEqual(await thread.join(limit), ["from main", "from main"]);
  thread.name = "afterwards";
  assert.equal(thread.name, "afterwards");
});

void test("the last name of a thread outlives it and its slot, also if nobody had asked", async () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  tasks.count(words, 1);
  await until("the threads of the other tests are cleared away", () => takenSlots() === 1);
  const thread = new Thread({ target: tasks.renameSelf, args: [words, "late"], name: "early" });
  thread.start();
  const slot = slotOf(thread);
  await thread.join(limit);
  await until("its slot is free", () => stateOf(slot) === 0);
  const next = new Thread({ target: sample.add, args: [1, 2], name: "next" });
  next.start();
  assert.equal(slotOf(next).index, slot.index);
  assert.equal(thread.name, "late");
  await next.join(limit);
});

void test("any thread may rename any other", async () => {
  const gate = new Gate();
  const thread = new Thread({ target: sample.waitAtGate, args: [gate.words] });
  thread.start();
  for (const [ident, info] of [
    [thread.ident, thread],
    [mainThread().ident, mainThread()],
  ] as const) {
    const renamer = new Thread({ target: tasks.renameOther, args: [ident ?? 0, `renamed ${ident}`] });
    renamer.start();
    await renamer.join(limit);
    assert.equal(info.name, `renamed ${ident}`);
  }
  mainThread().name = "MainThread";
  gate.open();
  assert.equal(await thread.join(limit), `renamed ${thread.ident}`);
});

void test("a long name is whole where it was given, and cut elsewhere, never in a surrogate pair", async () => {
  const long = `${"x".repeat(63)}🚗${"y".repeat(30)}`;
  const thread = new Thread({ target: tasks.listThreads, name: long });
  thread.start();
  const [, own] = enumerate();
  assert.equal(own?.name, long);
  const seen = await thread.join(limit);
  assert.equal(thread.name, long);
  // Its own name it was born with.
  assert.equal(seen.threads[1]?.name, long);
  const other = new Thread({ target: tasks.listThreads, name: "other" });
  const gate = new Gate();
  const longer = new Thread({ target: sample.waitAtGate, args: [gate.words], name: long });
  longer.start();
  other.start();
  const [, cut] = (await other.join(limit)).threads;
  assert.equal(cut?.name, "x".repeat(63));
  gate.open();
  assert.equal(await longer.join(limit), long);
});

void test("a Worker that the library did not start is listed once it asks who it is", async () => {
  const worker = new Worker(new URL("../programs/foreign.js", import.meta.url));
  const [seen] = (await once(worker, "message", { signal: AbortSignal.timeout(20_000) })) as [
    { name: string; ident: number; names: string[] },
  ];
  assert.equal(seen.name, `Foreign-${seen.ident}`);
  assert.deepEqual(seen.names, ["MainThread", seen.name]);
  const [, info] = enumerate();
  assert.equal(info?.name, seen.name);
  assert.equal(info.daemon, true);
  assert.equal(info.isAlive(), true);
  worker.postMessage("end");
  await once(worker, "exit", { signal: AbortSignal.timeout(20_000) });
  assert.equal(info.isAlive(), false);
  assert.deepEqual(names(), ["MainThread"]);
});

void test("the timers' thread is one in the list", async () => {
  const timer = new Timer(0, tasks.listThreads);
  timer.start();
  const seen = await timer.join(limit);
  assert.equal(seen?.threads[seen.self]?.name, "Timers of MainThread");
  assert.equal(seen.threads[seen.self]?.daemon, true);
  assert.ok(enumerate().some(({ ident }) => ident === timer.ident));
  assert.deepEqual(names(), ["MainThread"]);
});
