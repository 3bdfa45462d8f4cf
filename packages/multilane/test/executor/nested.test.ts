import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AsyncPoolExecutor,
  DeadlockError,
  Event,
  ExecutorShutdownError,
  NotSharedError,
  ProcessPoolExecutor,
  Queue,
  sleep,
  Thread,
  ThreadPoolExecutor,
  WorkerDiedError,
} from "multilane";
import type { Executor, TaskReference } from "multilane";
import * as nesting from "../tasks/nesting.js";

const LIMIT = { timeout: 20_000 };
const FIB_8 = 21;

async function inPool<T>(maxWorkers: number, use: (executor: ThreadPoolExecutor) => Promise<T>): Promise<T> {
  await using executor = new ThreadPoolExecutor({ maxWorkers });
  return await use(executor);
}

for (const maxWorkers of [1, 2, 3])
  describe(`a task that submits to its own pool of ${maxWorkers}`, () => {
    it("awaits the result", LIMIT, async () => {
      assert.equal(
        await inPool(maxWorkers, (executor) => executor.run(nesting.awaitDouble, executor, 20)),
        41,
      );
    });

    it("blocks for the result", LIMIT, async () => {
      assert.equal(
        await inPool(maxWorkers, (executor) => executor.run(nesting.blockForDouble, executor, 20)),
        41,
      );
    });

    it("walks a tree of tasks that await", LIMIT, async () => {
      assert.equal(await inPool(maxWorkers, (executor) => executor.run(nesting.fib, executor, 8)), FIB_8);
    });

    it("walks a tree of tasks that block", LIMIT, async () => {
      assert.equal(await inPool(maxWorkers, (executor) => executor.run(nesting.fibSync, executor, 8)), FIB_8);
    });

    it("does so many times at once", LIMIT, async () => {
      await inPool(maxWorkers, async (executor) => {
        const futures = Array.from({ length: 40 }, (_, n) =>
          n % 2 === 0
            ? executor.submit(nesting.awaitDouble, executor, n)
            : executor.submit(nesting.blockForDouble, executor, n),
        );
        for (const [n, future] of futures.entries()) assert.equal(await future, 2 * n + 1);
        const { completed, failed, cancelled, assigned, queued } = executor.statistics();
        assert.deepEqual([completed, failed, cancelled, assigned, queued], [80, 0, 0, 0, 0]);
      });
    });

    it("maps", LIMIT, async () => {
      const items = Array.from({ length: 100 }, (_, n) => n);
      const doubled = items.map((n) => 2 * n);
      assert.deepEqual(
        await inPool(maxWorkers, (executor) => executor.run(nesting.mapOver, executor, items)),
        doubled,
      );
      assert.deepEqual(
        await inPool(maxWorkers, (executor) => executor.run(nesting.mapInChunks, executor, items)),
        doubled,
      );
    });

    it("gets the error of the task", LIMIT, async () => {
      assert.equal(
        await inPool(maxWorkers, (executor) => executor.run(nesting.awaitFailure, executor)),
        "TypeError: as told",
      );
    });

    it("need not wait: what it submits as its last act is run before the pool ends", LIMIT, async () => {
      const event = new Event();
      await inPool(maxWorkers, (executor) => executor.run(nesting.launch, executor, event));
      assert.ok(event.isSet());
    });

    it("cancels what has not begun, which never runs then", LIMIT, async () => {
      const event = new Event();
      const [cancelled, ran, state] = await inPool(maxWorkers, (executor) =>
        executor.run(nesting.cancelPending, executor, event),
      );
      // With more than one thread it may have begun at once.
      if (maxWorkers === 1) assert.ok(cancelled);
      if (cancelled) assert.deepEqual([ran, state], [false, "<Future state=cancelled>"]);
      else assert.ok(ran);
    });

    it("has its timeouts kept", LIMIT, async () => {
      assert.equal(
        await inPool(maxWorkers, (executor) => executor.run(nesting.timeOutNested, executor)),
        "TimeoutError",
      );
    });

    it("aborts what runs", LIMIT, async () => {
      assert.equal(
        await inPool(maxWorkers, (executor) => executor.run(nesting.abortNested, executor, new Event())),
        "enough",
      );
    });

    it("passes signals on", LIMIT, async () => {
      assert.equal(
        await inPool(maxWorkers, (executor) => executor.run(nesting.signalAsArgument, executor, new Event())),
        "RangeError: enough",
      );
    });
  });

describe("an executor among the arguments", () => {
  it("is the same object each time, of its class", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.deepEqual(await executor.run(nesting.sameExecutor, executor, executor), [
      true,
      "ThreadPoolExecutor",
    ]);
  });

  it("serves a Thread", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
    const results = new Queue<number>();
    const thread = new Thread({ target: nesting.report, args: [executor, 1000, results] });
    thread.start();
    assert.equal(await results.get(), 999_000);
    await thread.join();
  });

  it("serves a task of another pool, while its own thread is blocked", LIMIT, async () => {
    await using inner = new ThreadPoolExecutor({ maxWorkers: 2 });
    await using outer = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.equal(outer.submit(nesting.submitMany, inner, 100).resultSync({ timeout: 15_000 }), 9900);
  });

  it("may be one of processes", LIMIT, async () => {
    await using inner = new ProcessPoolExecutor({ maxWorkers: 1 });
    await using outer = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.equal(await outer.run(nesting.submitMany, inner as never, 10), 90);
  });

  it("does not cross to a process", LIMIT, async () => {
    await using executor = new ProcessPoolExecutor({ maxWorkers: 1 });
    await assert.rejects(executor.run(nesting.awaitDouble, executor, 1), NotSharedError);
  });

  it("tells its statistics", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.equal(await executor.run(nesting.statisticsOf, executor), 1);
  });

  it("is shut down from a task, which cannot wait for that", LIMIT, async () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.equal(await executor.run(nesting.shutDown, executor), "DeadlockError");
    assert.throws(() => executor.submit(nesting.double, 1), ExecutorShutdownError);
    await executor.shutdown();
  });

  it("takes nothing more after that", LIMIT, async () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.equal(await executor.run(nesting.submitAfterShutdown, executor), "ExecutorShutdownError");
    await executor.shutdown();
  });

  it("helps in the thread of the task that waits", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: "lane" });
    assert.deepEqual(await executor.run(nesting.names, executor), ["lane_0", "lane_0", true]);
  });

  it("moves what it is told to move, through the pool's own thread", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
    assert.deepEqual(await executor.run(nesting.moveOn, executor), [0, 1000]);
    await using single = new ThreadPoolExecutor({ maxWorkers: 1 });
    await assert.rejects(single.run(nesting.moveOn, single), DeadlockError);
  });

  it("bounds its queue for tasks, too", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1, maxPending: 4 });
    const outcomes = await executor.run(nesting.overfill, executor, 4);
    assert.equal(outcomes.filter((outcome) => outcome === "QueueFullError").length, 3);
    assert.equal(outcomes.filter((outcome) => outcome === "done").length, 4);
    const items = Array.from({ length: 50 }, (_, n) => n);
    assert.deepEqual(
      await executor.run(nesting.mapOver, executor, items),
      items.map((n) => 2 * n),
    );
  });

  it("maps from the beginning, and no further than it is asked to", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const all = Array.from({ length: 100 }, (_, n) => n);
    assert.deepEqual(await executor.run(nesting.ranksOf, executor, counter, 100, 100), all);
    counter[0] = 0;
    assert.deepEqual(await executor.run(nesting.ranksOf, executor, counter, 100, 3), [0, 1, 2]);
    assert.ok((counter[0] ?? 100) < 50, `${counter[0]} ran`);
  });

  it("forgets what a thread that died has submitted and nobody has begun", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    const event = new Event();
    await assert.rejects(executor.run(nesting.exitWithCallsQueued, executor, event), WorkerDiedError);
    assert.equal(await executor.run(nesting.double, 4), 8);
    assert.equal(executor.statistics().queued, 0);
  });

  it("is kept while a task may submit, though nobody else has it", LIMIT, async () => {
    const future = (() => {
      const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
      return executor.submit(nesting.fib, executor, 8);
    })();
    assert.equal(await future, FIB_8);
  });
});

describe("a wait that nobody can end", () => {
  type Wait = TaskReference<[executor: Executor, n: number], number | Promise<number>>;
  const waits: readonly (readonly [string, Wait])[] = [
    ["of one who holds a lock, and awaits", nesting.awaitHoldingLock],
    ["of one who holds a lock, and blocks", nesting.blockHoldingLock],
    ["for what is asynchronous, by one who blocks", nesting.blockForLater],
    ["for what turns out to be asynchronous, by one who blocks", nesting.blockForSneaky],
  ];
  for (const [what, task] of waits)
    it(`is reported: ${what}`, LIMIT, async () => {
      await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
      await assert.rejects(executor.run(task, executor, 1), DeadlockError);
      assert.equal(await executor.run(nesting.double, 4), 8);
    });

  it("is none while another thread is free", LIMIT, async () => {
    for (const [, task] of waits) {
      await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
      assert.ok((await executor.run(task, executor, 1)) > 1);
    }
  });

  it("is reported once where all threads wait, and the others go on", LIMIT, async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 3 });
    const futures = [1, 2, 3].map((n) => executor.submit(nesting.blockForLater, executor, n));
    const outcomes = await Promise.allSettled(futures.map((future) => future.result()));
    for (const outcome of outcomes)
      if (outcome.status === "rejected") assert.ok(outcome.reason instanceof DeadlockError);
  });
});

describe("a call of an AsyncPoolExecutor that awaits another", () => {
  it("maps from the beginning", LIMIT, async () => {
    await using executor = new AsyncPoolExecutor({ maxWorkers: 1 });
    const order: number[] = [];
    const items = Array.from({ length: 20 }, (_, n) => n);
    await executor.run(async () => await Promise.all(items.map((n) => executor.run(() => order.push(n)))));
    assert.deepEqual(order, items);
  });

  for (const maxWorkers of [1, 2, 3])
    it(`goes on, of ${maxWorkers} places`, LIMIT, async () => {
      await using executor = new AsyncPoolExecutor({ maxWorkers });
      let running = 0;
      let most = 0;
      const walk = async (n: number): Promise<number> => {
        if (n < 2) {
          most = Math.max(most, ++running);
          await sleep(0);
          running--;
          return n;
        }
        const [one, other] = await Promise.all([executor.run(walk, n - 1), executor.run(walk, n - 2)]);
        return one + other;
      };
      assert.equal(await executor.run(walk, 8), FIB_8);
      const sums = await Promise.all([5, 6, 7].map((n) => executor.run(walk, n)));
      assert.deepEqual(sums, [5, 8, 13]);
      // What waits takes up no place; what computes does.
      assert.ok(most <= 2 * maxWorkers, `${most} ran at once`);
    });
});
