/** `Condition` among real threads. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Condition, Lock, LockOwnerDiedError, RLock, Thread, ThreadPoolExecutor } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import { runProgram } from "../support/programs.js";
import { until } from "../support/until.js";
import * as conditions from "../tasks/conditions.js";
import type { Mode } from "../tasks/conditions.js";

const LONG = { timeout: 20_000 };

function newLog(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(64));
}

/** Who is through, in order. */
function entries(log: Int32Array): number[] {
  return [...log.subarray(1, 1 + (log[0] ?? 0))];
}

async function waiting(condition: Condition, count: number): Promise<void> {
  await until(`${count} wait`, () => condition.statistics().waiting === count);
}

async function notify(condition: Condition, count: number): Promise<void> {
  using _ = await condition.acquire(LONG);
  condition.notify(count);
}

/** A thread that waits; the waits before it are `before`. */
async function startWaiter(
  condition: Condition,
  log: Int32Array,
  who: number,
  mode: Mode,
  before: number,
): Promise<Thread<readonly unknown[], conditions.Outcome>> {
  const thread = new Thread({
    target: conditions.waitOnce,
    args: [condition, log, who, mode, {}],
    daemon: true,
  });
  thread.start();
  await waiting(condition, before + 1);
  return thread as unknown as Thread<readonly unknown[], conditions.Outcome>;
}

for (const [which, make] of [
  ["a Lock", () => new Lock()],
  ["an RLock", () => new RLock()],
] as const) {
  describe(`Condition with ${which} among threads`, () => {
    it("wakes those who block and those who await in the order in which they came", async () => {
      const condition = new Condition(make());
      const log = newLog();
      await using pool = new ThreadPoolExecutor({ maxWorkers: 5 });
      const waits: PromiseLike<conditions.Outcome>[] = [];
      for (let who = 0; who < 8; who++) {
        const mode = who % 2 === 0 ? "sync" : "async";
        // Every fourth one awaits in this thread.
        if (who % 4 === 3) waits.push(conditions.waitOnce(condition, log, who, "async", LONG));
        else if (who < 6) waits.push(pool.submit(conditions.waitOnce, condition, log, who, mode, LONG));
        else continue;
        await waiting(condition, waits.length);
      }
      const order = [0, 1, 2, 3, 4, 5, 7];
      for (const [count, through] of [
        [1, 1],
        [1, 2],
        [1, 3],
        [1, 4],
        [1, 5],
        [Infinity, 7],
      ] as const) {
        await notify(condition, count);
        await until(`${through} are through`, () => log[0] === through);
        const seen = entries(log);
        if (count === 1) assert.deepEqual(seen, order.slice(0, through));
        else
          assert.deepEqual(
            seen.toSorted((one, other) => one - other),
            order,
          );
      }
      for (const wait of waits) assert.equal(await wait, "notified");
      assert.deepEqual(condition.statistics(), { name: undefined, locked: false, waiting: 0 });
    });

    it("passes a notification on when the notified thread is terminated before it has the lock", async () => {
      for (const mode of ["sync", "async"] as const) {
        const condition = new Condition(make());
        const log = newLog();
        const first = await startWaiter(condition, log, 1, mode, 0);
        const second = await startWaiter(condition, log, 2, mode, 1);
        const third = await startWaiter(condition, log, 3, mode, 2);
        {
          using _ = await condition.acquire(LONG);
          condition.notify();
          await until("it waits for the lock", () => condition.lock.statistics().waiting === 1);
          await first.terminate();
          await waiting(condition, 1);
        }
        assert.equal(await second.join(LONG), "notified");
        assert.deepEqual(entries(log), [2]);
        await notify(condition, 1);
        assert.equal(await third.join(LONG), "notified");
        await assert.rejects(first.join(), { name: "ThreadTerminatedError" });
        assert.equal(condition.locked(), false);
      }
    });

    it("passes over a thread that is terminated while it waits", async () => {
      for (const mode of ["sync", "async"] as const) {
        const condition = new Condition(make());
        const log = newLog();
        const first = await startWaiter(condition, log, 1, mode, 0);
        const second = await startWaiter(condition, log, 2, mode, 1);
        await first.terminate();
        await waiting(condition, 1);
        await notify(condition, 1);
        assert.equal(await second.join(LONG), "notified");
        assert.deepEqual(entries(log), [2]);
        await assert.rejects(first.join(), { name: "ThreadTerminatedError" });
      }
    });

    it("tells one who was notified that the notifier died with the lock", async () => {
      for (const mode of ["sync", "async"] as const) {
        const condition = new Condition(make());
        const gate = new Gate();
        const waiter = await startWaiter(condition, newLog(), 1, mode, 0);
        const holder = new Thread({
          target: conditions.notifyAndHold,
          args: [condition, gate.words, 1],
          daemon: true,
        });
        holder.start();
        await gate.arrived(1);
        await holder.terminate();
        assert.equal(await waiter.join(LONG), "owner died"); // and recovered it
        assert.equal(condition.locked(), false);
        condition.acquireSync(LONG).release();
        await assert.rejects(holder.join(), { name: "ThreadTerminatedError" });
      }
    });

    it("tells those who wait that the lock was poisoned, since nobody can notify them any more", async () => {
      const condition = new Condition(make());
      const log = newLog();
      const waiters = [
        await startWaiter(condition, log, 1, "sync", 0),
        await startWaiter(condition, log, 2, "async", 1),
      ];
      const own = conditions.waitOnce(condition, log, 3, "async", {});
      await waiting(condition, 3);
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      await pool.submit(conditions.forget, condition).result(LONG); // no thread dies
      await assert.rejects(condition.acquire(LONG), LockOwnerDiedError); // and does not recover it
      for (const waiter of waiters) assert.equal(await waiter.join(LONG), "poisoned");
      assert.equal(await within(own, "the end of the wait"), "poisoned");
      assert.equal(condition.statistics().waiting, 0);
    });

    it("is one object with one lock in a thread, and each of two conditions of a lock its own", async () => {
      const lock = make();
      const [one, other] = [new Condition(lock), new Condition(lock)];
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      assert.equal(await pool.submit(conditions.isOne, one, one, lock).result(LONG), true);
      assert.equal(await pool.submit(conditions.isOne, one, other, lock).result(LONG), false);
      const log = newLog();
      const waits = [one, other].map((condition, who) =>
        conditions.waitOnce(condition, log, who, "async", LONG),
      );
      await waiting(one, 1);
      await waiting(other, 1);
      await pool.submit(conditions.notifyOf, other, 2).result(LONG);
      assert.equal(await waits[1], "notified");
      assert.equal(one.statistics().waiting, 1);
      await pool.submit(conditions.notifyOf, one, 1).result(LONG);
      assert.equal(await waits[0], "notified");
    });

    it("wakes main while it is blocked, or is given up by it", async () => {
      const condition = new Condition(make());
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      using _ = condition.acquireSync();
      void pool.submit(conditions.notifyOf, condition, 1);
      assert.equal(condition.waitSync(LONG), true);
      assert.equal(condition.waitSync({ timeout: 5 }), false);
      assert.equal(condition.locked(), true);
    });

    it("ends the wait of a thread at its timeout", async () => {
      const condition = new Condition(make());
      await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const outcomes = (["sync", "async"] as const).map((mode) =>
        pool.submit(conditions.waitOnce, condition, newLog(), 0, mode, { timeout: 10 }),
      );
      for (const outcome of outcomes) assert.equal(await outcome.result(LONG), "timed out");
      assert.equal(condition.statistics().waiting, 0);
      assert.equal(condition.locked(), false);
    });
  });
}

describe("Condition among threads", () => {
  it("is found by its name, with its lock", async () => {
    const condition = new Condition("condition-threads: named");
    const log = newLog();
    const wait = conditions.waitOnce(condition, log, 1, "async", LONG);
    await waiting(condition, 1);
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await pool.submit(conditions.notifyNamed, "condition-threads: named").result(LONG);
    assert.equal(await wait, "notified");
  });

  it("lets go of all the depth of a thread's RLock, and gives it back", async () => {
    const condition = new Condition();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const wait = pool.submit(conditions.waitDeep, condition);
    await waiting(condition, 1);
    {
      using _ = condition.acquireSync();
      assert.equal((condition.lock as RLock).statistics().depth, 1);
      condition.notify();
    }
    assert.equal(await wait.result(LONG), true);
    assert.equal(condition.locked(), false);
  });

  it("may be notified by a thread that does not hold the Lock, while another does", async () => {
    const condition = new Condition(new Lock());
    const log = newLog();
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const wait = pool.submit(conditions.waitOnce, condition, log, 1, "sync", LONG);
    await waiting(condition, 1);
    const gate = new Gate();
    const holder = new Thread({ target: conditions.notifyAndHold, args: [condition, gate.words, 0] });
    holder.start();
    await gate.arrived(1);
    condition.notify(); // CPython: so
    assert.equal(condition.statistics().waiting, 0);
    gate.open();
    assert.equal(await wait.result(LONG), "notified");
    await holder.join(LONG);
  });

  it("lets go of a Lock for the thread that holds it, as CPython does", async () => {
    const condition = new Condition(new Lock());
    const gate = new Gate();
    const holder = new Thread({ target: conditions.notifyAndHold, args: [condition, gate.words, 0] });
    holder.start();
    await gate.arrived(1);
    assert.equal(await condition.wait({ timeout: 1 }), false);
    assert.equal(condition.locked(), true); // by this thread
    assert.equal(holder.isAlive(), true); // it has not gone on
    gate.open();
    await holder.join(LONG); // its guard is of a hold that is over
    assert.equal(condition.locked(), true);
    condition.release();
    assert.equal(condition.locked(), false);
  });

  it("keeps the program alive while somebody awaits it, and not afterwards", async () => {
    const { stdout, stderr, code } = await runProgram("condition-keep-alive");
    assert.deepEqual({ stdout, stderr, code }, { stdout: "notified\n", stderr: "", code: 0 });
  });
});
