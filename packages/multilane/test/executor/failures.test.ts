/** The failure table: whatever a task or its worker does, its future settles with a named error and the pool works on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NotATaskError,
  SerializationError,
  setThreadExceptHook,
  TaskMismatchError,
  taskModule,
  Thread,
  ThreadTerminatedError,
  WorkerDiedError,
} from "multilane";
import type { Future } from "multilane";
import { within } from "../support/patience.js";
import { pools, SMALL_HEAP } from "../support/pools.js";
import type { AnyPool } from "../support/pools.js";
import { run as exitsOnLoad } from "../tasks/exits-on-load.js";
import * as tasks from "../tasks/sample.js";
import * as thenables from "../tasks/thenables.js";

const limit = { timeout: 20_000 };
const closure = (): number => 1;

async function errorOf(future: Future<unknown>): Promise<unknown> {
  return await future.result(limit).then(
    () => assert.fail("the task did not fail"),
    (error: unknown) => error,
  );
}

/** Fails one task in a pool of one worker; what was submitted beside and after it must come out whole. */
async function failOneIn(
  executor: AnyPool,
  submit: (executor: AnyPool) => Future<unknown>,
): Promise<unknown> {
  const before = executor.submit(tasks.add, 1, 1);
  const failing = submit(executor);
  const behind = Array.from({ length: 5 }, (_, n) => executor.submit(tasks.add, n, 1));
  const error = await errorOf(failing);
  assert.equal(await before.result(limit), 2);
  assert.deepEqual(await Promise.all(behind.map((future) => future.result(limit))), [1, 2, 3, 4, 5]);
  assert.equal(await executor.submit(tasks.add, 2, 2).result(limit), 4);
  await executor.shutdown();
  return error;
}

for (const { kind, make, Broken } of pools) {
  const failOne = (submit: (executor: AnyPool) => Future<unknown>): Promise<unknown> =>
    failOneIn(make(), submit);

  void test(`${kind}: throw: the error arrives as itself, and its stack names both places`, async () => {
    const error = await failOne((executor) => executor.submit(tasks.raise, "bad"));
    assert.ok(error instanceof TypeError);
    assert.equal(error.message, "bad");
    assert.ok(error.cause instanceof Error && error.cause.message === "because");
    assert.equal("code" in error && error.code, "E_BAD");
    assert.deepEqual("detail" in error && error.detail, { deep: [1] });
    assert.match(error.stack ?? "", /sample\.[jt]s[\s\S]*--- submitted at ---[\s\S]*failures\.test/);
  });

  for (const value of [null, undefined, 0, "", Number.NaN, false])
    void test(`${kind}: throw ${value === "" ? '""' : String(value)}: arrives as that value`, async () => {
      assert.ok(Object.is(await failOne((executor) => executor.submit(tasks.throwValue, value)), value));
    });

  void test(`${kind}: process.exit in a task`, async () => {
    const error = await failOne((executor) => executor.submit(tasks.exitWith, 3));
    assert.ok(error instanceof WorkerDiedError);
    assert.equal(error.reason, "exit");
    assert.equal(error.exitCode, 3);
    assert.equal(error.task, "exitWith");
    assert.equal(error.attempt, 1);
    assert.match(error.message, /exited with code 3 while it ran exitWith/);
  });

  void test(`${kind}: process.exit while the task awaits`, async () => {
    const error = await failOne((executor) => executor.submit(tasks.exitLater, 0));
    assert.ok(error instanceof WorkerDiedError && error.reason === "exit" && error.exitCode === 0);
  });

  void test(`${kind}: a crash in a timer`, async () => {
    const error = await failOne((executor) => executor.submit(tasks.crashInTimer));
    assert.ok(error instanceof WorkerDiedError);
    assert.equal(error.reason, "crash");
    assert.ok(error.cause instanceof RangeError);
    assert.equal(error.cause.message, "crashed in a timer");
    assert.equal("code" in error.cause && error.cause.code, "E_TIMER");
  });

  void test(`${kind}: an unhandled rejection`, async () => {
    const error = await failOne((executor) => executor.submit(tasks.rejectUnhandled));
    assert.ok(
      error instanceof WorkerDiedError && error.reason === "crash" && error.cause instanceof RangeError,
    );
  });

  void test(`${kind}: a blocked owner learns of a death, too`, () => {
    const executor = make();
    const failing = executor.submit(tasks.exitLater, 5);
    const behind = executor.submit(tasks.add, 2, 3);
    assert.throws(
      () => failing.resultSync(limit),
      (error) => error instanceof WorkerDiedError && error.exitCode === 5,
    );
    assert.equal(behind.resultSync(limit), 5);
    return executor.shutdown();
  });

  void test(`${kind}: a module that cannot be loaded`, async () => {
    const nowhere = taskModule<{ run(): number }>(new URL("./no-such-module.js", import.meta.url));
    const error = await failOne((executor) => executor.submit(nowhere.run));
    assert.ok(error instanceof WorkerDiedError);
    assert.equal(error.reason, "load");
    assert.equal(error.task, "run");
    assert.ok(error.cause instanceof Error && /no-such-module/.test(error.cause.message));
  });

  void test(`${kind}: a module that throws while it loads`, async () => {
    const broken = taskModule<typeof import("../tasks/throws-on-load.js")>(
      new URL("../tasks/throws-on-load.js", import.meta.url),
    );
    const error = await failOne((executor) => executor.submit(broken.run));
    assert.ok(error instanceof WorkerDiedError && error.reason === "load");
    assert.ok(error.cause instanceof SyntaxError && error.cause.message === "thrown while loading");
  });

  void test(`${kind}: an export that is not there, and one that is not a function`, async () => {
    const wrong = taskModule<{ absent(): number; notAFunction(): number }>(
      new URL("../tasks/plain.js", import.meta.url),
    );
    const absent = await failOne((executor) => executor.submit(wrong.absent));
    assert.ok(absent instanceof TaskMismatchError && /absent/.test(absent.message));
    const value = await failOne((executor) => executor.submit(wrong.notAFunction));
    assert.ok(value instanceof TaskMismatchError);
  });

  void test(`${kind}: an argument that cannot cross`, async () => {
    const error = await failOne((executor) => executor.submit(tasks.echo, { deep: [{ handler: () => 1 }] }));
    assert.ok(error instanceof SerializationError);
    assert.match(error.message, /args\[0\]\.deep\[0\]\.handler/);
  });

  void test(`${kind}: an argument that only the engine finds uncloneable, in the middle of a burst`, async () => {
    const executor = make();
    const futures = [0, 1, 2, 3, 4].map((n) => executor.submit(tasks.echo, n === 2 ? new Proxy({}, {}) : n));
    assert.ok((await errorOf(futures[2] ?? assert.fail())) instanceof SerializationError);
    for (const n of [0, 1, 3, 4]) assert.equal(await futures[n]?.result(limit), n);
    await executor.shutdown();
  });

  void test(`${kind}: a result that cannot cross`, async () => {
    const plain = await failOne((executor) => executor.submit(tasks.returnFunction));
    assert.ok(plain instanceof SerializationError && plain.message.startsWith("result is"), String(plain));
    const nested = await failOne((executor) => executor.submit(tasks.returnNestedFunction));
    assert.ok(nested instanceof SerializationError && /result\.list\[0\]\.handler/.test(nested.message));
  });

  void test(`${kind}: a plain closure is refused at once, in words that help`, () => {
    const executor = make();
    assert.throws(
      // @ts-expect-error a closure is not a task
      () => executor.submit(closure),
      (error) =>
        error instanceof NotATaskError &&
        error.message.includes("closure") &&
        error.message.includes("task(import.meta"),
    );
    return executor.shutdown();
  });

  void test(`${kind}: an idle worker that crashes is reported and replaced`, async () => {
    const told = new Promise<unknown>((resolve) => setThreadExceptHook((error) => resolve(error)));
    const executor = make();
    try {
      await executor.run(tasks.crashWhenIdle);
      const error = await within(told, "the report of the crash");
      assert.ok(error instanceof RangeError && error.message === "crashed when idle");
      assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
    } finally {
      setThreadExceptHook(undefined);
      await executor.shutdown();
    }
  });

  void test(`${kind}: process.exit in an initializer breaks the pool after three threads, with the reason`, async () => {
    const executor = make({
      initializer: tasks.exitInInitializer,
      initargs: [9],
    });
    const error = await errorOf(executor.submit(tasks.add, 1, 2));
    assert.ok(error instanceof Broken, String(error));
    assert.ok(error.cause instanceof WorkerDiedError && error.cause.exitCode === 9, String(error.cause));
    await executor.shutdown();
  });

  void test(`${kind}: process.exit while the task's module is loaded fails that task, not the next threads`, async () => {
    const error = await failOne((executor) => executor.submit(exitsOnLoad));
    assert.ok(error instanceof WorkerDiedError, String(error));
    assert.equal(error.reason, "exit");
    assert.equal(error.exitCode, 6);
  });

  void test(`${kind}: a result whose then misbehaves fails its task at most`, async () => {
    await using executor = make();
    const worker = (await executor.submit(tasks.whoAmI)).threadId;
    await assert.rejects(executor.submit(thenables.getterThrows).result(limit), /then getter/);
    await assert.rejects(executor.submit(thenables.thenThrows).result(limit), /then threw/);
    await assert.rejects(executor.submit(thenables.ownThenThrows).result(limit), /own then/);
    assert.equal(await executor.submit(thenables.resolvesTwice).result(limit), "first");
    assert.equal(await executor.submit(thenables.resolvesLate).result(limit), "late");
    assert.equal((await executor.submit(tasks.whoAmI)).threadId, worker);
  });

  void test(`${kind}: a crash with something that cannot be shown`, async () => {
    const error = await failOne((executor) => executor.submit(tasks.crashWithHostile));
    assert.ok(error instanceof WorkerDiedError && error.reason === "crash", String(error));
  });

  void test(`${kind}: arguments that no worker can hold fail their call after three workers`, async () => {
    const executor = make(SMALL_HEAP);
    const large = Array.from({ length: 1_000_000 }, (_, n) => `${n} of a million`);
    const error = await errorOf(executor.submit(tasks.echo, large));
    assert.ok(error instanceof WorkerDiedError && error.reason === "oom", String(error));
    assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
    await executor.shutdown();
  });

  void test(`${kind}: callbacks of calls that a broken pool gives up may block for one another`, async () => {
    const executor = make({
      initializer: tasks.failToInitialise,
      initargs: ["broken"],
    });
    const futures = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
    const seen: unknown[] = [];
    for (const [n, future] of futures.entries())
      future.addDoneCallback(() => {
        try {
          futures[(n + 1) % futures.length]?.resultSync(limit);
        } catch (error) {
          seen.push(error);
        }
      });
    for (const future of futures) assert.ok((await errorOf(future)) instanceof Broken);
    assert.equal(seen.length, 3);
    assert.ok(
      seen.every((error) => error instanceof Broken),
      String(seen),
    );
    await executor.shutdown();
  });

  void test(`${kind}: an error that the worker's own listener dealt with is not what ended it later`, async () => {
    const error = await failOne((executor) => executor.submit(tasks.surviveThenExit, 6));
    assert.ok(error instanceof WorkerDiedError);
    assert.equal(error.reason, "exit");
    assert.equal(error.exitCode, 6);
    assert.equal(error.cause, undefined);
  });

  void test(`${kind}: in a loop of many calls the stack names the loop, and says that it is an earlier turn`, async () => {
    await using executor = make();
    const stacks: string[] = [];
    const futures = Array.from({ length: 40 }, () => executor.submit(tasks.raise, "bad"));
    for (const future of futures) {
      const error = await errorOf(future);
      stacks.push(error instanceof Error ? (error.stack ?? "") : "");
    }
    assert.ok(stacks.every((stack) => /--- submitted at[\s\S]*failures\.test/.test(stack)));
    assert.match(stacks[0] ?? "", /--- submitted at ---/);
    assert.match(stacks[39] ?? "", /--- submitted at \(a loop; this is an earlier turn of it\) ---/);
    const alone = await errorOf(executor.submit(tasks.raise, "bad"));
    assert.match(alone instanceof Error ? (alone.stack ?? "") : "", /--- submitted at ---/);
  });
}

void test("a thread that ends before any thread is up does not trouble the next", async () => {
  const thread = new Thread({ target: tasks.add, args: [1, 2] });
  thread.start();
  await thread.terminate();
  await assert.rejects(thread.join(limit), ThreadTerminatedError);
  const next = new Thread({ target: tasks.add, args: [1, 2] });
  next.start();
  assert.equal(await next.join(limit), 3);
});
