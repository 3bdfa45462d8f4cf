import assert from "node:assert/strict";
import { test } from "node:test";
import {
  currentThread,
  InvalidStateError,
  isMainThread,
  mainThread,
  NotATaskError,
  SerializationError,
  setThreadExceptHook,
  Thread,
  ThreadTerminatedError,
  TimeoutError,
  WorkerDiedError,
} from "multilane";
import { Gate } from "../support/gate.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };
const closure = (): number => 1;

void test("join gives the target's value; the thread knows itself", async () => {
  const thread = new Thread({ target: tasks.whoAmI, name: "worker bee" });
  assert.equal(thread.ident, undefined);
  assert.equal(thread.isAlive(), false);
  thread.start();
  assert.equal(thread.isAlive(), true);
  const who = await thread.join(limit);
  assert.equal(thread.isAlive(), false);
  assert.equal(who.thread, "worker bee");
  assert.equal(who.threadName, "worker bee");
  assert.equal(who.name, "whoAmI");
  assert.equal(who.attempt, 1);
  assert.equal(who.ident, thread.ident);
  assert.equal(who.isMainThread, false);
  assert.equal(who.daemon, false);
  assert.match(thread.toString(), /^<Thread\(worker bee, stopped \d+\)>$/);
});

void test("main is main", () => {
  assert.equal(isMainThread, true);
  assert.equal(currentThread(), mainThread());
  assert.equal(mainThread().name, "MainThread");
  assert.equal(mainThread().isAlive(), true);
  assert.equal(mainThread().daemon, false);
});

void test("the default name numbers the threads and names the target", () => {
  const thread = new Thread({ target: tasks.add, args: [1, 2] });
  assert.match(thread.name, /^Thread-\d+ \(add\)$/);
});

void test("joinSync blocks for the value, also of an asynchronous target", () => {
  const thread = new Thread({ target: tasks.later, args: [5, "late"] });
  thread.start();
  assert.equal(thread.joinSync(limit), "late");
  assert.equal(thread.joinSync(limit), "late");
});

void test("join can be called several times, at once and later", async () => {
  const thread = new Thread({ target: tasks.add, args: [20, 22] });
  thread.start();
  assert.deepEqual(await Promise.all([thread.join(limit), thread.join(limit)]), [42, 42]);
  assert.equal(await thread.join({ timeout: 0 }), 42);
});

void test("join with a timeout leaves the thread running", async () => {
  const gate = new Gate();
  const thread = new Thread({ target: tasks.waitAtGate, args: [gate.words] });
  thread.start();
  await gate.arrived(1);
  await assert.rejects(thread.join({ timeout: 1 }), TimeoutError);
  assert.throws(() => thread.joinSync({ timeout: 1 }), TimeoutError);
  assert.equal(thread.isAlive(), true);
  const reason = new Error("enough");
  await assert.rejects(thread.join({ signal: AbortSignal.abort(reason) }), reason);
  gate.open();
  assert.equal(await thread.join(limit), thread.name);
});

void test("start twice, join before start, a closure as target: each says what to do", async () => {
  const thread = new Thread({ target: tasks.add, args: [1, 2] });
  await assert.rejects(thread.join(), InvalidStateError);
  assert.throws(() => thread.joinSync(), InvalidStateError);
  await assert.rejects(thread.terminate(), InvalidStateError);
  thread.start();
  assert.throws(() => thread.start(), /can only be started once/);
  await thread.join(limit);
  assert.throws(() => thread.start(), InvalidStateError);
  // @ts-expect-error a closure is not a task
  assert.throws(() => new Thread({ target: closure }), NotATaskError);
});

void test("an argument that cannot cross is refused by start, with its path", () => {
  const thread = new Thread({ target: tasks.echo, args: [{ handlers: [() => 1] }] });
  assert.throws(
    () => thread.start(),
    (error) => error instanceof SerializationError && error.message.includes("args[0].handlers[0]"),
  );
  assert.equal(thread.isAlive(), false);
});

void test("what the target throws comes out of join and joinSync", async () => {
  const before = setThreadExceptHook(() => undefined);
  try {
    const thread = new Thread({ target: tasks.raise, args: ["bad"] });
    thread.start();
    await assert.rejects(
      thread.join(limit),
      (error) =>
        error instanceof TypeError &&
        error.message === "bad" &&
        /sample\.[jt]s[\s\S]*--- started at ---[\s\S]*thread\.test/.test(error.stack ?? ""),
    );
    assert.throws(() => thread.joinSync(limit), TypeError);
    const other = new Thread({ target: tasks.throwValue, args: [null] });
    other.start();
    assert.equal(
      await other.join(limit).then(
        () => "returned",
        (error: unknown) => error,
      ),
      null,
    );
  } finally {
    setThreadExceptHook(before);
  }
});

void test("the hook is told of an error that nobody waits for, and only of such", async () => {
  const told: [unknown, string][] = [];
  const silent = new Thread({ target: tasks.raise, args: ["waited for"], name: "silent" });
  const loud = new Thread({ target: tasks.raise, args: ["not waited for"], name: "loud" });
  const hooked = new Promise<void>((resolve) => {
    setThreadExceptHook((error, thread) => {
      told.push([error, thread.name]);
      resolve();
    });
  });
  try {
    silent.start();
    await assert.rejects(silent.join(limit), TypeError);
    loud.start();
    await hooked;
    assert.equal(told.length, 1);
    assert.equal(told[0]?.[1], "loud");
    assert.ok(told[0][0] instanceof TypeError);
    await assert.rejects(loud.join(limit), /not waited for/);
  } finally {
    setThreadExceptHook(undefined);
  }
});

void test("terminate ends a thread wherever it stands; join says so", async () => {
  const gate = new Gate();
  for (const target of [tasks.awaitGate, tasks.blockAtGate]) {
    const thread = new Thread({ target, args: [gate.words] });
    thread.start();
    await gate.arrived(1);
    const joined = assert.rejects(thread.join(limit), ThreadTerminatedError);
    await thread.terminate();
    await joined;
    assert.equal(thread.isAlive(), false);
    assert.throws(() => thread.joinSync(limit), ThreadTerminatedError);
    Atomics.store(gate.words, 0, 0);
  }
});

void test("a termination after the end changes nothing", async () => {
  const thread = new Thread({ target: tasks.add, args: [1, 2] });
  thread.start();
  assert.equal(await thread.join(limit), 3);
  await thread.terminate();
  assert.equal(await thread.join(limit), 3);
});

void test("a thread that exits, crashes or rejects fails join; a blocked joinSync learns of it", async () => {
  setThreadExceptHook(() => undefined);
  try {
    const exiting = new Thread({ target: tasks.exitWith, args: [3] });
    exiting.start();
    await assert.rejects(
      exiting.join(limit),
      (error) => error instanceof WorkerDiedError && error.reason === "exit" && error.exitCode === 3,
    );
    const late = new Thread({ target: tasks.exitLater, args: [4] });
    late.start();
    assert.throws(
      () => late.joinSync(limit),
      (error) => error instanceof WorkerDiedError && error.reason === "exit" && error.exitCode === 4,
    );
    const crashing = new Thread({ target: tasks.crashInTimer });
    crashing.start();
    assert.throws(
      () => crashing.joinSync(limit),
      (error) => error instanceof RangeError && "code" in error && error.code === "E_TIMER",
    );
    const rejecting = new Thread({ target: tasks.rejectUnhandled });
    rejecting.start();
    await assert.rejects(rejecting.join(limit), /nobody looked/);
  } finally {
    setThreadExceptHook(undefined);
  }
});

void test("idents are never used twice", async () => {
  const idents = new Set<number | undefined>();
  for (let n = 0; n < 5; n++) {
    const thread = new Thread({ target: tasks.add, args: [n, n] });
    thread.start();
    idents.add(thread.ident);
    await thread.join(limit);
  }
  assert.equal(idents.size, 5);
  assert.ok(!idents.has(undefined));
});
