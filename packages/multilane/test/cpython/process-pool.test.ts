/** CPython's `test_process_pool.ProcessPoolExecutorTest`, but for those that end processes by force. */
import assert from "node:assert/strict";
import { BrokenProcessPoolError, WorkerDiedError } from "multilane";
import type { Executor, Future } from "multilane";
import { within } from "../support/patience.js";
import { FileGate } from "../support/file-gate.js";
import { mul, pass, pow, processId } from "./executor-tasks.js";
import * as tasks from "./process-tasks.js";
import { askingTest, errorOf, executorTest, listOf, resultOf } from "./support/executors.js";
import type { Stage } from "./support/executors.js";
import { collectGarbage } from "./support/garbage.js";
import { until } from "./support/until.js";

const suite = { suite: "test_process_pool", class: "ProcessPoolExecutorTest" } as const;

const test = (method: string, body: (stage: Stage) => Promise<void>): void =>
  executorTest(suite, method, body, "process");

/** n × n for each of the futures, in their order. */
async function checkSquares(futures: readonly Future<number>[]): Promise<void> {
  for (const [n, future] of futures.entries())
    assert.equal(await within(future.result(), `the result ${n}`), n * n);
}

const squares = (executor: Executor, count: number): Future<number>[] =>
  Array.from({ length: count }, (_, n) => executor.submit(mul, n, n));

// Adapted: with onWorkerDeath: "break"; by default the call fails alone, with WorkerDiedError.
askingTest(
  suite,
  "test_killed_child",
  async ({ construct, mode }) => {
    await using executor = construct({ maxWorkers: 1, onWorkerDeath: "break" });
    const pid = await executor.submit(processId);
    const gate = new FileGate();
    const future = executor.submit(pass, gate.directory);
    await gate.arrived(1);
    process.kill(pid, "SIGTERM");
    assert.ok((await errorOf(mode, future)) instanceof BrokenProcessPoolError);
    assert.throws(() => executor.submit(pow, 2, 8), BrokenProcessPoolError);
  },
  "process",
);

/** What a call in a pool that breaks fails with, when its process exits with this code. */
async function brokenBy({ construct, mode }: Stage, code: number): Promise<WorkerDiedError> {
  await using executor = construct({ maxWorkers: 1, onWorkerDeath: "break" });
  const error = await errorOf(mode, executor.submit(tasks.exit, code));
  assert.ok(error instanceof BrokenProcessPoolError && error.cause instanceof WorkerDiedError, String(error));
  return error.cause;
}

// Adapted: the cause is a WorkerDiedError with what is known.
askingTest(
  suite,
  "test_broken_process_pool_traceback",
  async (stage) => {
    const { reason, exitCode, task, message } = await brokenBy(stage, 42);
    assert.deepEqual([reason, exitCode, task], ["exit", 42, "exit"]);
    assert.match(message, /exited with code 42 while it ran exit/);
  },
  "process",
);

askingTest(
  suite,
  "test_traceback_when_child_process_terminates_abruptly",
  async (stage) => {
    const { exitCode, message } = await brokenBy(stage, 1);
    assert.equal(exitCode, 1);
    assert.match(message, /exited with code 1/);
  },
  "process",
);

test("test_map_chunksize", async ({ executor }) => {
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  const map = (chunksize: number): Promise<number[]> =>
    listOf(executor.with({ chunksize }).map(pow, numbers, numbers));
  const expected = numbers.map((n) => n ** n);
  for (const chunksize of [6, 50, 40]) assert.deepEqual(await map(chunksize), expected);
  await assert.rejects(async () => await map(-1), RangeError);
});

// Adapted: the stack of the error itself says where it was raised, and where submitted.
askingTest(
  suite,
  "test_traceback",
  async ({ executor, mode }) => {
    const error = await errorOf(mode, executor.submit(tasks.raiseError));
    assert.ok(error instanceof RangeError && error.message === "123");
    assert.match(error.stack ?? "", /process-tasks[\s\S]*--- submitted at ---[\s\S]*process-pool\.test/);
  },
  "process",
);

// Adapted: the process looks for itself.
test("test_ressources_gced_in_workers", async ({ construct }) => {
  await using executor = construct({ maxWorkers: 1 });
  await executor.submit(tasks.remember, { large: true });
  const forgotten = async (): Promise<boolean> => await executor.submit(tasks.isForgotten);
  for (let time = 0; !(await forgotten()); time++) assert.ok(time < 100, "the argument is held");
});

// Adapted: a gate of files for a semaphore.
test("test_saturation", async ({ construct }) => {
  await using executor = construct({ maxWorkers: 4 });
  const gate = new FileGate();
  for (let n = 0; n < 15 * 4; n++) executor.submit(pass, gate.directory);
  assert.equal(executor.statistics().workers, 4);
  await gate.arrived(4);
  gate.open();
});

askingTest(
  suite,
  "test_idle_process_reuse_one",
  async ({ construct, mode }) => {
    await using executor = construct({ maxWorkers: 4 });
    for (const [x, y] of [
      [21, 2],
      [6, 7],
      [3, 14],
    ] as const)
      assert.equal(await resultOf(mode, executor.submit(mul, x, y)), 42);
    assert.equal(executor.statistics().workers, 1);
  },
  "process",
);

test("test_idle_process_reuse_multiple", async ({ construct }) => {
  await using executor = construct({ maxWorkers: 5 });
  await executor.submit(mul, 12, 7);
  executor.submit(mul, 33, 25);
  await executor.submit(mul, 25, 26);
  executor.submit(mul, 18, 29);
  await executor.submit(mul, 1, 2);
  executor.submit(mul, 0, 9);
  assert.ok(executor.statistics().workers <= 3);
});

askingTest(
  suite,
  "test_max_tasks_per_child",
  async ({ construct, mode }) => {
    await using executor = construct({ maxWorkers: 1, maxTasksPerWorker: 3 });
    const pids: number[] = [];
    for (let n = 0; n < 4; n++) pids.push(await resultOf(mode, executor.submit(processId)));
    assert.deepEqual(
      pids.map((pid) => pid === pids[0]),
      [true, true, true, false],
    );
    assert.equal(executor.statistics().workers, 1);
  },
  "process",
);

test("test_max_tasks_per_child_pending_tasks_gh115634", async ({ construct }) => {
  for (const maxWorkers of [1, 2]) {
    await using executor = construct({ maxWorkers, maxTasksPerWorker: 2 });
    await checkSquares(squares(executor, 7));
  }
});

// Adapted: nothing is looked at inside; what was submitted comes to its end.
test("test_shutdown_no_wait_max_tasks_gh119592", async ({ construct }) => {
  const executor = construct({ maxWorkers: 1, maxTasksPerWorker: 1 });
  const futures = squares(executor, 4);
  await executor.shutdown({ wait: false });
  await checkSquares(futures);
  await within(executor.shutdown(), "the shutdown");
});

// Adapted: the executor is dropped, and collected if the engine likes, while its processes replace one another.
test("test_gc_during_max_tasks_worker_exit_gh152967", async ({ construct }) => {
  const submit = (): Future<number>[] => squares(construct({ maxWorkers: 1, maxTasksPerWorker: 1 }), 4);
  const futures = submit();
  for (const future of futures) {
    await collectGarbage();
    await within(future.result(), "the result");
  }
  await checkSquares(futures);
});

// Adapted: an initializer that works once for a process that cannot be started.
test("test_failed_worker_replacement_breaks_pool", async ({ construct }) => {
  await using executor = construct({
    maxWorkers: 1,
    maxTasksPerWorker: 1,
    initializer: tasks.initOnce,
    initargs: [new FileGate().directory],
  });
  const [first, second, third] = [1, 2, 3].map((n) => executor.submit(mul, n, n));
  assert.equal(await first, 1);
  for (const future of [second, third])
    assert.ok(
      (await within(future?.exception() ?? assert.fail(), "the end")) instanceof BrokenProcessPoolError,
    );
  assert.throws(() => executor.submit(mul, 1, 1), BrokenProcessPoolError);
});

test("test_max_tasks_early_shutdown", async ({ construct }) => {
  const executor = construct({ maxWorkers: 3, maxTasksPerWorker: 1 });
  const futures = squares(executor, 6);
  await within(executor.shutdown(), "the shutdown");
  await checkSquares(futures);
  await until("no process is left", () => executor.statistics().workers === 0);
});
