/** What becomes of a lock whose holder dies. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lock, LockOwnerDiedError, Thread, ThreadPoolExecutor } from "multilane";
import type { TaskReference } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import * as holding from "../tasks/holding.js";

type Holding = TaskReference<[Lock, Int32Array], unknown>;

const LONG = { timeout: 20_000 };

/** A thread that holds the lock. */
async function holderOf(lock: Lock, target: Holding, gate: Gate): Promise<Thread> {
  const thread = new Thread({ target, args: [lock, gate.words], daemon: true });
  thread.start();
  await gate.arrived(1);
  return thread;
}

function inheritance(error: unknown): LockOwnerDiedError {
  assert.ok(error instanceof LockOwnerDiedError, String(error));
  return error;
}

async function waiting(lock: Lock, count: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (lock.statistics().waiting !== count) {
    assert.ok(Date.now() < deadline, `${lock.statistics().waiting} wait, not ${count}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a lock whose holder died", () => {
  const ends: readonly [string, Holding, (thread: Thread, gate: Gate) => void][] = [
    ["was terminated", holding.holdUntilTold, (thread) => void thread.terminate()],
    ["called process.exit", holding.holdAndExit, (_, gate) => gate.open()],
    ["threw where nobody caught it", holding.holdAndCrash, (_, gate) => gate.open()],
    ["ended without releasing it", holding.forget, () => undefined],
  ];
  for (const [how, target, end] of ends) {
    it(`tells the next one, who awaits it, and can be recovered: it ${how}`, async () => {
      const lock = new Lock();
      const gate = new Gate();
      const holder = await holderOf(lock, target, gate);
      const acquired = lock.acquire(LONG);
      end(holder, gate);
      const error = inheritance(
        await within(
          acquired.catch((reason: unknown) => reason),
          "the end",
        ),
      );
      const guard = error.recover();
      assert.equal(lock.locked(), true);
      assert.throws(() => error.recover(), { name: "InvalidStateError" });
      guard.release();
      assert.equal(lock.locked(), false);
      lock.acquireSync().release();
      await holder.join().catch(() => undefined);
    });

    it(`tells main while it is blocked: it ${how}`, async () => {
      const lock = new Lock();
      const gate = new Gate();
      const holder = await holderOf(lock, target, gate);
      end(holder, gate);
      assert.throws(
        () => lock.acquireSync(LONG),
        (error) => {
          inheritance(error).recover().release();
          return true;
        },
      );
      lock.acquireSync().release();
      await holder.join().catch(() => undefined);
    });
  }

  it("tells who asks when it is known already, and asks in any way", async () => {
    const ways: readonly ((lock: Lock) => unknown)[] = [
      (lock) => lock.acquire(),
      (lock) => lock.acquire({ timeout: 0 }),
      (lock) => lock.acquire(LONG),
      (lock) => lock.acquireSync(),
      (lock) => lock.acquireSync({ timeout: 0 }),
      (lock) => lock.tryAcquire(),
      (lock) => lock.run(() => undefined),
      (lock) => lock.tryRun(() => undefined),
    ];
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    for (const way of ways) {
      const lock = new Lock();
      await pool.submit(holding.forget, lock, new Gate().words);
      const error = await Promise.resolve(lock)
        .then(way)
        .catch((reason: unknown) => reason);
      inheritance(error).recover().release();
      assert.equal(lock.locked(), false);
    }
  });

  it("tells the next one when the holder ran out of memory", async () => {
    const lock = new Lock();
    const gate = new Gate();
    await using pool = new ThreadPoolExecutor({
      maxWorkers: 1,
      resourceLimits: { maxOldGenerationSizeMb: 32 },
    });
    const starving = pool.submit(holding.holdAndStarve, lock, gate.words);
    await gate.arrived(1);
    gate.open();
    assert.throws(() => lock.acquireSync(LONG), LockOwnerDiedError);
    await assert.rejects(starving.result(LONG));
  });

  it("is poisoned when nobody recovers it, and says so to all who wait and come", async () => {
    const lock = new Lock("death.test: poison");
    const gate = new Gate();
    const holder = await holderOf(lock, holding.holdUntilTold, gate);
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const others = [
      pool.submit(holding.blockFor, lock, gate.words, false),
      pool.submit(holding.awaitFor, lock, gate.words, false),
    ];
    await gate.arrived(3);
    await waiting(lock, 2);
    const first = lock.acquire(LONG).catch((error: unknown) => error);
    await holder.terminate();
    const outcomes = await Promise.all(others.map((other) => other.result(LONG)));
    const error = inheritance(await first);
    const told = [...outcomes, /poisoned: /.test(error.message) ? "poisoned" : "owner died"];
    assert.deepEqual(told.toSorted(), ["owner died", "poisoned", "poisoned"]);
    await assert.rejects(lock.acquire(), LockOwnerDiedError);
    assert.throws(() => lock.acquireSync(), LockOwnerDiedError);
    assert.throws(() => lock.tryAcquire(), LockOwnerDiedError);
    assert.equal(lock.locked(), true);
    assert.throws(() => lock.release(), { name: "InvalidStateError" });
  });

  it("lets those who wait have it, one after another, once it is recovered", async () => {
    const lock = new Lock();
    const gate = new Gate();
    const holder = await holderOf(lock, holding.holdUntilTold, gate);
    await using pool = new ThreadPoolExecutor({ maxWorkers: 3 });
    const others = [
      pool.submit(holding.blockFor, lock, gate.words, true),
      pool.submit(holding.awaitFor, lock, gate.words, true),
      pool.submit(holding.blockFor, lock, gate.words, true),
    ];
    await gate.arrived(4);
    await waiting(lock, 3);
    await holder.terminate();
    const outcomes = await Promise.all(others.map((other) => other.result(LONG)));
    assert.deepEqual(outcomes.toSorted(), ["acquired", "acquired", "owner died"]);
    assert.equal(lock.locked(), false);
  });

  it("goes on when a thread is terminated that waits for it", async () => {
    const lock = new Lock();
    const gate = new Gate();
    const guard = lock.acquireSync();
    const waiter = new Thread({ target: holding.holdUntilTold, args: [lock, gate.words] });
    waiter.start();
    await waiting(lock, 1);
    await waiter.terminate();
    await waiting(lock, 0);
    guard.release();
    lock.acquireSync(LONG).release();
    await assert.rejects(waiter.join(), { name: "ThreadTerminatedError" });
  });

  it("is seen to by a watcher that never waits for another dead thread", async () => {
    for (let round = 0; round < 10; round++) {
      const lock = new Lock();
      const gate = new Gate();
      const threads = Array.from({ length: 4 }, (_, seed) => {
        const thread = new Thread({ target: holding.hammerUntilKilled, args: [lock, gate.words, seed] });
        thread.start();
        return thread;
      });
      await gate.arrived(4);
      // All at once; and one after another, so that the others learn of each death.
      if (round % 2 === 0) await Promise.all(threads.map((thread) => thread.terminate()));
      else for (const thread of threads) await thread.terminate();
      const outcome = await lock.acquire(LONG).catch((reason: unknown) => reason);
      if (outcome instanceof LockOwnerDiedError) outcome.recover().release();
      else lock.release(); // nobody died inside
      await waiting(lock, 0);
      lock.acquireSync(LONG).release();
      await Promise.allSettled(threads.map((thread) => thread.join()));
    }
  });

  it("is noticed, too, when the holder died before it was up", async () => {
    const lock = new Lock();
    const gate = new Gate();
    const pool = new ThreadPoolExecutor({
      maxWorkers: 1,
      initializer: holding.holdAndExit,
      initargs: [lock, gate.words],
    });
    const future = pool.submit(holding.threadName);
    await gate.arrived(1);
    const acquired = lock.acquire(LONG).catch((error: unknown) => error);
    gate.open();
    inheritance(await acquired)
      .recover()
      .release();
    await assert.rejects(future.result(LONG));
    await pool.shutdown();
  });

  it("is no matter of a task that had ended before it was granted", async () => {
    const lock = new Lock();
    const gate = new Gate();
    const guard = lock.acquireSync();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await pool.submit(holding.askAndLeave, lock, gate.words);
    await waiting(lock, 1);
    guard.release();
    lock.acquireSync(LONG).release();
    assert.equal(await pool.submit(holding.blockFor, lock, gate.words, false), "acquired");
  });

  it("can be released by anybody when it was only a task that ended", async () => {
    const lock = new Lock();
    const gate = new Gate();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await pool.submit(holding.forget, lock, gate.words);
    assert.equal(lock.locked(), true);
    lock.release();
    assert.equal(lock.locked(), false);
    lock.acquireSync().release();
  });
});
