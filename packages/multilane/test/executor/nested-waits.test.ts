/** Waits of tasks for calls of their own pool: which of them nobody can end, and which only look so. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AsyncPoolExecutor,
  DeadlockError,
  Event,
  Queue,
  sleep,
  Thread,
  ThreadPoolExecutor,
  ThreadTerminatedError,
} from "multilane";
import type { Executor, TaskReference } from "multilane";
import { untilGarbage } from "../support/collect-garbage.js";
import { within } from "../support/patience.js";
import { until } from "../support/until.js";
import * as nesting from "../tasks/nesting.js";

const LIMIT = { timeout: 30_000 };

/** Resolves when the pool has handed so many calls to its workers. */
async function assigned(executor: ThreadPoolExecutor, calls: number): Promise<void> {
  await until("the calls are handed out", () => executor.statistics().assigned >= calls);
}

// First: the numbers of this thread's own calls and of those of others begin together.
it("nested calls have numbers of their own", LIMIT, async () => {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  const ids = await executor.run(nesting.ownIds, executor, 4);
  assert.equal(new Set(ids).size, ids.length, ids.join());
});

describe("a ring of workers that wait for one another", () => {
  type Wait = TaskReference<[executor: Executor, n: number], number | Promise<number>>;
  const rings: readonly (readonly [string, Wait])[] = [
    ["one blocks for a call that blocks", nesting.blockForBlock],
    ["one awaits a call that blocks", nesting.awaitBlock],
    ["one awaits a call that holds a lock", nesting.awaitHolder],
  ];
  for (const [how, task] of rings)
    it(`is found where ${how}`, LIMIT, async () => {
      await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
      await assert.rejects(executor.run(task, executor, 1), DeadlockError);
      assert.equal(await executor.run(nesting.double, 4), 8);
      await using wide = new ThreadPoolExecutor({ maxWorkers: 3 });
      assert.ok((await wide.run(task, wide, 1)) > 1);
    });
});

describe("no deadlock is", () => {
  it("to submit without waiting, with a lock in hand", LIMIT, async () => {
    const event = new Event();
    {
      await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
      await executor.run(nesting.launchHoldingLock, executor, event);
    }
    assert.ok(event.isSet());
  });

  it("to submit without waiting what is moved", LIMIT, async () => {
    const event = new Event();
    {
      await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
      await executor.run(nesting.launchMoved, executor, event);
    }
    assert.ok(event.isSet());
  });

  it("a task that waits for two calls beside one that goes on", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
    const event = new Event();
    const beside = executor.submit(nesting.waitFor, event);
    assert.equal(await executor.run(nesting.awaitTwoHoldingLock, executor, event), 6);
    await beside;
  });

  it("a wait of limited length", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    for (const timeout of [0, 20])
      assert.deepEqual(await executor.run(nesting.blockForAWhile, executor, timeout), [
        "TimeoutError",
        false,
        2,
      ]);
  });
});

describe("a blocking wait beside other tasks in its thread", () => {
  for (const maxWorkers of [1, 2])
    it(`ends, with ${maxWorkers} workers`, LIMIT, async () => {
      await using executor = new ThreadPoolExecutor({ maxWorkers, tasksPerWorker: 2 });
      const futures = Array.from({ length: 2 * maxWorkers }, (_, n) =>
        executor.submit(nesting.blockForDouble, executor, n),
      );
      for (const [n, future] of futures.entries()) assert.equal(await future, 2 * n + 1);
      assert.equal(await executor.run(nesting.blockForDouble, executor, 20), 41);
    });

  it("is a deadlock for what has been moved there", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
    await assert.rejects(executor.run(nesting.blockForMoved, executor), DeadlockError);
  });
});

describe("while the pool's own thread is blocked", () => {
  it("a task is told of the statistics", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.equal(executor.submit(nesting.statisticsOf, executor).resultSync({ timeout: 15_000 }), 1);
  });

  it("a Thread comes to submit, and is joined with its result", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    const results = new Queue<number>();
    const thread = new Thread({ target: nesting.report, args: [executor, 10, results] });
    thread.start();
    assert.equal(results.getSync({ timeout: 15_000 }), 90);
    await within(thread.join(), "the end of the thread");
  });

  it("a task is told of room in the queue", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1, maxPending: 2 });
    const items = Array.from({ length: 20 }, (_, n) => n);
    assert.deepEqual(
      executor.submit(nesting.mapOver, executor, items).resultSync({ timeout: 15_000 }),
      items.map((n) => 2 * n),
    );
  });
});

describe("the calls of a task", () => {
  it("may be more than can be under way, and be waited for from the last", LIMIT, async () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    const calls = 2 ** 16 + 1;
    assert.equal(await executor.run(nesting.blockForLast, executor, calls), 2 * (calls - 1));
    await executor.shutdown({ cancelFutures: true });
  });

  it("are counted, also those that were aborted in its thread", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    await executor.run(nesting.timeOutNested, executor);
    await until("the call that was aborted is counted", () => executor.statistics().failed > 0);
    const { completed, failed, cancelled } = executor.statistics();
    assert.deepEqual([completed, failed, cancelled], [1, 1, 0]);
  });
});

describe("a call that was sent to a worker that is not up", () => {
  it("is cancelled with the pool", LIMIT, async () => {
    const gate = new Event();
    const executor = new ThreadPoolExecutor({
      maxWorkers: 1,
      initializer: nesting.waitForGate,
      initargs: [gate],
    });
    const thread = new Thread({ target: nesting.outcomeOfDouble, args: [executor] });
    thread.start();
    await assigned(executor, 1);
    const ended = executor.shutdown({ cancelFutures: true });
    gate.set();
    assert.equal(await within(thread.join(), "the end of the thread"), "CancelledError");
    await ended;
  });

  it("is dropped with the thread that submitted it", LIMIT, async () => {
    const gate = new Event();
    await using executor = new ThreadPoolExecutor({
      maxWorkers: 1,
      initializer: nesting.waitForGate,
      initargs: [gate],
    });
    const thread = new Thread({ target: nesting.outcomeOfDouble, args: [executor] });
    thread.start();
    await assigned(executor, 1);
    await thread.terminate();
    await assert.rejects(thread.join(), ThreadTerminatedError);
    await until("the call is dropped", () => executor.statistics().assigned === 0);
    gate.set();
    assert.equal(await executor.run(nesting.double, 4), 8);
  });
});

it("an executor that only its own workers know is collected", LIMIT, async () => {
  const executor = await (async () => {
    const forgotten = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.equal(await forgotten.run(nesting.awaitDouble, forgotten, 1), 3);
    return new WeakRef(forgotten);
  })();
  await untilGarbage([executor]);
});

it("an AsyncPoolExecutor runs no more at once for calls whose submitter has ended", LIMIT, async () => {
  await using executor = new AsyncPoolExecutor({ maxWorkers: 1 });
  let running = 0;
  let most = 0;
  const compute = async (): Promise<void> => {
    most = Math.max(most, ++running);
    await sleep(1);
    running--;
  };
  const futures = await executor.run(() => {
    const submitted = Array.from({ length: 4 }, () => executor.submit(compute));
    for (const future of submitted) future.addDoneCallback(() => undefined);
    return { submitted };
  });
  await Promise.all(futures.submitted.map((future) => future.result()));
  assert.equal(most, 1);
});
