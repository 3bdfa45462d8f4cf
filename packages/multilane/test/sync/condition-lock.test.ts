/** What a `Condition` does with its lock, above all an `RLock`; its name, and what it is made from. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Condition, Lock, RLock, TimeoutError } from "multilane";
import { until } from "../support/until.js";
import { LONG, notify, NOW, waiter } from "./condition-fixture.js";

describe("Condition", () => {
  it("has an RLock of its own by default, and does with it what one does with a lock", async () => {
    const condition = new Condition();
    assert.ok(condition.lock instanceof RLock);
    const guard = condition.acquireSync();
    const again = condition.tryAcquire();
    assert.equal(condition.lock.statistics().depth, 2);
    again?.release();
    guard.release();
    (await condition.acquire(LONG)).release();
    condition.acquireSync();
    condition.release();
    assert.equal(condition.locked(), false);
    assert.equal(await condition.run(() => condition.locked()), true);
    using _ = await condition.acquire();
    await assert.rejects(condition.acquire({ timeout: 1 }), TimeoutError);
  });

  it("lets go of an RLock at all its depth, and has it again as deep", async () => {
    const condition = new Condition();
    const lock = condition.lock as RLock;
    const guards = [condition.acquireSync(), condition.acquireSync(), condition.acquireSync()];
    const waiting = condition.wait(LONG);
    assert.equal(lock.statistics().depth, 0);
    const other = await lock.acquire(LONG);
    assert.equal(lock.statistics().depth, 1);
    assert.equal(lock.tryAcquire(), undefined);
    condition.notify();
    other.release();
    assert.equal(await waiting, true);
    assert.equal(lock.statistics().depth, 3);
    using _again = condition.acquireSync(NOW); // it belongs to the thread as before
    assert.equal(condition.waitSync({ timeout: 1 }), false);
    assert.equal(lock.statistics().depth, 4);
    for (const [left, guard] of guards.entries()) {
      guard.release();
      assert.equal(lock.statistics().depth, 3 - left);
    }
  });

  it("keeps those guards that were not released during the wait", async () => {
    const condition = new Condition();
    const lock = condition.lock as RLock;
    const [outer, inner] = [condition.acquireSync(), condition.acquireSync()];
    const waiting = condition.wait(LONG);
    outer.release();
    await notify(condition);
    assert.equal(await waiting, true);
    assert.equal(lock.statistics().depth, 1);
    inner.release();
    assert.equal(lock.locked(), false);
  });

  it("lets others in while it waits inside of a run, and nests there as before", async () => {
    const condition = new Condition();
    const lock = condition.lock as RLock;
    const waiting = condition.run(() =>
      condition.run(async () => {
        assert.equal(await condition.wait(LONG), true);
        assert.equal(lock.statistics().depth, 2);
        using _ = await lock.acquire(NOW);
        assert.equal(lock.isOwned(), true);
      }),
    );
    await until("it waits", () => condition.statistics().waiting === 1);
    await condition.run(() => {
      assert.equal(lock.statistics().depth, 1);
      condition.notify();
    }, LONG);
    await waiting;
    assert.equal(lock.locked(), false);
  });

  it("lets what else is in the run take the lock meanwhile, as an owner of its own time", async () => {
    const condition = new Condition();
    const lock = condition.lock as RLock;
    await condition.run(async () => {
      const waiting = condition.wait(LONG);
      assert.equal(lock.isOwned(), false);
      {
        using _one = await lock.acquire(NOW);
        using _two = await lock.acquire(NOW);
        assert.equal(lock.statistics().depth, 2);
        condition.notify();
        await until("it waits for the lock", () => lock.statistics().waiting === 1);
      }
      assert.equal(await waiting, true);
      assert.equal(lock.statistics().depth, 1);
    });
    assert.equal(lock.locked(), false);
  });

  it("does not take another run for the one that waits", async () => {
    const condition = new Condition();
    const lock = condition.lock as RLock;
    let [enter, leave] = [(): void => undefined, (): void => undefined];
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const left = new Promise<void>((resolve) => (leave = resolve));
    const start = new Promise<void>((resolve) => setImmediate(resolve));
    const other = start.then(() => lock.run(() => (enter(), left), LONG));
    await condition.run(async () => {
      const waiting = condition.wait(LONG);
      await entered; // the other run has the lock
      assert.equal(lock.isOwned(), false);
      assert.equal(lock.tryAcquire(), undefined);
      assert.throws(() => lock.release(), { name: "InvalidStateError" });
      await assert.rejects(lock.acquire({ timeout: 1 }), TimeoutError);
      leave();
      await other;
      await notify(condition);
      assert.equal(await waiting, true);
    });
    assert.equal(lock.locked(), false);
  });

  it("does as CPython does with a Lock that another has taken", async () => {
    const lock = new Lock();
    const condition = new Condition(lock);
    const guard = await lock.acquire();
    lock.release();
    using _ = lock.acquireSync();
    const waiting = condition.wait(LONG);
    assert.equal(lock.locked(), false);
    await notify(condition);
    assert.equal(await waiting, true);
    guard.release(); // of another hold
    assert.equal(lock.locked(), true);
  });

  it("is one condition and one lock for one name", async () => {
    const [one, other] = [
      new Condition("condition.test: one"),
      new Condition({ name: "condition.test: one" }),
    ];
    const log: unknown[] = [];
    const waiting = waiter(one, log, "notified");
    await until("it waits", () => other.statistics().waiting === 1);
    assert.equal(one.lock.name, other.lock.name);
    await notify(other);
    await waiting;
    assert.deepEqual(log, ["notified"]);
    assert.throws(() => new Condition(new Lock(), "condition.test: one"), {
      name: "TypeError",
      message: /Condition "condition.test: one" exists with another lock/,
    });
    assert.throws(() => new Lock("condition.test: one"), TypeError);
    assert.throws(() => new Condition(""), TypeError);
  });

  it("refuses what is no lock", () => {
    for (const thing of [new Date(), 5, null, new Condition(), [], {}] as unknown[]) {
      const wrong = (): Condition => new Condition(thing as Lock, "condition.test: no lock");
      assert.throws(wrong, { name: "TypeError", message: /must be a Lock or an RLock/ });
    }
    assert.throws(() => new Condition(new Date() as unknown as Lock), TypeError);
    assert.throws(() => new Condition(new Condition()), TypeError); // which has a name, as options have
    assert.throws(() => new Condition(5 as unknown as string), TypeError);
    assert.equal(new Condition({}).name, undefined);
    assert.equal(new Condition(undefined, {}).name, undefined);
  });

  it("says what it is", async () => {
    const condition = new Condition(new Lock("condition.test: shop"), "condition.test: jobs");
    const words = '<Condition "condition.test: jobs" (<unlocked Lock "condition.test: shop">, 0 waiting)>';
    assert.equal(String(condition), words);
    assert.match(String(new Condition()), /^<Condition \(<unlocked RLock.*>, 0 waiting\)>$/);
    const waiting = waiter(condition, [], 1);
    await until("it waits", () => condition.statistics().waiting === 1);
    assert.equal(String(condition), words.replace("0 waiting", "1 waiting"));
    using held = condition.acquireSync();
    assert.deepEqual(condition.statistics(), { name: "condition.test: jobs", locked: true, waiting: 1 });
    condition.notifyAll();
    held.release();
    await waiting;
  });
});
