/** CPython's `test_deadlock.ExecutorDeadlockTest`: whatever a process does, whoever waits for it is told. */
import assert from "node:assert/strict";
import { BrokenProcessPoolError, SerializationError } from "multilane";
import type { Executor, Future } from "multilane";
import { within } from "../support/patience.js";
import { str } from "./executor-tasks.js";
import * as tasks from "./process-tasks.js";
import { askingTest, executorTest, listOf, resultOf } from "./support/executors.js";
import type { Stage } from "./support/executors.js";

const suite = { suite: "test_deadlock", class: "ExecutorDeadlockTest" } as const;

/** CPython's `PIPE_MAX_SIZE`: more than any pipe holds. */
const BIG = 4 * 1024 * 1024 + 1;

type Expected = typeof BrokenProcessPoolError | typeof RangeError | typeof SerializationError;

/** Checks what a call fails with, in a pool that breaks as CPython's does, and that its shutdown comes to its end. */
async function checkError(
  { construct, mode }: Stage,
  expected: Expected,
  submit: (executor: Executor) => Future<unknown>,
): Promise<void> {
  const executor = construct({ maxWorkers: 2, onWorkerDeath: "break" });
  const future = submit(executor);
  await assert.rejects(async () => await resultOf(mode, future), expected);
  await within(executor.shutdown(), "the shutdown");
}

function test(method: string, expected: Expected, submit: (executor: Executor) => Future<unknown>): void {
  askingTest(suite, method, (stage) => checkError(stage, expected, submit), "process");
}

test("test_error_at_task_pickle", SerializationError, (executor) =>
  executor.submit(tasks.identity, new tasks.ErrorAtPickle()),
);

// Adapted, these three: a class says how its instances are made where they arrive, and can do anything there. An error
// that it throws fails the call, and breaks nothing.
test("test_exit_at_task_unpickle", BrokenProcessPoolError, (executor) =>
  executor.submit(tasks.identity, new tasks.ExitAtUnpickle()),
);
test("test_error_at_task_unpickle", SerializationError, (executor) =>
  executor.submit(tasks.identity, new tasks.ErrorAtUnpickle()),
);
test("test_crash_at_task_unpickle", BrokenProcessPoolError, (executor) =>
  executor.submit(tasks.identity, new tasks.CrashAtUnpickle()),
);

test("test_crash_during_func_exec_on_worker", BrokenProcessPoolError, (executor) =>
  executor.submit(tasks.crash),
);

// Adapted: `process.exit` is no exception in JavaScript.
test("test_exit_during_func_exec_on_worker", BrokenProcessPoolError, (executor) =>
  executor.submit(tasks.exit, 1),
);

test("test_error_during_func_exec_on_worker", RangeError, (executor) => executor.submit(tasks.raiseError));

// Adapted, these two, as above.
test("test_crash_during_result_pickle_on_worker", BrokenProcessPoolError, (executor) =>
  executor.submit(tasks.returnInstance, "CrashAtPickle"),
);
test("test_exit_during_result_pickle_on_worker", BrokenProcessPoolError, (executor) =>
  executor.submit(tasks.returnInstance, "ExitAtPickle"),
);

test("test_error_during_result_pickle_on_worker", SerializationError, (executor) =>
  executor.submit(tasks.returnInstance, "ErrorAtPickle"),
);

// Adapted: the call fails, with what `decode` threw here, and nothing breaks.
test("test_error_during_result_unpickle_in_result_handler", SerializationError, (executor) =>
  executor.submit(tasks.returnInstance, "ErrorAtUnpickle"),
);

executorTest(
  suite,
  "test_shutdown_deadlock",
  async ({ construct }) => {
    const executor = construct({ maxWorkers: 2, onWorkerDeath: "break" });
    const outcome = executor.submit(tasks.crash, 50).exception();
    await within(executor.shutdown(), "the shutdown");
    assert.ok((await within(outcome, "the end of the call")) instanceof BrokenProcessPoolError);
  },
  "process",
);

executorTest(
  suite,
  "test_shutdown_deadlock_pickle",
  async ({ construct }) => {
    const executor = construct({ maxWorkers: 2, onWorkerDeath: "break" });
    await executor.submit(tasks.identity, 42);
    const outcome = executor.submit(tasks.identity, new tasks.ErrorAtPickle()).exception();
    await executor.shutdown({ wait: false });
    assert.ok((await within(outcome, "the end of the call")) instanceof SerializationError);
    await within(executor.shutdown(), "the shutdown");
  },
  "process",
);

executorTest(
  suite,
  "test_crash_big_data",
  async ({ construct }) => {
    const executor = construct({ maxWorkers: 2, onWorkerDeath: "break" });
    const data = Array.from({ length: 10 }, () => "a".repeat(BIG));
    const results = listOf(executor.map(tasks.crashWithData, data));
    await assert.rejects(within(results, "the end of the map"), BrokenProcessPoolError);
    await within(executor.shutdown(), "the shutdown");
  },
  "process",
);

// Adapted: nothing to replace inside. All are submitted before any process is up to take the first.
executorTest(
  suite,
  "test_gh105829_should_not_deadlock_if_wakeup_pipe_full",
  async ({ construct }) => {
    await using executor = construct({ maxWorkers: 2 });
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    const results = await within(listOf(executor.map(str, numbers)), "the end of the map");
    assert.deepEqual(results, numbers.map(String));
  },
  "process",
);
