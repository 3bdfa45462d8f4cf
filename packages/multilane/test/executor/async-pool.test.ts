import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AsyncPoolExecutor,
  CancelledError,
  currentTask,
  DeadlockError,
  ExecutorShutdownError,
  InvalidStateError,
  Lock,
  LockOwnerDiedError,
  NotATaskError,
  QueueFullError,
  taskModule,
  ThreadPoolExecutor,
  TimeoutError,
  WorkerDiedError,
} from "multilane";
import { Latch } from "../support/latch.js";
import { within } from "../support/patience.js";
import { poolInside } from "../tasks/async-pooling.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };
const handler = (): number => 1;

void test("closures and tasks run here: the very arguments, the very result, the very error", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 2 });
  const list = [1];
  const same = await executor.submit((given: number[]) => given, list);
  assert.equal(same, list);
  assert.equal(await executor.submit(tasks.add, 1, 2), 3);
  assert.equal(await executor.run(tasks.later, 1, "late"), "late");
  assert.equal(await executor.submit(() => handler), handler);
  const error = new RangeError("mine");
  const failed = executor.submit(() => {
    throw error;
  });
  assert.equal(await failed.exception(limit), error);
  assert.match(error.stack ?? "", /--- submitted at ---[\s\S]*async-pool\.test/);
  const { stack } = error;
  assert.equal(await executor.submit(async () => Promise.reject(error)).exception(limit), error);
  assert.equal(error.stack, stack, "an error that is thrown twice must not grow");
});

void test("what is thrown may be anything", async () => {
  await using executor = new AsyncPoolExecutor();
  const revoked = Proxy.revocable(new Error("gone"), {});
  revoked.revoke();
  for (const value of [null, undefined, 0, "", Object.freeze(new Error("frozen")), revoked.proxy]) {
    const future = executor.submit(() => {
      throw value;
    });
    const caught = await future.then(
      () => assert.fail("it did not throw"),
      (error: unknown) => ({ error }),
    );
    assert.ok(Object.is(caught.error, value));
  }
});

void test("a result whose then misbehaves fails its call at most", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 1 });
  const getter = {
    // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested
    get then(): never {
      throw new Error("then getter");
    },
  };
  await assert.rejects(executor.submit(() => getter).result(limit), /then getter/);
  assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
});

void test("a task of a module that is not loaded yet is loaded; what is wrong with it fails the call", async () => {
  await using executor = new AsyncPoolExecutor();
  const plain = taskModule<typeof import("../tasks/plain.js")>(new URL("../tasks/plain.js", import.meta.url));
  assert.equal(await executor.submit(plain.shout, "a").result(limit), "A!");
  const nowhere = taskModule<{ run(): number }>(new URL("./no-such-module.js", import.meta.url));
  const error = await executor.submit(nowhere.run).exception(limit);
  assert.ok(error instanceof WorkerDiedError && error.reason === "load" && error.task === "run");
  assert.throws(
    // @ts-expect-error neither a function nor a task
    () => executor.submit({ url: "plain.js" }),
    NotATaskError,
  );
});

void test("no more run at once than maxWorkers, in the order of their submission", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 3 });
  const gate = new Latch();
  const begun: number[] = [];
  const futures = Array.from({ length: 10 }, (_, n) =>
    executor.submit(async () => {
      begun.push(n);
      await gate.opened;
      return n;
    }),
  );
  assert.deepEqual(begun, [], "submit must not run the call");
  assert.ok(futures.every((future) => !future.running()));
  await new Promise(setImmediate);
  assert.deepEqual(begun, [0, 1, 2]);
  assert.deepEqual(
    futures.map((future) => future.running()),
    futures.map((_, n) => n < 3),
  );
  const { workers, queued, assigned } = executor.statistics();
  assert.deepEqual({ workers, queued, assigned }, { workers: 3, queued: 7, assigned: 3 });
  gate.open();
  assert.deepEqual(await Promise.all(futures), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

void test("cancel: exact before the call begins, refused after", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 1 });
  const gate = new Latch();
  let ran = 0;
  const running = executor.submit(async () => await gate.opened);
  const behind = Array.from({ length: 10 }, () => executor.submit(() => ran++));
  await new Promise(setImmediate);
  assert.equal(running.cancel(), false);
  for (const future of behind) assert.equal(future.cancel(), true);
  await assert.rejects(behind[0]?.result(limit) ?? assert.fail(), CancelledError);
  const atOnce = executor.submit(() => ran++);
  assert.equal(atOnce.cancel(), true);
  gate.open();
  await running;
  assert.equal(await executor.submit(() => "next").result(limit), "next");
  assert.equal(ran, 0);
});

void test("currentTask: each call's own, across its awaits; none outside", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 4 });
  const seen = await Promise.all(
    [5, 1, 3, 2].map((milliseconds) =>
      executor.submit(async function look() {
        const before = currentTask();
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        assert.equal(currentTask(), before);
        return { id: before.id, name: before.name, attempt: before.attempt, thread: before.threadName };
      }),
    ),
  );
  assert.equal(new Set(seen.map(({ id }) => id)).size, 4);
  for (const { name, attempt, thread } of seen)
    assert.deepEqual([name, attempt, thread], ["look", 1, "MainThread"]);
  assert.equal((await executor.submit(tasks.whoAmI)).name, "whoAmI");
  assert.throws(() => currentTask(), InvalidStateError);
});

void test("a task of a thread stays the current one where it makes such an executor", async () => {
  await using threads = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: "lane" });
  for (let time = 0; time < 2; time++)
    assert.deepEqual(await threads.submit(poolInside).result(limit), [
      "poolInside",
      "poolInside",
      "inside in lane_0",
      "inside in lane_0",
      "poolInside",
    ]);
  assert.equal((await threads.submit(tasks.whoAmI).result(limit)).name, "whoAmI");
});

void test("a signal aborts what waits, and reaches what runs", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 1 });
  const controller = new AbortController();
  const reason = new Error("no longer wanted");
  const configured = executor.with({ signal: controller.signal });
  const told: unknown[] = [];
  const running = configured.submit(async () => {
    const { signal } = currentTask();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    told.push(signal.reason);
  });
  const waiting = configured.submit(() => told.push("the second ran"));
  await new Promise(setImmediate);
  controller.abort(reason);
  assert.equal(await running.exception(limit), reason);
  assert.equal(await waiting.exception(limit), reason);
  assert.equal(await configured.submit(() => 1).exception(limit), reason);
  assert.equal(await executor.submit(() => "free").result(limit), "free");
  assert.deepEqual(told, [reason]);
});

void test("timeout: from the start of running; the code is told; its place is free when it returns", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 1 });
  const gate = new Latch();
  const first = executor.submit(async () => await gate.opened);
  const told = new Latch();
  const late = executor.with({ timeout: 1 }).submit(async () => {
    await new Promise((resolve) => currentTask().signal.addEventListener("abort", resolve));
    await told.opened;
    return currentTask().signal.reason as unknown;
  });
  const behind = executor.submit(() => "behind");
  await assert.rejects(late.result({ timeout: 20 }), /the result was not there/);
  assert.equal(late.done(), false, "what waits is not late");
  gate.open();
  await first;
  const error = await late.exception(limit);
  assert.ok(error instanceof TimeoutError && /1 ms after it began/.test(error.message));
  assert.equal(behind.done(), false);
  told.open();
  assert.equal(await behind.result(limit), "behind");
});

void test("cancelGrace: the place of a call that does not end after an abort goes to another", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 1 });
  const stuck = executor
    .with({ timeout: 1, cancelGrace: 1 })
    .submit(async () => await new Promise<void>(() => undefined));
  assert.ok((await stuck.exception(limit)) instanceof TimeoutError);
  assert.equal(await executor.submit(() => "next").result(limit), "next");
  assert.equal(executor.statistics().workers, 0);
});

void test("priority: higher first, first in first out within one", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 1 });
  const order: string[] = [];
  const add = (name: string, priority: number): PromiseLike<unknown> =>
    executor.with({ priority }).submit(() => order.push(name));
  await Promise.all([add("a", 0), add("low", -5), add("b", 0), add("high", 7), add("higher", Infinity)]);
  assert.deepEqual(order, ["higher", "high", "a", "b", "low"]);
  assert.throws(() => executor.with({ priority: Number.NaN }), RangeError);
});

void test("maxPending: submit throws above, ready() waits for room, one for each place", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 1, maxPending: 2 });
  await executor.ready();
  const gates = [new Latch(), new Latch(), new Latch()];
  const futures = gates.map((gate) => executor.submit(async () => await gate.opened));
  assert.throws(() => executor.submit(() => 1), QueueFullError);
  await assert.rejects(
    executor.run(() => 1),
    QueueFullError,
  );
  const told: number[] = [];
  const hopeful = [0, 1].map(async (n) => {
    await executor.ready();
    told.push(n);
    futures.push(executor.submit(async () => undefined));
  });
  await new Promise(setImmediate);
  assert.deepEqual(told, []);
  gates[0]?.open();
  await within(hopeful[0] ?? assert.fail(), "the room for the first");
  await new Promise(setImmediate);
  assert.deepEqual(told, [0]);
  for (const gate of gates) gate.open();
  await within(hopeful[1] ?? assert.fail(), "the room for the second");
  assert.equal(futures.length, 5);
  await Promise.all(futures);
});

void test("ready(): room that is not used is for the next; shutdown ends the wait", async () => {
  const executor = new AsyncPoolExecutor({ maxWorkers: 1, maxPending: 1 });
  const gate = new Latch();
  const futures = [1, 2].map(() => executor.submit(async () => await gate.opened));
  const idle = Array.from({ length: 20 }, () => executor.ready());
  gate.open();
  await within(Promise.all(idle), "the room for all of them");
  await Promise.all(futures);
  const [one, two] = [new Latch(), new Latch()];
  executor.submit(async () => await one.opened).addDoneCallback(() => two.open());
  executor.submit(async () => await two.opened);
  const refused = assert.rejects(executor.ready(), ExecutorShutdownError);
  const over = executor.shutdown();
  await within(refused, "the refusal");
  one.open();
  await over;
  await assert.rejects(executor.ready(), ExecutorShutdownError);
});

void test("resultSync would block the thread that has to run the call: a DeadlockError at once", async () => {
  await using executor = new AsyncPoolExecutor();
  const future = executor.submit(() => 1);
  assert.throws(() => future.resultSync(), DeadlockError);
  assert.throws(() => future.resultSync(limit), DeadlockError);
  assert.throws(() => future.exceptionSync(limit), DeadlockError);
  assert.throws(() => future.resultSync({ timeout: 0 }), TimeoutError);
  assert.equal(await future, 1);
  assert.equal(future.resultSync(), 1);
});

void test("a call that ends without releasing its lock is found out", async () => {
  await using executor = new AsyncPoolExecutor();
  const lock = new Lock();
  await executor.submit(() => void lock.acquireSync(limit));
  assert.throws(() => lock.acquireSync(limit), LockOwnerDiedError);
});

void test("shutdown finishes what was submitted, then refuses; cancelFutures cancels what has not begun", async () => {
  const executor = new AsyncPoolExecutor({ maxWorkers: 1 });
  const futures = [1, 2, 3].map((n) => executor.submit(() => n));
  await executor.shutdown();
  assert.ok(futures.every((future) => future.done()));
  assert.throws(() => executor.submit(() => 1), ExecutorShutdownError);
  await executor.shutdown();

  const other = new AsyncPoolExecutor({ maxWorkers: 1 });
  const gate = new Latch();
  const running = other.submit(async () => await gate.opened);
  const queued = other.submit(() => 1);
  await new Promise(setImmediate);
  const over = other.shutdown({ cancelFutures: true });
  assert.deepEqual([running.done(), queued.cancelled()], [false, true]);
  gate.open();
  await over;
  assert.equal(running.done(), true);
});

void test("statistics count and time what became of the calls", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 2 });
  await executor.submit(() => 1);
  await executor.submit(() => assert.fail("on purpose")).exception(limit);
  executor.submit(() => 1).cancel();
  const { completed, failed, cancelled, utilisation, runTime, queueTime } = executor.statistics();
  assert.deepEqual({ completed, failed, cancelled }, { completed: 1, failed: 1, cancelled: 1 });
  assert.ok(utilisation > 0 && utilisation <= 1, String(utilisation));
  assert.deepEqual([runTime.count, queueTime.count], [2, 2]);
  assert.ok(runTime.p50 <= runTime.p99 && runTime.p99 <= runTime.max && runTime.mean <= runTime.max);
});

void test("map: a function gets the item and its index, a task the items alone", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 2 });
  const results: string[] = [];
  for await (const text of executor.map((word, index) => `${index}${word}`, ["a", "b", "c"]))
    results.push(text);
  assert.deepEqual(results, ["0a", "1b", "2c"]);
  const sums: number[] = [];
  for await (const sum of executor.map((a, b, index) => a + b + index, [1, 2], new Set([10, 20])))
    sums.push(sum);
  assert.deepEqual(sums, [11, 23]);
  const given: unknown[] = [];
  for await (const [value] of executor.map(tasks.listOf, ["a", "b"])) given.push(value);
  for await (const values of executor.map(tasks.listOf, ["a"])) given.push(values.length);
  assert.deepEqual(given, ["a", "b", 1]);
});

const odd = (n: number): number => (n % 2 === 0 ? assert.fail(`even: ${n}`) : n);

function* broken(): Generator<number> {
  yield* [1, 2];
  throw new Error("source broke");
}

function messages(error: unknown): unknown[] {
  assert.ok(error instanceof AggregateError);
  return error.errors.map((each: unknown) => each instanceof Error && each.message);
}

void test("map: stopOnError: false gives all results there are, and all errors at the end", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 2 });
  const results: number[] = [];
  const collect = async (source: Iterable<number>): Promise<void> => {
    results.length = 0;
    for await (const n of executor.with({ stopOnError: false, buffersize: 2 }).map(odd, source))
      results.push(n);
  };
  await assert.rejects(collect([1, 2, 3, 4, 5]), (error) => {
    assert.deepEqual(messages(error), ["even: 2", "even: 4"]);
    return true;
  });
  assert.deepEqual(results, [1, 3, 5]);
  await collect([1, 3]);
  assert.deepEqual(results, [1, 3]);
  await assert.rejects(collect(broken()), (error) => {
    assert.deepEqual(messages(error), ["even: 2", "source broke"]);
    return true;
  });
  const stopped = executor.map(odd, [1, 2, 3]);
  assert.equal((await stopped.next()).value, 1);
  await assert.rejects(stopped.next(), /even: 2/);
  assert.equal((await stopped.next()).done, true);
});

void test("map: stopOnError: false ends all the same when the time is over or all are aborted", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 2 });
  const gate = new Latch();
  const late = executor
    .with({ stopOnError: false, timeout: 1 })
    .map(async () => await gate.opened, [1, 2, 3]);
  await assert.rejects(late.next(), TimeoutError);
  gate.open();
  const reason = new Error("enough");
  const aborted = executor
    .with({ stopOnError: false, signal: AbortSignal.abort(reason) })
    .map(() => 1, [1, 2]);
  await assert.rejects(aborted.next(), reason);
});

void test("map: ordered: false gives what is done first; maxPending makes it wait for room", async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 2, maxPending: 1 });
  const gates = [new Latch(), new Latch(), new Latch(), new Latch()];
  const order: number[] = [];
  const results = executor.with({ ordered: false }).map(async (gate, index) => {
    await gate.opened;
    return index;
  }, gates);
  for (const next of [1, 2, 0, 3]) {
    gates[next]?.open();
    const { value } = await within(results.next(), `the result ${next}`);
    order.push(value as number);
  }
  assert.deepEqual(order, [1, 2, 0, 3]);
});

void test("bad options are refused at once", () => {
  for (const maxWorkers of [0, -1, 1.5, Number.NaN])
    assert.throws(() => new AsyncPoolExecutor({ maxWorkers }), RangeError);
  assert.throws(() => new AsyncPoolExecutor({ maxPending: 0 }), RangeError);
  // @ts-expect-error not a number
  assert.throws(() => new AsyncPoolExecutor({ maxWorkers: "4" }), TypeError);
  const executor = new AsyncPoolExecutor({ maxWorkers: Infinity });
  assert.throws(() => executor.with({ timeout: -1 }), RangeError);
  assert.throws(() => executor.with({ cancelGrace: Number.NaN }), RangeError);
  // @ts-expect-error not a signal
  assert.throws(() => executor.with({ signal: "stop" }), TypeError);
  // @ts-expect-error not a number
  assert.throws(() => executor.with({ priority: "high" }), TypeError);
});
