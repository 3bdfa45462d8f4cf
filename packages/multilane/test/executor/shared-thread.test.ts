import assert from "node:assert/strict";
import { test } from "node:test";
import { Event, ThreadPoolExecutor } from "multilane";
import * as sharing from "../tasks/sharing.js";

void test(
  "a call that a spinning neighbour took in begins when that awaits",
  { timeout: 60_000 },
  async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
    // Several times: where the module must be loaded first, the queue is looked at after that in any case.
    for (let round = 0; round < 4; round++) {
      const [started, other, over] = [new Event(), new Event(), new Event()];
      const controller = new AbortController();
      const spinning = executor
        .with({ signal: controller.signal })
        .submit(sharing.spinThenAwait, started, other, over);
      await started.wait();
      const raised = executor.submit(sharing.raise, other);
      controller.abort(new Error("enough"));
      await assert.rejects(spinning.result(), /enough/);
      await raised.result({ timeout: 15_000 });
      assert.ok(await over.wait({ timeout: 15_000 }));
    }
  },
);
