/** CPython's `test_thread_pool.ThreadPoolExecutorTest`. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { Event, Semaphore, TimeoutError } from "multilane";
import * as tasks from "./executor-tasks.js";
import { append, logAndWait } from "./pool-fixture.js";
import { askingTest, executorTest, resultOf } from "./support/executors.js";
import { takePermit } from "./support/permit-tasks.js";
import { SharedList } from "./support/shared-list.js";

const suite = { suite: "test_thread_pool", class: "ThreadPoolExecutorTest" } as const;

executorTest(
  suite,
  "test_map_submits_without_iteration",
  async ({ executor }) => {
    const finished = new SharedList<number>();
    const ten = Array.from({ length: 10 }, (_, n) => n);
    executor.map(
      append,
      ten.map(() => finished),
      ten,
    );
    await executor.shutdown();
    assert.deepEqual(new Set(finished.values()), new Set(ten));
    assert.equal(finished.length, 10);
  },
  "thread",
);

// Adapted: as many as there are processors, since all of them compute at the same time.
executorTest(
  suite,
  "test_default_workers",
  async ({ construct }) => {
    await using executor = construct();
    const semaphore = new Semaphore(0);
    const expected = availableParallelism();
    for (let n = 0; n < 2 * expected; n++) executor.submit(takePermit, semaphore);
    assert.equal(executor.statistics().workers, expected);
    for (let n = 0; n < 2 * expected; n++) semaphore.release();
  },
  "thread",
);

executorTest(
  suite,
  "test_saturation",
  async ({ construct }) => {
    const executor = construct({ maxWorkers: 4 });
    const semaphore = new Semaphore(0);
    for (let n = 0; n < 15 * 4; n++) executor.submit(takePermit, semaphore);
    assert.equal(executor.statistics().workers, 4);
    for (let n = 0; n < 15 * 4; n++) semaphore.release();
    await executor.shutdown();
  },
  "thread",
);

askingTest(
  suite,
  "test_idle_thread_reuse",
  async ({ executor, mode }) => {
    assert.equal(await resultOf(mode, executor.submit(tasks.mul, 21, 2)), 42);
    assert.equal(await resultOf(mode, executor.submit(tasks.mul, 6, 7)), 42);
    assert.equal(await resultOf(mode, executor.submit(tasks.mul, 3, 14)), 42);
    assert.equal(executor.statistics().workers, 1);
  },
  "thread",
);

executorTest(
  suite,
  "test_executor_map_current_future_cancel",
  async ({ construct }) => {
    const [stop, log] = [new Event(), new SharedList<string>()];
    await using executor = construct({ maxWorkers: 1 });
    const first = executor.submit(logAndWait, log, stop, "first");
    try {
      const results = executor
        .with({ timeout: 0 })
        .map(logAndWait, [log, log], [stop, stop], ["second", "third"]);
      await assert.rejects(results.next(), TimeoutError);
    } finally {
      stop.set();
    }
    await first;
    await executor.shutdown();
    assert.deepEqual(log.values(), ["first started", "first stopped"]);
  },
  "thread",
);
