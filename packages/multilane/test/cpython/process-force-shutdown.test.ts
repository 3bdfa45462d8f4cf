/** CPython's `test_process_pool.ProcessPoolExecutorTest`: `terminate_workers`, `kill_workers`. */
import assert from "node:assert/strict";
import { ExecutorShutdownError, ProcessPoolExecutor, WorkerDiedError } from "multilane";
import type { Future } from "multilane";
import { FileGate } from "../support/file-gate.js";
import { within } from "../support/patience.js";
import { mul, pass, processId } from "./executor-tasks.js";
import { executorTest } from "./support/executors.js";
import { processesGone } from "./support/process-life.js";

const suite = { suite: "test_process_pool", class: "ProcessPoolExecutorTest" } as const;
const ways = ["terminateWorkers", "killWorkers"] as const;

const test = (method: string, body: () => Promise<void>): void =>
  executorTest(suite, method, body, "process");

/** Ends a pool whose only process is at work, with another call behind it. */
async function endBusy(way: (typeof ways)[number]): Promise<void> {
  const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
  const pid = await executor.submit(processId);
  const gate = new FileGate();
  const running = executor.submit(pass, gate.directory);
  const waiting = executor.submit(mul, 1, 1);
  await gate.arrived(1);
  await within(executor[way](), "the end of the processes");
  await processesGone([pid]);
  const error = await within(running.exception(), "the end of the call");
  assert.ok(error instanceof WorkerDiedError && error.reason === "terminated", String(error));
  assert.equal(waiting.cancelled(), true);
}

// Adapted, these two: the processes are gone; nothing to replace inside.
test("test_terminate_workers", () => endBusy("terminateWorkers"));
test("test_kill_workers", () => endBusy("killWorkers"));

test("test_force_shutdown_workers", async () => {
  for (const way of ways) {
    const executor = new ProcessPoolExecutor({ maxWorkers: 2 });
    const gate = new FileGate();
    const futures = [1, 2].map(() => executor.submit(pass, gate.directory));
    await gate.arrived(2);
    await within(executor[way](), "the end of the processes");
    assert.ok(futures.every((future) => future.done()));
    assert.equal(executor.statistics().workers, 0);
    assert.equal(gate.arrivals, 2);
  }
});

test("test_force_shutdown_workers_dead_workers", async () => {
  for (const way of ways) {
    const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
    const pid = await executor.submit(processId);
    process.kill(pid, "SIGKILL");
    await within(executor[way](), "the end of the processes");
    await processesGone([pid]);
  }
});

// Adapted: nothing to replace inside.
test("test_force_shutdown_workers_not_started_yet", async () => {
  for (const way of ways) {
    const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
    await within(executor[way](), "the end of no process");
    const other = new ProcessPoolExecutor({ maxWorkers: 1 });
    const future: Future<number> = other.submit(mul, 2, 3);
    await within(other[way](), "the end of a process that was starting");
    assert.equal(future.done(), true);
  }
});

test("test_force_shutdown_workers_stops_pool", async () => {
  for (const way of ways) {
    const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
    await executor.submit(mul, 2, 3);
    await executor[way]();
    assert.throws(() => executor.submit(mul, 2, 3), ExecutorShutdownError);
    await within(executor.shutdown(), "the shutdown");
  }
});

// Adapted: the pool is ended while its processes replace one another.
test("test_force_shutdown_during_max_tasks_worker_exit", async () => {
  for (const way of ways) {
    const executor = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerWorker: 1 });
    const futures = [1, 2, 3, 4].map((n) => executor.submit(mul, n, n));
    await futures[0];
    await within(executor[way](), "the end of the processes");
    assert.ok(futures.every((future) => future.done()));
    assert.equal(executor.statistics().workers, 0);
  }
});
