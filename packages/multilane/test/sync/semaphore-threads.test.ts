/** `Semaphore` among real threads. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { BoundedSemaphore, Semaphore, Thread, ThreadPoolExecutor } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import { until } from "../support/until.js";
import * as tasks from "../tasks/meeting.js";

const LONG = { timeout: 20_000 };

async function waiting(semaphore: Semaphore, count: number): Promise<void> {
  await until(`${count} wait`, () => semaphore.statistics().waiting === count);
}

describe("Semaphore among threads", () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 4 });
  after(() => pool.shutdown());

  for (const [kind, semaphore] of [
    ["an anonymous semaphore", new Semaphore(2)],
    ["a named one", new Semaphore(2, "semaphore-threads: two")],
    ["a bounded one", new BoundedSemaphore(2)],
  ] as const) {
    it(`lets no more in than there are permits, some blocked and some awaiting, by ${kind}`, async () => {
      const shared = new Int32Array(new SharedArrayBuffer(12));
      const rounds = 2000;
      const users = [tasks.usePermits, tasks.usePermits, tasks.awaitPermits, tasks.awaitPermits].map((user) =>
        pool.submit(user, semaphore, shared, rounds),
      );
      for (const user of users) await user.result(LONG);
      assert.equal(shared[0], 0);
      assert.ok(shared[1] === 1 || shared[1] === 2, `${shared[1]} were inside at once`);
      assert.equal(shared[2], 4 * rounds);
      assert.deepEqual(semaphore.statistics(), { name: semaphore.name, value: 2, waiting: 0 });
    });
  }

  it("is the same object for who gets it twice, and the one of its name", async () => {
    const [anonymous, named] = [new Semaphore(0), new BoundedSemaphore(3, "semaphore-threads: named")];
    const plain = new Semaphore(3, "semaphore-threads: plain");
    assert.deepEqual(await pool.submit(tasks.compareSemaphores, anonymous, anonymous, plain).result(LONG), {
      same: true,
      value: 2,
      kind: "Semaphore",
      name: plain.name,
    });
    await assert.rejects(
      pool.submit(tasks.compareSemaphores, anonymous, anonymous, named).result(LONG),
      /belongs to a BoundedSemaphore/,
    );
  });

  it("lets main go on that is blocked, when another thread releases", async () => {
    const semaphore = new Semaphore(1);
    const gate = new Gate();
    const holder = pool.submit(tasks.holdPermit, semaphore, gate.words);
    await gate.arrived(1);
    assert.equal(semaphore.tryAcquire(), undefined);
    gate.open();
    semaphore.acquireSync(LONG).release();
    await holder.result(LONG);
  });

  it("does not count on a loop that was told and is blocked", async () => {
    const semaphore = new Semaphore(0);
    const pending = semaphore.acquire(LONG);
    const blocked = pool.submit(tasks.takePermit, semaphore);
    await waiting(semaphore, 2);
    const releaser = pool.submit(tasks.releasePermits, semaphore, 1);
    // This loop does not turn until the other thread has got the permit.
    assert.equal(blocked.resultSync(LONG), 0);
    await releaser.result(LONG);
    await waiting(semaphore, 1);
    semaphore.release();
    await pending;
  });

  it("lets n go on for release(n) in another thread", async () => {
    const semaphore = new Semaphore(0);
    const takers = [1, 2, 3].map(() => pool.submit(tasks.takePermit, semaphore));
    await waiting(semaphore, 3);
    await pool.submit(tasks.releasePermits, semaphore, 3).result(LONG);
    for (const taker of takers) await taker.result(LONG);
    assert.deepEqual(semaphore.statistics(), { name: undefined, value: 0, waiting: 0 });
  });

  it("loses no permit with a thread that is terminated while it waits", async () => {
    const semaphore = new Semaphore(0);
    const waiters = [1, 2].map(() => new Thread({ target: tasks.takePermit, args: [semaphore] }));
    for (const waiter of waiters) waiter.start();
    await waiting(semaphore, 2);
    await waiters[0]?.terminate();
    await waiting(semaphore, 1);
    semaphore.release();
    assert.equal(await waiters[1]?.join(LONG), 0);
    await assert.rejects(async () => await waiters[0]?.join(), { name: "ThreadTerminatedError" });
  });

  it("does not return the permit that a thread had when it died", async () => {
    const semaphore = new BoundedSemaphore(1);
    const gate = new Gate();
    const holder = new Thread({ target: tasks.holdPermit, args: [semaphore, gate.words] });
    holder.start();
    await gate.arrived(1);
    const pending = semaphore.acquire(LONG);
    await holder.terminate();
    assert.deepEqual(semaphore.statistics(), { name: undefined, value: 0, waiting: 1 });
    semaphore.release();
    (await within(pending, "the permit")).release();
    assert.equal(semaphore.value, 1);
    await assert.rejects(holder.join(), { name: "ThreadTerminatedError" });
  });

  it("ends a wait in another thread at its timeout", () => {
    const semaphore = new Semaphore(0);
    const gate = new Gate();
    const pending = pool.submit(tasks.holdPermit, semaphore, gate.words);
    gate.open();
    assert.throws(() => semaphore.acquireSync({ timeout: 3 }), { name: "TimeoutError" });
    semaphore.release();
    pending.resultSync(LONG);
    assert.equal(semaphore.value, 1);
  });
});
