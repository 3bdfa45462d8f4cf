import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import {
  currentTask,
  InvalidStateError,
  isMainThread,
  task,
  TaskMismatchError,
  taskModule,
  ThreadPoolExecutor,
} from "multilane";
import { runProgram } from "../support/programs.js";
import * as fickle from "../tasks/fickle.js";
import unnamed, * as named from "../tasks/named.js";

const limit = { timeout: 20_000 };
const late = (url: string): unknown => task({ url } as ImportMeta, () => 1);

void test("a task is still callable where it was made", () => {
  assert.equal(isMainThread, true);
  assert.equal(fickle.stable(), "stable");
});

void test("task() after its module was evaluated is refused, in words that help", () => {
  assert.throws(
    () => late(new URL("../tasks/named.js", import.meta.url).href),
    (error) =>
      error instanceof InvalidStateError && /named\.js had been evaluated.*top level/.test(error.message),
  );
});

void test("… also if it is the first of its module", async () => {
  const { stdout } = await runProgram("late-task");
  assert.match(stdout, /^true task\(\) was called after .*late-task\.js had been evaluated/);
});

void test("task() refuses what is not an import.meta or not a function, and a task twice", () => {
  // @ts-expect-error not an import.meta
  assert.throws(() => task({}, () => 1), TypeError);
  // @ts-expect-error not a function
  assert.throws(() => task({ url: "test:fresh" }, 5), TypeError);
  const meta = { url: "data:text/javascript,//fresh" } as ImportMeta;
  const once = task(meta, () => 1);
  assert.throws(() => task(meta, once), /called twice with the same function/);
  task(meta, () => 2, { name: "same" });
  assert.throws(() => task(meta, () => 3, { name: "same" }), /must be unique/);
});

void test("tasks have the names that people know them by", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  assert.equal(await executor.submit(named.before), "before");
  assert.equal(await executor.submit(named.named), "crawl.getStatus");
  assert.equal(await executor.submit(unnamed), "inner");
  assert.equal(await executor.submit(named.aliases.hidden), "named.js#3");
});

void test("a module that registers other tasks in a worker is found out, and nothing is run", async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  for (const wrong of [fickle.first, fickle.stable])
    await assert.rejects(executor.submit(wrong).result(limit), (error) => {
      assert.ok(error instanceof TaskMismatchError, String(error));
      assert.match(error.message, /fickle\.js registers its tasks differently/);
      return true;
    });
});

void test("taskModule: plain exports, nothing loaded here", async () => {
  const tasks = taskModule<typeof import("../tasks/plain.js")>(new URL("../tasks/plain.js", import.meta.url));
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  assert.equal(await executor.submit(tasks.shout, "lanes"), "LANES!");
  assert.equal(await executor.submit(tasks.length, "lanes"), 5);
  assert.equal(tasks.shout, tasks.shout);
  assert.throws(() => taskModule("./relative.js"), TypeError);
  assert.equal(await Promise.resolve(tasks), tasks);
});

void test("currentTask outside a task says so", () => {
  assert.throws(() => currentTask(), InvalidStateError);
});

void test("a program without a guard is told which guard is missing", async () => {
  const { stdout, code } = await runProgram("no-guard");
  assert.equal(code, 0);
  const [first = "", second = ""] = stdout.split("\n");
  assert.equal(first, "load no-guard.js#0");
  assert.match(second, /^MissingMainGuardError a ThreadPoolExecutor was constructed while .*isMainThread/);
});

for (const option of ["--expose-gc", "--max-old-space-size=512", "--stack-trace-limit=5", "--no-warnings"])
  void test(`node ${option}: an option of the whole process does not keep threads from starting`, async () => {
    const { stdout, stderr, code } = await runProgram("own-tasks", [], [option]);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.match(stdout, /30/);
  });

void test("a program given with --eval can use threads, for tasks that have a module", async () => {
  const tasks = new URL("../tasks/plain.js", import.meta.url).href;
  const program = `
    import { taskModule, ThreadPoolExecutor } from ${JSON.stringify(import.meta.resolve("multilane"))};
    const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    console.log(await executor.run(taskModule(${JSON.stringify(tasks)}).shout, "eval"));
    await executor.shutdown();`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    timeout: 20_000,
  });
  assert.equal(stdout, "EVAL!\n");
});

void test("a program without a guard that starts itself again after an await comes to an end", async () => {
  const { stdout, code, signal } = await runProgram("no-guard-async");
  assert.equal(signal, null, "it had to be killed");
  assert.equal(code, 0);
  assert.ok(stdout.split("started").length - 1 <= 9, stdout);
});

void test("a program may keep its tasks in its own file, and tasks may start threads and pools", async () => {
  const { stdout, stderr, code } = await runProgram("own-tasks");
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const printed = stdout.trim().split("\n");
  assert.deepEqual(printed.toSorted(), ["16", "30", "8", "child 6"]);
});
