/** Blocking waits that could never end are refused, and nothing else is. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Barrier, DeadlockError, Lock, RLock, ThreadPoolExecutor } from "multilane";
import { takeBoth, takeBothInRun, takeUnowned, takeWithTimeout } from "../tasks/deadlocking.js";

const LONG = { timeout: 20_000 };

describe("a deadlock", () => {
  it("of two RLocks is refused, and named", async () => {
    const [left, right] = [new RLock("deadlock.left"), new RLock("deadlock.right")];
    const bothHold = new Barrier(2);
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: "knot" });
    const one = pool.submit(takeBoth, left, right, bothHold);
    const other = pool.submit(takeBoth, right, left, bothHold);
    const messages = await Promise.all([one.result(LONG), other.result(LONG)]);
    const refused = messages.filter((message) => message !== undefined);
    assert.ok(refused.length > 0, "nobody was refused");
    for (const message of refused) {
      assert.match(message, /RLock "deadlock\.(left|right)" is held by thread "knot.*", which waits for/);
      assert.match(message, /is held by this thread$/);
    }
    assert.equal(left.locked() || right.locked(), false);
  });

  it("of three RLocks is refused", async () => {
    const locks = [new RLock(), new RLock(), new RLock()] as const;
    const allHold = new Barrier(3);
    await using pool = new ThreadPoolExecutor({ maxWorkers: 3 });
    const [a, b, c] = locks;
    const takers = [
      pool.submit(takeBoth, a, b, allHold),
      pool.submit(takeBoth, b, c, allHold),
      pool.submit(takeBoth, c, a, allHold),
    ];
    const messages = await Promise.all(takers.map((taker) => taker.result(LONG)));
    assert.ok(messages.some((message) => message !== undefined));
    for (const lock of locks) assert.equal(lock.locked(), false);
  });

  it("of Locks held by run() is refused", async () => {
    const [left, right] = [new Lock(), new Lock()];
    const bothHold = new Barrier(2);
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const one = pool.submit(takeBothInRun, left, right, bothHold);
    const other = pool.submit(takeBothInRun, right, left, bothHold);
    const messages = await Promise.all([one.result(LONG), other.result(LONG)]);
    assert.ok(messages.some((message) => message !== undefined));
  });

  it("of plain Locks is not called one: anybody may release them", async () => {
    const [left, right] = [new Lock(), new Lock()];
    const bothHold = new Barrier(2);
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const one = pool.submit(takeUnowned, left, right, bothHold, 20_000);
    const other = pool.submit(takeUnowned, right, left, bothHold, 20_000);
    const deadline = Date.now() + 20_000;
    while (left.statistics().waiting + right.statistics().waiting < 2) {
      assert.ok(Date.now() < deadline, "they did not wait for each other");
      await new Promise((resolve) => setImmediate(resolve));
    }
    left.release(); // whoever waits for it goes on, and then the other one
    assert.deepEqual(await Promise.all([one.result(LONG), other.result(LONG)]), ["acquired", "acquired"]);
  });

  it("is refused, too, if one of them would give up", async () => {
    const [left, right] = [new RLock(), new RLock()];
    const bothHold = new Barrier(2);
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const timed = pool.submit(takeWithTimeout, left, right, bothHold, 20_000);
    const other = pool.submit(takeBoth, right, left, bothHold);
    const refused = [
      await timed.result(LONG),
      (await other.result(LONG)) === undefined ? "acquired" : "DeadlockError",
    ];
    assert.ok(refused.includes("DeadlockError"), refused.join());
    assert.ok(!refused.includes("TimeoutError"), refused.join());
  });

  it("with oneself is refused for what this thread holds in run()", async () => {
    const lock = new Lock();
    await lock.run(() => {
      assert.throws(() => lock.acquireSync(LONG), DeadlockError);
    });
    lock.acquireSync().release();
  });

  it("is not seen in a lock that is held for a while", async () => {
    const [left, right] = [new RLock(), new RLock()];
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const alone = new Barrier(1);
    // Both in the same order.
    const one = pool.submit(takeBoth, left, right, alone);
    const other = pool.submit(takeBoth, left, right, alone);
    assert.deepEqual(await Promise.all([one.result(LONG), other.result(LONG)]), [undefined, undefined]);
  });
});
