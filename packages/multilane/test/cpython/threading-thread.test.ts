/** CPython's test_threading, ThreadTests: what a thread is, before it starts, while it runs and when it is over. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { activeCount, currentThread, enumerate, Lock, mainThread, Thread, TimeoutError } from "multilane";
import { untilGarbage } from "../support/collect-garbage.js";
import { Gate } from "../support/gate.js";
import { takenSlots } from "../support/taken-slots.js";
import { add, echo, exitWith, waitAtGate } from "../tasks/sample.js";
import { failingWorkers } from "./support/thread-failing-workers.js";
import { acquire } from "./support/mode.js";
import { join, threadingTest, waitingTest } from "./support/thread-cases.js";
import { LONG, until, untilSync } from "./support/until.js";
import * as tasks from "./thread-tasks.js";

const numberIn = (name: string): number => Number(/^Thread-(\d+) \(\w+\)$/.exec(name)?.[1]);

threadingTest("ThreadTests", "test_name", async () => {
  await new Promise((resolve) => setImmediate(resolve)); // the tasks' module has told their names then
  assert.equal(new Thread({ target: tasks.nothing, name: "myname1" }).name, "myname1");
  // What TypeScript refuses and JavaScript can do.
  assert.equal(new Thread({ target: tasks.nothing, name: 123 as unknown as string }).name, "123");
  const [unnamed, empty] = [
    new Thread({ target: add, args: [1, 2] }),
    new Thread({ target: add, args: [1, 2], name: "" }),
  ];
  assert.match(unnamed.name, /^Thread-\d+ \(add\)$/);
  assert.equal(numberIn(empty.name), numberIn(unnamed.name) + 1);
  unnamed.name = "myname2";
  assert.equal(unnamed.name, "myname2");
});

waitingTest("ThreadTests", "test_args_argument", async (mode) => {
  const cases: readonly (readonly [unknown, unknown])[] = [
    [1, 1],
    Object.freeze(["str", "str"] as const),
    [[1], [1]],
  ];
  for (const args of cases) {
    const thread = new Thread({ target: tasks.assertEqual, args });
    thread.start();
    await join(mode, thread);
  }
  const wrong = new Thread({ target: tasks.assertEqual, args: [1, 2] });
  wrong.start();
  await assert.rejects(join(mode, wrong), /strictly deep-equal/);
});

threadingTest("ThreadTests", "test_lock_no_args", () => {
  const Untyped = Lock as unknown as new (...args: readonly unknown[]) => Lock;
  assert.equal(new Untyped().locked(), false);
  for (const wrong of [1, null, true, ""]) assert.throws(() => new Untyped(wrong), TypeError);
});

/** A Worker that the library did not start; see thread-foreign.ts. */
async function startForeign(lock: string): Promise<[Worker, ident: number]> {
  const worker = new Worker(new URL("./thread-foreign.js", import.meta.url), { workerData: lock });
  const [ident] = (await once(worker, "message", { signal: AbortSignal.timeout(LONG) })) as [number];
  return [worker, ident];
}

async function endForeign(worker: Worker): Promise<void> {
  worker.postMessage("end");
  await once(worker, "exit", { signal: AbortSignal.timeout(LONG) });
}

threadingTest("ThreadTests", "test_ident_of_no_threading_threads", async () => {
  assert.equal(typeof currentThread().ident, "number");
  const [worker, ident] = await startForeign("");
  assert.notEqual(ident, currentThread().ident);
  assert.ok(enumerate().some((thread) => thread.ident === ident));
  await endForeign(worker);
});

waitingTest("ThreadTests", "test_foreign_thread", async (mode) => {
  const lock = new Lock(`threading: foreign ${mode}`);
  lock.acquireSync({ timeout: LONG });
  const [worker, ident] = await startForeign(lock.name ?? "");
  (await acquire(mode, lock)).release(); // the other one has released it
  const foreign = enumerate().find((thread) => thread.ident === ident);
  assert.equal(foreign?.isAlive(), true);
  assert.match(String(foreign), /^<Thread\(Foreign-\d+, started daemon \d+\)>$/);
  await endForeign(worker);
  assert.equal(foreign.isAlive(), false);
});

threadingTest("ThreadTests", "test_limbo_cleanup", async () => {
  const thread = new Thread({ target: tasks.nothing });
  failingWorkers(() => {
    assert.throws(() => thread.start(), /no more threads/);
  });
  assert.ok(!enumerate().includes(thread));
  assert.equal(activeCount(), 1);
  assert.equal(thread.ident, undefined);
  assert.match(String(thread), /initial/);
  thread.start();
  await thread.join({ timeout: LONG });
});

waitingTest("ThreadTests", "test_enumerate_after_join", async (mode) => {
  for (let round = 0; round < 10; round++) {
    const thread = new Thread({ target: tasks.nothing });
    thread.start();
    assert.ok(enumerate().includes(thread));
    await join(mode, thread);
    assert.ok(!enumerate().includes(thread), `still there in round ${round}`);
  }
});

waitingTest("ThreadTests", "test_join_from_multiple_threads", async (mode) => {
  for (const joiners of [2, 5, 10]) {
    const gate = new Gate();
    const thread = new Thread({ target: waitAtGate, args: [gate.words], name: "joined" });
    thread.start();
    await gate.arrived(1);
    // A Thread belongs to the thread that started it: the joiners are promises, and one that blocks.
    const joins = Array.from({ length: joiners }, () => thread.join({ timeout: LONG }));
    gate.open();
    if (mode === "sync") assert.equal(thread.joinSync({ timeout: LONG }), "joined");
    assert.deepEqual(await Promise.all(joins), Array<string>(joiners).fill("joined"));
    assert.equal(await join(mode, thread), "joined");
  }
});

waitingTest("ThreadTests", "test_join_with_timeout", async (mode) => {
  const gate = new Gate();
  const thread = new Thread({ target: waitAtGate, args: [gate.words] });
  thread.start();
  await gate.arrived(1);
  await assert.rejects(join(mode, thread, 10), TimeoutError);
  assert.equal(thread.isAlive(), true);
  gate.open();
  await join(mode, thread);
  assert.equal(thread.isAlive(), false);
});

waitingTest("ThreadTests", "test_no_refcycle_through_target", async (mode) => {
  const runOne = async (exits: boolean): Promise<WeakRef<object>[]> => {
    const payload = { yet: "another" };
    const owner: { thread?: Thread; payload: object } = { payload };
    owner.thread = exits
      ? new Thread({ target: exitWith, args: [1] })
      : new Thread({ target: echo, args: [payload] });
    owner.thread.start();
    if (exits) await assert.rejects(join(mode, owner.thread));
    else assert.deepEqual(await join(mode, owner.thread), payload);
    return [new WeakRef(owner), new WeakRef(payload), new WeakRef(owner.thread)];
  };
  for (const exits of [false, true]) {
    const left = await runOne(exits);
    await untilGarbage(left);
  }
});

threadingTest("ThreadTests", "test_repr_daemon", () => {
  const thread = new Thread({ target: tasks.nothing });
  assert.doesNotMatch(String(thread), /daemon/);
  thread.daemon = true;
  assert.match(String(thread), /daemon/);
});

threadingTest("ThreadTests", "test_daemon_param", () => {
  assert.equal(new Thread({ target: tasks.nothing }).daemon, false);
  assert.equal(new Thread({ target: tasks.nothing, daemon: false }).daemon, false);
  assert.equal(new Thread({ target: tasks.nothing, daemon: true }).daemon, true);
});

waitingTest("ThreadTests", "test_main_thread", async (mode) => {
  const main = mainThread();
  assert.equal(main.name, "MainThread");
  assert.equal(main, currentThread());
  assert.equal(main.ident, currentThread().ident);
  const thread = new Thread({ target: tasks.assertNotMain });
  thread.start();
  await join(mode, thread);
});

waitingTest("ThreadTests", "test_repr_stopped", async (mode) => {
  const gate = new Gate();
  const thread = new Thread({ target: waitAtGate, args: [gate.words] });
  thread.start();
  await gate.arrived(1);
  assert.match(String(thread), /started/);
  gate.open();
  // All by itself: nobody joins, and in the one case not even an event is taken in.
  const stopped = (): boolean => String(thread).includes("stopped");
  if (mode === "sync") untilSync("it says that it has stopped", stopped);
  else await until("it says that it has stopped", stopped);
  await join(mode, thread);
});

threadingTest("ThreadTests", "test_leak_without_join", async () => {
  await until("the threads of the other tests are cleared away", () => takenSlots() === 1);
  const left = [1, 2, 3].map(() => {
    const thread = new Thread({ target: tasks.nothing });
    thread.start();
    return new WeakRef(thread);
  });
  assert.equal(activeCount(), 4);
  await until("nothing of them is left", () => activeCount() === 1 && takenSlots() === 1);
  await untilGarbage(left);
});
