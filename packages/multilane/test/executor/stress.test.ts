/** Seeded mixes of short, blocking, waiting and cancelled calls: every one of them comes to its end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ThreadPoolExecutor, wait } from "multilane";
import type { Future } from "multilane";
import { within } from "../support/patience.js";
import { random } from "../support/random.js";
import * as tasks from "../tasks/sample.js";

const CALLS = 1000;

/** Keeps `outstanding` calls under way until all have been made; fails after 20 s without an end. */
async function drive(executor: ThreadPoolExecutor, outstanding: number, next: () => number): Promise<void> {
  const futures = new Set<Future<unknown>>();
  for (let made = 0; made < CALLS || futures.size > 0;) {
    while (futures.size < outstanding && made < CALLS) {
      made++;
      const work = next() < 0.03 ? next() * 6 : 0;
      const future = executor.submit(tasks.workAndWait, work, next() < 0.5 ? -1 : Math.floor(next() * 3));
      if (next() < 0.1) future.cancel();
      futures.add(future);
    }
    const { done } = await wait(futures, { timeout: 20_000, returnWhen: "FIRST_COMPLETED" });
    assert.ok(done.size > 0, `${futures.size} calls do not end: ${JSON.stringify(executor.statistics())}`);
    for (const future of done) futures.delete(future);
  }
}

for (const [maxWorkers, tasksPerWorker, outstanding] of [
  [1, 32, 128],
  [2, 4, 128],
  [3, 1, 8],
  [2, 1, 1000],
  [4, 2, 30],
] as const)
  void test(`${maxWorkers} workers × ${tasksPerWorker} tasks, ${outstanding} calls outstanding`, async () => {
    const seed = 1 + ((maxWorkers * 1000 + tasksPerWorker * 100 + outstanding) % 1000);
    await using executor = new ThreadPoolExecutor({ maxWorkers, tasksPerWorker });
    await drive(executor, outstanding, random(seed));
    const { queued, assigned } = executor.statistics();
    assert.deepEqual({ queued, assigned }, { queued: 0, assigned: 0 });
  });

for (const [maxWorkers, tasksPerWorker, pause] of [
  [1, 32, 0],
  [1, 32, 1],
  [2, 16, 1],
] as const)
  void test(`${maxWorkers} × ${tasksPerWorker} calls that wait ${pause} ms, each followed by the next`, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers, tasksPerWorker });
    let [made, over] = [0, 0];
    const all = new Promise<void>((resolve, reject) => {
      const next = (): void => {
        if (made++ >= 2 * CALLS) return;
        executor.submit(tasks.workAndWait, 0, pause).addDoneCallback((future) => {
          if (future.cancelled()) reject(new Error("cancelled"));
          if (++over === 2 * CALLS) resolve();
          next();
        });
      };
      for (let n = 0; n < 128; n++) next();
    });
    await within(all, `the end of ${2 * CALLS} calls`);
  });
