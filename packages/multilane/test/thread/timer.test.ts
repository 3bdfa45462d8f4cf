/** `Timer`: what runs when, and what never runs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  InvalidStateError,
  NotATaskError,
  SerializationError,
  setThreadExceptHook,
  Thread,
  Timer,
  TimeoutError,
  WorkerDiedError,
} from "multilane";
import { runProgram } from "../support/programs.js";
import { Gate } from "../support/gate.js";
import { until } from "../support/until.js";
import * as sample from "../tasks/sample.js";
import * as tasks from "../tasks/threading.js";

const limit = { timeout: 20_000 };

function words(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(8));
}

void test("runs the task in the timers' thread, with its arguments; join has the value", async () => {
  await new Promise((resolve) => setImmediate(resolve)); // the tasks' module has told their names then
  const timer = new Timer(1, sample.add, [20, 22]);
  assert.equal(timer.interval, 1);
  assert.equal(timer.isAlive(), false);
  assert.equal(timer.finished, false);
  assert.equal(timer.ident, undefined);
  assert.match(timer.name, /^Timer-\d+ \(add\)$/);
  assert.match(String(timer), /^<Timer\(Timer-\d+ \(add\), initial\)>$/);
  timer.start();
  assert.equal(timer.isAlive(), true);
  assert.equal(await timer.join(limit), 42);
  assert.equal(timer.isAlive(), false);
  assert.equal(timer.finished, true);
  assert.equal(timer.cancel(), false);
  assert.equal(timer.joinSync(limit), 42);
  assert.match(String(timer), /stopped/);
});

void test("all timers of a thread share one thread, a daemon", async () => {
  const timers = [1, 2, 3].map((delay) => new Timer(delay, tasks.whereAmI));
  for (const timer of timers) timer.start();
  for (const timer of timers) {
    const where = await timer.join(limit);
    assert.equal(where?.ident, timers[0]?.ident);
    assert.equal(where?.name, "Timers of MainThread");
    assert.equal(where.threadName, "Timers of MainThread");
    assert.equal(where.daemon, true);
  }
});

void test("fires while the thread that started it is blocked", () => {
  const fired = words();
  new Timer(5, tasks.count, [fired, 0]).start();
  assert.notEqual(Atomics.wait(fired, 0, 0, 20_000), "timed-out");
});

void test("joinSync blocks until it has fired", () => {
  const timer = new Timer(5, sample.later, [1, "late"]);
  timer.start();
  assert.throws(() => timer.joinSync({ timeout: 0 }), TimeoutError);
  assert.equal(timer.joinSync(limit), "late");
});

void test("a cancelled timer never fires; join gives undefined at once", async () => {
  const fired = words();
  const timer = new Timer(60_000, tasks.count, [fired, 0]);
  timer.start();
  const joined = timer.join(limit);
  assert.equal(timer.cancel(), true);
  assert.equal(timer.cancel(), true);
  assert.equal(timer.finished, true);
  assert.equal(timer.isAlive(), false);
  assert.equal(await joined, undefined);
  assert.equal(timer.joinSync(limit), undefined);
  assert.match(String(timer), /cancelled/);
});

void test("cancelled before its start, it never fires", async () => {
  const fired = words();
  const timer = new Timer(0, tasks.count, [fired, 0]);
  assert.equal(timer.cancel(), true);
  timer.start();
  assert.equal(timer.isAlive(), false);
  assert.equal(await timer.join(limit), undefined);
  const later = new Timer(0, tasks.count, [fired, 1]);
  later.start();
  await later.join(limit);
  assert.deepEqual([...fired], [0, 1]);
});

void test("cancel is exact: each task has run or was cancelled, never both, never neither", async () => {
  const fired = words();
  const timers = Array.from({ length: 300 }, (_, n) => new Timer(n % 10, tasks.count, [fired, 0]));
  for (const timer of timers) timer.start();
  let cancelled = 0;
  for (const timer of timers.toReversed()) {
    await new Promise((resolve) => setImmediate(resolve));
    if (timer.cancel()) cancelled++;
  }
  await Promise.all(timers.map((timer) => timer.join(limit)));
  assert.equal(Atomics.load(fired, 0) + cancelled, timers.length);
});

void test("a task that has begun cannot be cancelled, though nobody has heard of it", async () => {
  const gate = new Gate();
  const timer = new Timer(0, tasks.blockHere, [gate.words]);
  timer.start();
  await gate.arrived(1);
  assert.equal(timer.cancel(), false);
  assert.equal(timer.finished, false);
  assert.equal(timer.isAlive(), true);
  gate.open();
  await timer.join(limit);
  assert.equal(timer.cancel(), false);
});

void test("the error of a task goes to the hook while nobody joins, and comes out of join", async () => {
  const told: [unknown, string][] = [];
  const hooked = new Promise<void>((resolve) => {
    setThreadExceptHook((error, thread) => {
      told.push([error, thread.name]);
      resolve();
    });
  });
  try {
    const loud = new Timer(1, tasks.raiseError, ["not waited for"]);
    loud.name = "loud";
    loud.start();
    await hooked;
    assert.equal(told.length, 1);
    assert.ok(told[0]?.[0] instanceof RangeError);
    assert.equal(told[0][1], "loud");
    await assert.rejects(loud.join(limit), /not waited for/);
    const silent = new Timer(1, tasks.raiseError, ["waited for"]);
    silent.start();
    await assert.rejects(
      silent.join(limit),
      (error) =>
        error instanceof RangeError && /--- started at ---[\s\S]*timer\.test/.test(error.stack ?? ""),
    );
    assert.equal(told.length, 1);
  } finally {
    setThreadExceptHook(undefined);
  }
});

void test("asynchronous tasks run beside each other; one that blocks delays the others and loses none", async () => {
  const [first, second] = [words(), words()];
  const waiting = [first, second].map((word) => new Timer(0, tasks.waitHere, [word]));
  for (const timer of waiting) timer.start();
  await until("both run", () => Atomics.load(first, 0) + Atomics.load(second, 0) === 2);
  for (const word of [first, second]) tasks.count(word, 1);
  for (const timer of waiting) await timer.join(limit);

  const [blocked, fired] = [new Gate(), words()];
  const blocking = new Timer(0, tasks.blockHere, [blocked.words]);
  blocking.start();
  await blocked.arrived(1);
  const others = [1, 2, 3].map((delay) => new Timer(delay, tasks.count, [fired, 0]));
  for (const timer of others) timer.start();
  assert.equal(others[2]?.cancel(), true);
  await assert.rejects(others[0]?.join({ timeout: 20 }) ?? Promise.resolve(), TimeoutError);
  blocked.open();
  for (const timer of [blocking, ...others]) await timer.join(limit);
  assert.equal(Atomics.load(fired, 0), 2);
});

void test("a task that ends the timers' thread fails alone; the other timers go on in a new one", async () => {
  const fired = words();
  const pending = [0, 1].map((index) => new Timer(300, tasks.count, [fired, index]));
  const ending = new Timer(0, tasks.exit, [3]);
  for (const timer of [...pending, ending]) timer.start();
  const before = ending.ident;
  await assert.rejects(
    ending.join(limit),
    (error) => error instanceof WorkerDiedError && error.reason === "exit" && error.exitCode === 3,
  );
  for (const timer of pending) {
    await timer.join(limit);
    assert.notEqual(timer.ident, before);
  }
  assert.deepEqual([...fired], [1, 1]);
});

void test("a thread that blocks in joinSync learns of the end of the timers' thread", () => {
  const ending = new Timer(0, tasks.exit, [4]);
  const pending = new Timer(50, sample.add, [1, 2]);
  ending.start();
  pending.start();
  assert.throws(() => ending.joinSync(limit), WorkerDiedError);
  assert.equal(pending.joinSync(limit), 3);
});

void test("an error that nothing caught comes out of join as itself", async () => {
  const crashing = new Timer(0, sample.crashInTimer);
  crashing.start();
  await assert.rejects(crashing.join(limit), /crashed in a timer/);
});

void test("each mistake says what to do", async () => {
  const timer = new Timer(1, sample.add, [1, 2]);
  await assert.rejects(timer.join(), InvalidStateError);
  assert.throws(() => timer.joinSync(), InvalidStateError);
  timer.daemon = true;
  assert.equal(timer.daemon, true);
  assert.match(String(timer), /daemon/);
  timer.start();
  assert.throws(() => timer.start(), /can only be started once/);
  assert.throws(() => (timer.daemon = false), InvalidStateError);
  await timer.join(limit);
  for (const wrong of [Number.NaN, -1]) assert.throws(() => new Timer(wrong, sample.add, [1, 2]), RangeError);
  // @ts-expect-error a closure is not a task
  assert.throws(() => new Timer(1, () => 1), NotATaskError);
  // @ts-expect-error two arguments are wanted
  assert.equal(new Timer(1, sample.add).isAlive(), false);
  const refused = new Timer(1, sample.echo, [() => 1]);
  assert.throws(() => refused.start(), SerializationError);
  assert.equal(refused.isAlive(), false);
  assert.throws(() => refused.joinSync(), InvalidStateError);
});

void test("an interval beyond what the engine's timers take does not fire at once", async () => {
  for (const interval of [2 ** 31, Infinity]) {
    const timer = new Timer(interval, sample.add, [1, 2]);
    timer.start();
    const probe = new Timer(5, sample.add, [3, 4]);
    probe.start();
    assert.equal(await probe.join(limit), 7);
    assert.equal(timer.cancel(), true);
  }
});

void test("a thread waits for the timers that it has started", async () => {
  const fired = words();
  const thread = new Thread({ target: tasks.startTimer, args: [50, fired] });
  thread.start();
  await thread.join(limit);
  await until("it fired", () => Atomics.load(fired, 0) === 1);
});

const ends: Record<string, string[]> = {
  "pending timer": ["main over", "timer fired"],
  "daemon timer": ["main over"],
  "cancelled timer": ["main over"],
  "fired timer": ["timer fired", "main over"],
};

for (const [name, expected] of Object.entries(ends))
  void test(`${name}: the program ends by itself, when it should`, async () => {
    const { stdout, stderr, code, signal } = await runProgram("timers", [name]);
    assert.equal(signal, null, "it had to be killed");
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.deepEqual(stdout.trim().split("\n"), expected);
  });
