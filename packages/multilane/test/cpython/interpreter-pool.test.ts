/**
 * CPython's `test_interpreter_pool`. Its interpreters are threads with heaps of their own: so are all threads here, and
 * `ThreadPoolExecutor` is the executor that is asked.
 */
import assert from "node:assert/strict";
import {
  BrokenThreadPoolError,
  currentThread,
  NotATaskError,
  SimpleQueue,
  ThreadPoolExecutor,
} from "multilane";
import { runProgram } from "../support/programs.js";
import { mul, rest } from "./executor-tasks.js";
import * as tasks from "./pool-fixture.js";
import { cpythonTest } from "./support/cpython.js";
import { SharedList } from "./support/shared-list.js";
import { LONG } from "./support/until.js";

const limit = { timeout: LONG };

const test = (
  method: string,
  body: () => Promise<void> | void,
  className = "InterpreterPoolExecutorTest",
): void =>
  cpythonTest({ suite: "test_interpreter_pool", class: className, method, target: "interpreter" }, body);

const asyncio = (method: string, body: () => Promise<void>): void => test(method, body, "AsyncioTest");

class Spam {
  readonly value = true;

  run(): boolean {
    return this.value;
  }
}

/** What closes over something, or is bound to it, and so has no meaning in another heap. */
function locals(): (() => unknown)[] {
  let count = 0;
  const spam = new Spam();
  return [() => count, () => count++, spam.run.bind(spam), () => new Spam()];
}

// Adapted: a list in shared memory for the pipe.
test("test_init_func", async () => {
  const log = new SharedList<string>();
  await using executor = new ThreadPoolExecutor({ initializer: tasks.log, initargs: [log, "step: init"] });
  assert.deepEqual(log.values(), []);
  await executor.submit(tasks.log, log, "step: run");
  assert.deepEqual(log.values(), ["step: init", "step: run"]);
});

test("test_init_with___main___global", async () => {
  const { stdout, stderr, code } = await runProgram("../cpython/executor-program", [
    "init with main global",
    "thread",
  ]);
  assert.deepEqual([stdout, stderr, code], ["initialized\nuninitialized\n", "", 0]);
});

// Adapted, these two: a function that is not a task is refused at once.
test("test_init_closure", () => {
  for (const initializer of locals())
    // @ts-expect-error a closure is not a task
    assert.throws(() => new ThreadPoolExecutor({ initializer }), NotATaskError);
});

test("test_init_instance_method", () => {
  // @ts-expect-error a method is not a task
  // oxlint-disable-next-line typescript/unbound-method -- refused, not called
  assert.throws(() => new ThreadPoolExecutor({ initializer: new Spam().run }), NotATaskError);
});

// Adapted: nothing is printed; the error that the initializer threw is the cause.
test("test_init_exception_in_func", async () => {
  await using executor = new ThreadPoolExecutor({ initializer: tasks.fail, initargs: ["spam"] });
  await assert.rejects(executor.submit(mul, 1, 1).result(limit), (error) => {
    assert.ok(error instanceof BrokenThreadPoolError && error.cause instanceof RangeError);
    assert.equal(error.cause.message, "spam");
    return true;
  });
});

// Adapted, these three, as above.
test("test_submit_closure", async () => {
  await using executor = new ThreadPoolExecutor();
  for (const local of locals())
    // @ts-expect-error a closure is not a task
    assert.throws(() => executor.submit(local), NotATaskError);
});

test("test_submit_local_instance", async () => {
  await using executor = new ThreadPoolExecutor();
  // @ts-expect-error a class is not a task
  assert.throws(() => executor.submit(Spam), NotATaskError);
});

test("test_submit_instance_method", async () => {
  await using executor = new ThreadPoolExecutor();
  const spam = new Spam();
  // @ts-expect-error a method is not a task
  // oxlint-disable-next-line typescript/unbound-method -- refused, not called
  assert.throws(() => executor.submit(spam.run), NotATaskError);
});

test("test_submit_func_globals", async () => {
  await using executor = new ThreadPoolExecutor();
  const url = await executor.submit(tasks.moduleUrl).result(limit);
  assert.equal(url, new URL("./pool-fixture.js", import.meta.url).href);
  assert.notEqual(url, import.meta.url);
});

// Adapted: the stack of the error itself says where it was raised.
test("test_submit_exception_in_func", async () => {
  await using executor = new ThreadPoolExecutor();
  const error = await executor.submit(tasks.fail, "spam").exception(limit);
  assert.ok(error instanceof RangeError);
  assert.deepEqual([error.name, error.message], ["RangeError", "spam"]);
  assert.match(error.stack ?? "", /pool-fixture[\s\S]*--- submitted at ---[\s\S]*interpreter-pool\.test/);
});

test("test_saturation", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 4 });
  const [ready, blocker] = [new SimpleQueue<number>(), new SimpleQueue<string>()];
  for (let n = 0; n < 60; n++) executor.submit(tasks.reportAndBlock, n, ready, blocker);
  assert.equal(executor.statistics().workers, 4);
  for (let n = 0; n < 60; n++) blocker.put("go on");
  await executor.shutdown();
  assert.equal(ready.qsize(), 60);
});

/** Ten tasks, each of which blocks, in as many workers as are given. */
async function checkBlocking(maxWorkers: number): Promise<void> {
  const count = 10;
  await using executor = new ThreadPoolExecutor({ maxWorkers });
  const [ready, blocker] = [new SimpleQueue<number>(), new SimpleQueue<string>()];
  const futures = Array.from({ length: count }, (_, n) =>
    executor.submit(tasks.reportAndBlock, n, ready, blocker),
  );
  const seen: number[] = [];
  const atOnce = Math.min(maxWorkers, count);
  while (seen.length < atOnce) seen.push(await ready.get(limit));
  assert.equal(ready.qsize(), 0);
  assert.ok(futures.every((future) => !future.done()));
  for (let n = 0; n < count; n++) {
    blocker.put("go on");
    if (seen.length < count) seen.push(await ready.get(limit));
  }
  await Promise.all(futures.map((future) => future.result(limit)));
  assert.deepEqual(new Set(seen), new Set(futures.keys()));
}

test("test_blocking", () => checkBlocking(10));

test("test_blocking_with_limited_workers", () => checkBlocking(4));

test("test_idle_thread_reuse", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 4 });
  for (const [x, y] of [
    [21, 2],
    [6, 7],
    [3, 14],
  ] as const)
    assert.equal(await executor.submit(mul, x, y).result(limit), 42);
  assert.equal(executor.statistics().workers, 1);
});

// Adapted: an argument of a class whose `decode` throws.
test("test_pickle_errors_propagate", async () => {
  await using executor = new ThreadPoolExecutor();
  await assert.rejects(executor.submit(tasks.look, new tasks.Shenanigans(0)).result(limit), /gotcha/);
});

test("test_thread_name_prefix", async () => {
  await using executor = new ThreadPoolExecutor();
  const [, name] = await executor.submit(tasks.names).result(limit);
  assert.match(name ?? "", /^ThreadPoolExecutor-\d+_0$/);
});

test("test_thread_name_prefix_with_thread_get_name", async () => {
  await using executor = new ThreadPoolExecutor();
  const [name] = await executor.submit(tasks.names).result(limit);
  assert.match(name ?? "", /^ThreadPoolExecutor-\d+_0$/);
});

// Adapted, these three: the loop awaits the future; there is no bridge, and no default executor.
asyncio("test_run_in_executor", async () => {
  await using executor = new ThreadPoolExecutor();
  const [ident, extra] = await executor.run(tasks.ident, "yo");
  assert.equal(extra, "yo");
  assert.notEqual(ident, currentThread().ident);
});

asyncio("test_run_in_executor_cancel", async () => {
  const controller = new AbortController();
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const future = executor.with({ signal: controller.signal }).submit(rest, 50);
  const outcome = future.exception(limit);
  let settled = 0;
  future.addDoneCallback(() => settled++);
  controller.abort();
  assert.equal(await outcome, controller.signal.reason);
  await executor.shutdown();
  // What the worker answers later reaches nobody.
  assert.equal(settled, 1);
  assert.equal(future.exceptionSync(), controller.signal.reason);
});

asyncio("test_default_executor", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  const inExecutor = async (): Promise<unknown[]> => await executor.submit(tasks.ident);
  const [[first], [second]] = await Promise.all([inExecutor(), inExecutor()]);
  assert.equal(first, second);
  assert.notEqual(first, currentThread().ident);
});
