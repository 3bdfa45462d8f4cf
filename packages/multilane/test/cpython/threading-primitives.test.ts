/** CPython's test_threading: threads together with other primitives, and the list of what there is. */
import assert from "node:assert/strict";
import * as multilane from "multilane";
import { BoundedSemaphore, InvalidStateError, RLock, Thread, ThreadPoolExecutor } from "multilane";
import { waitingTest, join, threadingTest } from "./support/thread-cases.js";
import type { Mode } from "./support/mode.js";
import * as tasks from "./thread-primitive-tasks.js";

const NUMBER = 10;

/** No more than 3 of 10 threads are between the two ends of a semaphore at once. CPython: `test_various_ops`. */
async function variousOps(mode: Mode): Promise<void> {
  const semaphore = new BoundedSemaphore(3);
  const mutex = new RLock();
  const running = new Int32Array(new SharedArrayBuffer(4));
  const threads = Array.from({ length: NUMBER }, (_, n) => {
    const target = mode === "sync" ? tasks.runSync : tasks.runAsync;
    return new Thread({ target, args: [semaphore, mutex, running], name: `<thread ${n}>` });
  });
  for (const thread of threads) {
    assert.equal(thread.ident, undefined);
    assert.match(String(thread), /^<Thread\(<thread \d>, initial\)>$/);
    thread.start();
  }
  assert.equal(new Set(threads.map(({ ident }) => ident)).size, NUMBER);
  for (const thread of threads) {
    await join(mode, thread);
    assert.equal(thread.isAlive(), false);
    assert.match(String(thread), /^<Thread\(<thread \d>, stopped \d+\)>$/);
  }
  assert.equal(running[0], 0);
  assert.equal(semaphore.value, 3);
}

waitingTest("ThreadTests", "test_various_ops", variousOps);

/** The same in threads with another size of stack, in MiB; the engine's own is 4. */
async function variousOpsWithStack(mode: Mode, stackSizeMb: number): Promise<void> {
  const semaphore = new BoundedSemaphore(3);
  const mutex = new RLock();
  const running = new Int32Array(new SharedArrayBuffer(4));
  const threads = Array.from({ length: 4 }, () => {
    const target = mode === "sync" ? tasks.runSync : tasks.runAsync;
    return new Thread({ target, args: [semaphore, mutex, running], resourceLimits: { stackSizeMb } });
  });
  for (const thread of threads) thread.start();
  for (const thread of threads) await join(mode, thread);
  assert.equal(running[0], 0);
  const depth = async (limit: number): Promise<number> => {
    const thread = new Thread({ target: tasks.depth, resourceLimits: { stackSizeMb: limit } });
    thread.start();
    return await join(mode, thread);
  };
  // It is the size that was asked for.
  const [here, standard] = [await depth(stackSizeMb), await depth(4)];
  assert.equal(here < standard, stackSizeMb < 4, `${here} and ${standard} calls deep`);
}

waitingTest("ThreadTests", "test_various_ops_small_stack", (mode) => variousOpsWithStack(mode, 1));
waitingTest("ThreadTests", "test_various_ops_large_stack", (mode) => variousOpsWithStack(mode, 8));

waitingTest("ThreadTests", "test_BoundedSemaphore_limit", async (mode) => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 3 });
  const take = mode === "sync" ? tasks.takeSync : tasks.takeAsync;
  for (let limit = 1; limit < 10; limit++) {
    const semaphore = new BoundedSemaphore(limit);
    const each = Array.from({ length: limit });
    await Promise.all(each.map(() => pool.run(take, semaphore)));
    assert.equal(semaphore.tryAcquire(), undefined);
    await Promise.all(each.map(() => pool.run(tasks.giveBack, semaphore)));
    assert.throws(() => semaphore.release(), InvalidStateError);
  }
});

/** What CPython's `threading` exports, and what it is here; `undefined`: what Python has and JavaScript has not. */
const exported: Record<string, string | undefined> = {
  get_ident: "currentThread", // .ident
  active_count: "activeCount",
  Condition: "Condition",
  current_thread: "currentThread",
  enumerate: "enumerate",
  main_thread: "mainThread",
  TIMEOUT_MAX: undefined, // there is no longest timeout
  Event: "Event",
  Lock: "Lock",
  RLock: "RLock",
  Semaphore: "Semaphore",
  BoundedSemaphore: "BoundedSemaphore",
  Thread: "Thread",
  Barrier: "Barrier",
  BrokenBarrierError: "BrokenBarrierError",
  Timer: "Timer",
  ThreadError: "InvalidStateError",
  local: "ThreadLocal",
  stack_size: undefined, // resourceLimits of each Thread
  excepthook: "setThreadExceptHook",
  ExceptHookArgs: undefined, // the hook's parameters
  serialize_iterator: "serializeIterator",
  synchronized_iterator: undefined, // a decorator: call serializeIterator
  concurrent_tee: "concurrentTee",
  get_native_id: undefined, // Node does not tell
  setprofile: undefined,
  settrace: undefined,
  gettrace: undefined,
  getprofile: undefined,
  setprofile_all_threads: undefined,
  settrace_all_threads: undefined,
};

const library: Record<string, unknown> = { ...multilane };

threadingTest("MiscTestCase", "test__all__", () => {
  for (const [python, here] of Object.entries(exported))
    if (here !== undefined) assert.equal(typeof library[here], "function", `${python} is ${here}`);
});

threadingTest("ThreadTests", "test_old_threading_api", () => {
  // The camelCase names that CPython deprecates are the names here, but for those that were only for properties.
  for (const name of ["activeCount", "currentThread"]) assert.equal(typeof library[name], "function");
  const methods: Record<string, readonly string[]> = {
    Thread: ["isAlive", "start", "join"],
    Event: ["isSet", "set"],
    Condition: ["notifyAll", "notify"],
  };
  for (const [type, names] of Object.entries(methods)) {
    const { prototype } = library[type] as { prototype: Record<string, unknown> };
    for (const name of names) assert.equal(typeof prototype[name], "function", `${type}.${name}`);
  }
  for (const old of ["isDaemon", "setDaemon", "getName", "setName"])
    assert.equal(old in Thread.prototype, false);
  const thread = new Thread({ target: tasks.depth });
  thread.daemon = true;
  thread.name = "name";
  assert.deepEqual([thread.daemon, thread.name], [true, "name"]);
});
