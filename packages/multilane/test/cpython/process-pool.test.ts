/** CPython's `test_process_pool.ProcessPoolExecutorTest`, but for those that end processes by force. */
import assert from "node:assert/strict";
import { BrokenProcessPoolError, WorkerDiedError } from "multilane";
import type { Executor, Future } from "multilane";
import { within } from "../support/patience.js";
import { FileGate } from "../support/file-gate.js";
import { mul, pass, passAndReturn, pow, processId } from "./executor-tasks.js";
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

// Adapted: there is no traceback that grows; each future has an error of its own, and each says where it was submitted.
askingTest(
  suite,
  "test_broken_process_pool_traceback",
  async ({ construct, mode }) => {
    await using executor = construct({ maxWorkers: 1, onWorkerDeath: "break" });
    const pid = await executor.submit(processId);
    const gate = new FileGate();
    const futures = [1, 2, 3].map(() => executor.submit(pass, gate.directory));
    await gate.arrived(1);
    process.kill(pid, "SIGTERM");
    const errors: unknown[] = [];
    for (const future of futures) errors.push(await errorOf(mode, future));
    assert.equal(new Set(errors).size, 3);
    for (const error of errors) {
      assert.ok(error instanceof BrokenProcessPoolError);
      assert.equal(error.stack?.split("--- submitted at").length, 2);
    }
  },
  "process",
);

askingTest(
  suite,
  "test_traceback_when_child_process_terminates_abruptly",
  async ({ construct, mode }) => {
    await using executor = construct({ maxWorkers: 1, onWorkerDeath: "break" });
    const error = await errorOf(mode, executor.submit(tasks.exit, 99));
    assert.ok(error instanceof BrokenProcessPoolError && error.cause instanceof WorkerDiedError);
    assert.equal(error.cause.exitCode, 99);
    assert.match(error.cause.message, /exited with code 99 while it ran exit/);
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
  for (const [maxWorkers, maxTasksPerWorker, count] of [
    [1, 2, 6],
    [2, 2, 8],
  ] as const) {
    await using executor = construct({ maxWorkers, maxTasksPerWorker });
    await checkSquares(squares(executor, count));
  }
});

/** Submits three calls to processes of one call each, and lets go of the executor while the first one runs. */
async function strand({ construct }: Stage, shutdown: boolean, gate: FileGate): Promise<Future<number>[]> {
  const executor = construct({ maxWorkers: 1, maxTasksPerWorker: 1 });
  const futures = [0, 1, 2].map((n) => executor.submit(passAndReturn, gate.directory, n));
  await gate.arrived(1);
  if (shutdown) await executor.shutdown({ wait: false });
  return futures;
}

/** CPython: `_run_stranded_worker_exit_test`. */
async function checkStranded(stage: Stage, shutdown: boolean, collect: boolean): Promise<void> {
  const gate = new FileGate();
  const futures = await strand(stage, shutdown, gate);
  if (collect) await collectGarbage();
  gate.open();
  for (const [n, future] of futures.entries()) assert.equal(await within(future.result(), "a result"), n);
}

// Adapted, these two: what was submitted is run also when the executor has been collected; in CPython it fails then.
test("test_shutdown_no_wait_max_tasks_gh119592", async (stage) => {
  for (const collect of [false, true]) await checkStranded(stage, true, collect);
});
test("test_gc_during_max_tasks_worker_exit_gh152967", (stage) => checkStranded(stage, false, true));

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
