/** The relay dies, which nothing of ours should ever bring about: all calls settle, and the pools go on with another. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import type { Worker } from "node:worker_threads";
import { BrokenProcessPoolError, ProcessPoolExecutor, WorkerDiedError } from "multilane";
import { within } from "../support/patience.js";
import { until } from "../support/until.js";
import { processId } from "../tasks/processes.js";
import { add, later } from "../tasks/sample.js";

const limit = { timeout: 20_000 };

let relay: Worker | undefined;
const note = (worker: Worker): void => void (relay = worker);

before(async () => {
  await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
  process.on("worker", note);
  await executor.submit(processId).result(limit);
  process.off("worker", note);
  // That starts the watcher; what is started from now on is another relay.
  executor.submit(processId).resultSync(limit);
  // Node tells of a thread in a later turn.
  await new Promise(setImmediate);
  process.on("worker", note);
});
after(() => void process.off("worker", note));

async function killRelay(way: "terminated" | "failed"): Promise<void> {
  assert.ok(relay !== undefined);
  if (way === "terminated") await relay.terminate();
  // It expects orders.
  else relay.postMessage(null);
}

/** Whether it runs. Nobody takes notice of the end of a process whose relay is dead: then it is a zombie. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

function assertLost(error: unknown): void {
  assert.ok(error instanceof WorkerDiedError, String(error));
  assert.equal(error.reason, "crash");
  assert.equal(error.task, "later");
  assert.match(error.message, /process \d+\) was lost with the thread that relays its messages/);
}

for (const way of ["terminated", "failed"] as const)
  describe(`a relay that is ${way}`, { timeout: 60_000 }, () => {
    test("is replaced; what ran is lost, what waits runs", async () => {
      await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
      await using other = new ProcessPoolExecutor({ maxWorkers: 1 });
      const pids = [await executor.submit(processId), await other.submit(processId)];
      const running = [executor, other].map((each) => each.submit(later, 60_000, "never"));
      const waiting = [executor, other].map((each) => each.submit(add, 1, 2));
      await killRelay(way);
      for (const future of running) assertLost(await within(future.exception(), "the end of the call"));
      for (const future of waiting) assert.equal(await future.result(limit), 3);
      await until("the processes of that relay have ended", () => !pids.some(runs));
    });

    test("breaks a pool that is to break, and says why", async () => {
      await using executor = new ProcessPoolExecutor({ maxWorkers: 1, onWorkerDeath: "break" });
      await executor.submit(processId);
      const future = executor.submit(later, 60_000, "never");
      await killRelay(way);
      const error = await within(future.exception(), "the end of the call");
      assert.ok(error instanceof BrokenProcessPoolError, String(error));
      assertLost(error.cause);
    });

    test("a blocked owner hears of it", async () => {
      await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
      await executor.submit(processId);
      const running = executor.submit(later, 60_000, "never");
      const waiting = executor.submit(add, 1, 2);
      void killRelay(way);
      assertLost(running.exceptionSync(limit));
      assert.equal(waiting.resultSync(limit), 3);
    });
  });
