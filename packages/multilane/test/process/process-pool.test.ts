/** What `ProcessPoolExecutor` has that a pool of threads has not, or has otherwise. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  asCompleted,
  BrokenProcessPoolError,
  CancelledError,
  Condition,
  Event,
  ExecutorShutdownError,
  Lock,
  NotSharedError,
  ProcessPoolExecutor,
  Queue,
  SerializationError,
  taskModule,
  ThreadLocal,
  TimeoutError,
  wait,
  WorkerDiedError,
} from "multilane";
import type { Future, ProcessPoolOptions } from "multilane";
import { passAndReturn } from "../cpython/executor-tasks.js";
import { FileGate } from "../support/file-gate.js";
import { within } from "../support/patience.js";
import { until } from "../support/until.js";
import { move, Point, PointError, refuse } from "../tasks/processes.js";
import * as processes from "../tasks/processes.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };

const slow = taskModule<typeof import("../tasks/loads-at-gate.js")>(
  new URL("../tasks/loads-at-gate.js", import.meta.url),
);

async function errorOf(future: Future<unknown>): Promise<unknown> {
  return await future.result(limit).then(
    () => assert.fail("the task did not fail"),
    (error: unknown) => error,
  );
}

async function withPool<T>(
  options: ProcessPoolOptions,
  use: (executor: ProcessPoolExecutor) => Promise<T>,
): Promise<T> {
  const executor = new ProcessPoolExecutor({ maxWorkers: 1, ...options });
  try {
    const result = await use(executor);
    await within(executor.shutdown(), "the shutdown");
    return result;
  } finally {
    // A test that has failed may have left a task that never ends.
    await executor.killWorkers();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

void test("tasks run in another process, which is used again, and is gone after shutdown", async () => {
  const pid = await withPool({ maxWorkers: 3 }, async (executor) => {
    const first = await executor.submit(processes.processId).result(limit);
    assert.notEqual(first, process.pid);
    assert.equal(await executor.submit(processes.processId).result(limit), first);
    assert.equal(executor.statistics().workers, 1);
    return first;
  });
  assert.equal(isAlive(pid), false);
});

void test("a task knows its name and that of its process, which is no main thread", () =>
  withPool({ threadNamePrefix: "lane" }, async (executor) => {
    const who = await executor.submit(tasks.whoAmI).result(limit);
    assert.equal(who.name, "whoAmI");
    assert.equal(who.threadName, "lane_0");
    assert.equal(who.thread, "lane_0");
    assert.equal(who.isMainThread, false);
    assert.equal((await executor.submit(processes.surroundings).result(limit)).title, "lane_0");
  }));

void test("default names count the executors and their processes", () =>
  withPool({}, async (executor) => {
    const { threadName } = await executor.submit(tasks.whoAmI).result(limit);
    assert.match(threadName, /^ProcessPoolExecutor-\d+_0$/);
  }));

void test("execArgv and env; else this process's own, and its working directory", async () => {
  const execArgv = ["--max-old-space-size=77"];
  await withPool({ execArgv, env: { ...process.env, COLOUR: "red" } }, async (executor) => {
    assert.equal(await executor.submit(processes.environment, "COLOUR").result(limit), "red");
    const seen = await executor.submit(processes.surroundings).result(limit);
    assert.deepEqual(seen.execArgv, execArgv);
    assert.equal(seen.cwd, process.cwd());
    // What the library passes on is for the library alone.
    assert.deepEqual(seen.names, []);
  });
  process.env["COLOUR"] = "green";
  try {
    await withPool({}, async (executor) => {
      assert.equal(await executor.submit(processes.environment, "COLOUR").result(limit), "green");
    });
  } finally {
    delete process.env["COLOUR"];
  }
});

void test("options that are none", () => {
  // @ts-expect-error not an array
  assert.throws(() => new ProcessPoolExecutor({ execArgv: "--no-warnings" }), TypeError);
  // @ts-expect-error not an object
  assert.throws(() => new ProcessPoolExecutor({ env: "A=B" }), TypeError);
  assert.throws(() => new ProcessPoolExecutor({ maxWorkers: 0 }), RangeError);
});

void test("initializer and initargs run once in each process", () =>
  withPool({ initializer: tasks.initialise, initargs: [5] } as ProcessPoolOptions, async (executor) => {
    assert.equal(await executor.submit(tasks.getInitialised).result(limit), 5);
    assert.equal(await executor.submit(tasks.getInitialised).result(limit), 5);
  }));

void test("registered classes and errors arrive as themselves", () =>
  withPool({}, async (executor) => {
    const moved = await executor.submit(move, new Point(2)).result(limit);
    assert.ok(moved instanceof Point && moved.x === 3);
    const error = await errorOf(executor.submit(refuse, new Point(4)));
    assert.ok(error instanceof PointError && error.point instanceof Point && error.point.x === 4);
    const large = await executor.submit(processes.getLarge, 3_000_000).result(limit);
    assert.ok(large.length === 3_000_000 && large.every((byte) => byte === 7));
    const [view, other] = await executor
      .submit(tasks.echo, twoViews())
      .result(limit)
      .then((value) => value as [Uint8Array, Uint8Array]);
    assert.equal(view.buffer, other.buffer);
  }));

function twoViews(): [Uint8Array, Uint8Array] {
  const memory = new ArrayBuffer(8);
  return [new Uint8Array(memory), new Uint8Array(memory, 4)];
}

void test("tasksPerWorker: tasks share a process's event loop, and each knows itself", () =>
  withPool({ tasksPerWorker: 4 }, async (executor) => {
    const kept = await Promise.all(
      [50, 1, 30, 20].map((ms) => executor.submit(tasks.currentNames, ms).result(limit)),
    );
    assert.deepEqual(kept, [true, true, true, true]);
    assert.equal(executor.statistics().workers, 1);
  }));

void test("a blocked owner gets results; wait and asCompleted work as ever", async () => {
  await withPool({ maxWorkers: 2 }, async (executor) => {
    const future = executor.submit(tasks.add, 1, 2);
    assert.throws(() => future.resultSync({ timeout: 0 }), TimeoutError);
    assert.equal(future.resultSync(limit), 3);
    const futures = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
    const { done, notDone } = await wait(futures, limit);
    assert.deepEqual([done.size, notDone.size], [3, 0]);
    const results: number[] = [];
    for await (const each of asCompleted(futures, limit)) results.push(each.result());
    assert.deepEqual(
      results.toSorted((a, b) => a - b),
      [2, 4, 6],
    );
  });
});

void test("map over more than the pool has processes, in order", () =>
  withPool({ maxWorkers: 2 }, async (executor) => {
    const results: number[] = [];
    for await (const result of executor.map(tasks.add, [1, 2, 3, 4, 5], [10, 20, 30, 40, 50]))
      results.push(result);
    assert.deepEqual(results, [11, 22, 33, 44, 55]);
  }));

void test("cancel: what was not sent never runs; what was sent has begun", () =>
  withPool({}, async (executor) => {
    await executor.submit(tasks.add, 1, 1).result(limit);
    const running = executor.submit(tasks.later, 100, "done");
    const waiting = executor.submit(tasks.initialise, 100);
    assert.equal(running.running(), true);
    assert.equal(running.cancel(), false);
    assert.equal(waiting.running(), false);
    assert.equal(waiting.cancel(), true);
    await assert.rejects(waiting.result(limit), CancelledError);
    assert.equal(await running.result(limit), "done");
    assert.equal(await executor.submit(tasks.getInitialised).result(limit), 0);
  }));

void test("cancel: a call for a process that is not up has not begun", () =>
  withPool({}, async (executor) => {
    const first = executor.submit(tasks.initialise, 100);
    assert.equal(first.running(), false);
    assert.equal(first.cancel(), true);
    assert.equal(await executor.submit(tasks.getInitialised).result(limit), 0);
  }));

void test("a signal aborts a running call: the reason arrives in the task", () =>
  withPool({}, async (executor) => {
    await executor.submit(tasks.add, 1, 1).result(limit);
    const controller = new AbortController();
    const future = executor.with({ signal: controller.signal }).submit(processes.recordAbort);
    assert.equal(future.running(), true);
    controller.abort(new RangeError("enough"));
    const error = await errorOf(future);
    assert.ok(error instanceof RangeError && error.message === "enough");
    assert.deepEqual(await executor.submit(processes.takeAborts).result(limit), ["RangeError: enough"]);
  }));

for (const [what, untilAborted, expected] of [
  ["a loop that never yields", processes.spinUntilAborted, "spinning: RangeError: enough"],
  ["a blocking wait", processes.blockUntilAborted, "blocked: RangeError: enough"],
] as const)
  void test(`${what} sees its signal abort, too, with the reason`, () =>
    withPool({}, async (executor) => {
      await executor.submit(processes.processId).result(limit);
      const controller = new AbortController();
      const future = executor.with({ signal: controller.signal }).submit(untilAborted);
      controller.abort(new RangeError("enough"));
      await assert.rejects(future.result(limit), /enough/);
      assert.deepEqual(await executor.submit(processes.takeAborts).result(limit), [expected]);
    }));

void test("a signal aborts a call that its process has, and has not begun", () => {
  const gate = new FileGate();
  return withPool(
    { tasksPerWorker: 2, env: { ...process.env, LOAD_GATE: gate.directory } },
    async (executor) => {
      await executor.submit(tasks.add, 1, 1).result(limit);
      const controller = new AbortController();
      // While the first loads its module, the second waits in the process.
      const first = executor.submit(slow.run);
      await gate.arrived(1);
      const second = executor.with({ signal: controller.signal }).submit(tasks.initialise, 100);
      controller.abort(new RangeError("enough"));
      await assert.rejects(second.result(limit), /enough/);
      await until("the process has given it up", () => executor.statistics().assigned === 1);
      gate.open();
      assert.equal(await first.result(limit), "loaded");
      assert.equal(await executor.submit(tasks.getInitialised).result(limit), 0);
      assert.equal(executor.statistics().assigned, 0);
    },
  );
});

describe("what is shared among threads is refused, with its path", () => {
  const shared: Record<string, () => unknown> = {
    "a Lock": () => new Lock(),
    "a named Lock": () => new Lock("passed to a process"),
    "an Event": () => new Event(),
    "a Condition": () => new Condition(),
    "a Queue": () => new Queue(),
    "a SharedArrayBuffer": () => new SharedArrayBuffer(8),
    "a view of one": () => new Int32Array(new SharedArrayBuffer(8)),
    "a ThreadLocal": () => new ThreadLocal<number | undefined>(),
  };
  for (const [what, make] of Object.entries(shared))
    test(what, () =>
      withPool({}, async (executor) => {
        const error = await errorOf(executor.submit(tasks.echo, { list: [make()] }));
        assert.ok(error instanceof NotSharedError, String(error));
        assert.match(error.message, /^args\[0\]\.list\[0\]/);
      }),
    );
  test("as an argument of the initializer", () => {
    assert.throws(
      () => new ProcessPoolExecutor({ initializer: tasks.releaseLock, initargs: [new Lock()] }),
      (error) => error instanceof NotSharedError && error.message.startsWith("initargs[0]"),
    );
  });
  test("other objects that only messages of threads carry are refused, too", () =>
    withPool({}, async (executor) => {
      const error = await errorOf(executor.submit(tasks.echo, [new Blob(["text"])]));
      assert.ok(error instanceof SerializationError && error.message.startsWith("args[0][0]"), String(error));
    }));
});

void test("a named primitive refuses in the process, however it is used; its module loads", () =>
  withPool({}, async (executor) => {
    for (const way of processes.waysToUse) {
      const error = await errorOf(executor.submit(processes.use, way));
      assert.ok(error instanceof NotSharedError, `${way}: ${String(error)}`);
    }
    assert.equal(await executor.submit(processes.useAnonymous).result(limit), true);
  }));

void test("a task may have threads of its own in its process", () =>
  withPool({}, async (executor) => {
    const moved = await executor.submit(processes.nested, 2).result(limit);
    assert.ok(moved instanceof Point && moved.x === 3);
  }));

describe("deaths that only processes die", () => {
  for (const [signal, reason] of [
    ["SIGKILL", "terminated"],
    ["SIGTERM", "terminated"],
    ["SIGSEGV", "crash"],
  ] as const)
    test(`${signal} of somebody else's`, { skip: process.platform === "win32" }, () =>
      withPool({}, async (executor) => {
        const pid = await executor.submit(processes.processId).result(limit);
        const running = executor.submit(tasks.later, 20_000, "never");
        const waiting = executor.submit(tasks.add, 1, 2);
        process.kill(pid, signal);
        const error = await errorOf(running);
        assert.ok(error instanceof WorkerDiedError, String(error));
        assert.deepEqual([error.reason, error.signal, error.exitCode], [reason, signal, undefined]);
        assert.equal(error.task, "later");
        assert.ok(error.message.includes(`process ${pid}`));
        assert.equal(await waiting.result(limit), 3);
        assert.notEqual(await executor.submit(processes.processId).result(limit), pid);
      }),
    );

  test("a blocked owner learns of SIGKILL", { skip: process.platform === "win32" }, () =>
    withPool({}, async (executor) => {
      const pid = executor.submit(processes.processId).resultSync(limit);
      const running = executor.submit(tasks.later, 20_000, "never");
      process.kill(pid, "SIGKILL");
      assert.throws(() => running.resultSync(limit), WorkerDiedError);
    }),
  );

  test("process.abort is told from a lack of memory", () =>
    withPool({}, async (executor) => {
      const error = await errorOf(executor.submit(processes.abortProcess));
      assert.ok(error instanceof WorkerDiedError && error.reason === "crash", String(error));
    }));
});

describe("processes that cannot be started break the pool, with the reason", () => {
  for (const [what, options, why] of [
    ["an option that Node does not know", { execArgv: ["--no-such-option"] }, /exited with code 9.*execArgv/],
    ["a variable that no process can have", { env: { A: "x\0y" } }, /could not be started.*null bytes/],
  ] as const)
    test(what, () =>
      withPool(options, async (executor) => {
        const futures = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
        for (const future of futures) {
          const error = await errorOf(future);
          assert.ok(error instanceof BrokenProcessPoolError, String(error));
          assert.ok(
            error.cause instanceof WorkerDiedError && why.test(error.cause.message),
            String(error.cause),
          );
        }
        assert.throws(() => executor.submit(tasks.add, 1, 1), BrokenProcessPoolError);
      }),
    );
});

for (const how of ["terminateWorkers", "killWorkers"] as const)
  void test(`${how}: what waits is cancelled, what runs fails, and the pool is over`, async () => {
    const executor = new ProcessPoolExecutor({ maxWorkers: 2, minWorkers: 2 });
    const pid = await executor.submit(processes.processId).result(limit);
    const running = [1, 2].map(() => executor.submit(tasks.later, 20_000, "never"));
    const waiting = executor.submit(tasks.add, 1, 2);
    const over = executor[how]();
    await assert.rejects(waiting.result(limit), CancelledError);
    const states = await wait(running, limit);
    assert.equal(states.notDone.size, 0);
    await over;
    assert.equal(isAlive(pid), false);
    for (const future of running) {
      // One of the two processes may not have been up: then its call had not begun.
      const error = await errorOf(future);
      const isTerminated = error instanceof WorkerDiedError && error.reason === "terminated";
      assert.ok(isTerminated || error instanceof CancelledError, String(error));
    }
    assert.ok((await errorOf(running[0] ?? assert.fail())) instanceof WorkerDiedError);
    assert.throws(() => executor.submit(tasks.add, 1, 2), ExecutorShutdownError);
    assert.equal(executor.statistics().workers, 0);
    await executor[how]();
    await executor.shutdown();
  });

void test("terminateWorkers of a pool that has started none, or none yet", async () => {
  await new ProcessPoolExecutor({ maxWorkers: 1 }).terminateWorkers();
  const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
  const future = executor.submit(tasks.add, 1, 2);
  await executor.terminateWorkers();
  await assert.rejects(future.result(limit), CancelledError);
});

void test("the descriptors of processes are given back", { skip: !existsSync("/proc/self/fd") }, async () => {
  const { readdirSync } = await import("node:fs");
  const count = (): number => readdirSync("/proc/self/fd").length;
  await withPool({}, (executor) => executor.submit(tasks.add, 1, 2).result(limit));
  const before = count();
  for (let round = 0; round < 3; round++)
    await withPool({}, (executor) => executor.submit(tasks.add, 1, 2).result(limit));
  // The relay closes them from its own event loop.
  await until("the descriptors are closed", () => count() <= before);
});

void test("a pool that cannot start another process goes on with those that are up", async () => {
  const gate = new FileGate();
  // Loaded by each process before anything else: those that start later say that they did, and end.
  const spoiler = `import { appendFileSync, existsSync } from "node:fs";
    const log = ${JSON.stringify(`${gate.directory}/in-vain`)};
    if (existsSync(log)) { appendFileSync(log, "."); process.exit(7); }`;
  const execArgv = ["--import", `data:text/javascript,${encodeURIComponent(spoiler)}`];
  await withPool({ maxWorkers: 2, execArgv }, async (executor) => {
    const first = executor.submit(passAndReturn, gate.directory, 1);
    await gate.arrived(1);
    const log = join(gate.directory, "in-vain");
    writeFileSync(log, "");
    const others = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
    await until("four processes were started in vain", () => readFileSync(log).length >= 4);
    gate.open();
    assert.equal(await first.result(limit), 1);
    for (const [n, future] of others.entries()) assert.equal(await future.result(limit), 2 * (n + 1));
  });
});
