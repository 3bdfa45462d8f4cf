/** `RLock` among real threads, and among tasks of one thread. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LockOwnerDiedError, RLock, Thread, ThreadPoolExecutor } from "multilane";
import { Gate } from "../support/gate.js";
import { until } from "../support/until.js";
import * as reentrant from "../tasks/reentrant.js";

const LONG = { timeout: 20_000 };

function counter(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4));
}

describe("RLock among threads", () => {
  for (const [kind, make] of [
    ["an anonymous", () => new RLock()],
    ["a named", () => new RLock("rlock-threads: counter")],
  ] as const) {
    it(`loses nothing of a counter that 4 threads add to, three deep, under ${kind} lock`, async () => {
      const [lock, words] = [make(), counter()];
      await using pool = new ThreadPoolExecutor({ maxWorkers: 4 });
      const counting = [
        ...[1, 2].map(() => pool.submit(reentrant.countDeep, lock, words, 2000)),
        ...[1, 2].map(() => pool.submit(reentrant.countDeepAwaiting, lock, words, 100)),
      ];
      for (const one of counting) await one.result({ timeout: 60_000 });
      assert.equal(words[0], 4200);
      assert.deepEqual(lock.statistics(), { name: lock.name, locked: false, waiting: 0, depth: 0 });
    });
  }

  it("shows another thread that it is held, and not by that one, who cannot release it", async () => {
    const lock = new RLock();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    using _one = lock.acquireSync();
    using _two = lock.acquireSync();
    assert.deepEqual(await pool.submit(reentrant.look, lock).result(LONG), {
      locked: true,
      owned: false,
      taken: false,
      depth: 2,
      release: "ERR_MULTILANE_INVALID_STATE",
      blocking: "ERR_MULTILANE_TIMEOUT",
    });
    assert.equal(lock.statistics().depth, 2);
  });

  it("belongs to the task, where two tasks share a thread", async () => {
    const lock = new RLock();
    const gate = new Gate();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 2 });
    const holding = pool.submit(reentrant.holdAwaiting, lock, gate.words);
    await gate.arrived(1);
    const view = await pool.submit(reentrant.lookAndAwait, lock, gate.words).result(LONG);
    assert.deepEqual(view, {
      locked: true,
      owned: false,
      taken: false,
      depth: 1,
      release: "ERR_MULTILANE_INVALID_STATE",
      blocking: "ERR_MULTILANE_DEADLOCK",
    });
    assert.equal(await holding.result(LONG), true);
    assert.equal(lock.locked(), false);
  });

  it("tells the next one when its owner is terminated, and is held once when recovered", async () => {
    const lock = new RLock();
    const gate = new Gate();
    const holder = new Thread({ target: reentrant.holdDeep, args: [lock, gate.words], name: "deep" });
    holder.start();
    await gate.arrived(1);
    assert.equal(String(lock), '<locked RLock owner="deep" count=3>');
    const acquired = lock.acquire(LONG).catch((error: unknown) => error);
    await holder.terminate();
    const error = await acquired;
    assert.ok(error instanceof LockOwnerDiedError);
    const guard = error.recover();
    assert.equal(lock.statistics().depth, 1);
    assert.equal(lock.tryAcquire(), undefined); // it was awaited
    guard.release();
    assert.equal(lock.locked(), false);
    await assert.rejects(holder.join(), { name: "ThreadTerminatedError" });
  });

  it("can be taken again by who blocked for it and recovered it", async () => {
    const lock = new RLock();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await pool.submit(reentrant.forgetDeep, lock).result(LONG);
    assert.throws(
      () => lock.acquireSync(LONG),
      (error) => {
        assert.ok(error instanceof LockOwnerDiedError);
        const guard = error.recover();
        using _again = lock.acquireSync(LONG);
        assert.equal(lock.statistics().depth, 2);
        guard.release();
        return true;
      },
    );
    assert.equal(lock.locked(), false);
  });

  it("does not run what a run was for when its owner died, and can be recovered then", async () => {
    const lock = new RLock();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await pool.submit(reentrant.forgetDeep, lock).result(LONG);
    const error: unknown = await lock
      .run(() => assert.fail("called"), LONG)
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof LockOwnerDiedError);
    error.recover();
    assert.equal(lock.isOwned(), true);
    assert.equal(lock.statistics().depth, 1);
    lock.release();
    assert.equal(await lock.run(() => 7, LONG), 7);
  });

  it("goes on when a thread is terminated that waits for it", async () => {
    const lock = new RLock();
    const guard = lock.acquireSync();
    const waiter = new Thread({ target: reentrant.holdDeep, args: [lock, new Gate().words] });
    waiter.start();
    await until("it waits", () => lock.statistics().waiting === 1);
    await waiter.terminate();
    await until("it waits no more", () => lock.statistics().waiting === 0);
    guard.release();
    lock.acquireSync(LONG).release();
    await assert.rejects(waiter.join(), { name: "ThreadTerminatedError" });
  });

  it("is one object in a thread, however often it comes", async () => {
    const lock = new RLock();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    assert.equal(await pool.submit(reentrant.isSame, lock, lock).result(LONG), true);
  });
});
