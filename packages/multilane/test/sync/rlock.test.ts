/** `RLock` in one thread. Among threads: rlock-threads.test.ts. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeadlockError, InvalidStateError, Lock, RLock, TimeoutError } from "multilane";
import { decode, encode } from "#src/memory/codec/codec.js";
import { turn } from "./condition-fixture.js";

const LONG = { timeout: 10_000 };
const NOW = { timeout: 0 };

/** One who lets another go on. */
class Signal {
  fire!: () => void;
  readonly promise: Promise<void> = new Promise((resolve) => (this.fire = resolve));
}

function fails(): never {
  throw new Error("inside");
}

describe("RLock", () => {
  it("is taken again by the thread that took it, and free after as many releases", () => {
    const lock = new RLock();
    const first = lock.acquireSync();
    const second = lock.tryAcquire();
    const third = lock.acquireSync(NOW);
    assert.ok(second);
    assert.equal(lock.statistics().depth, 3);
    first.release(); // in whichever order
    third.release();
    assert.equal(lock.locked(), true);
    assert.equal(lock.statistics().depth, 1);
    second.release();
    assert.equal(lock.locked(), false);
    assert.deepEqual(lock.statistics(), { name: undefined, locked: false, waiting: 0, depth: 0 });
  });

  it("has guards that release once, and nothing after their hold was released", () => {
    const lock = new RLock();
    const first = lock.acquireSync();
    const second = lock.acquireSync();
    lock.release(); // the second
    second.release();
    assert.equal(lock.statistics().depth, 1);
    first.release();
    first.release();
    assert.equal(lock.locked(), false);
    const again = lock.acquireSync();
    first[Symbol.dispose]();
    second.release();
    assert.equal(lock.locked(), true);
    again.release();
  });

  it("refuses to be released by who does not hold it, and works afterwards", () => {
    const lock = new RLock("rlock.test: unheld");
    const unheld = {
      name: "InvalidStateError",
      message: /^cannot release un-acquired lock: RLock "rlock.test: unheld"/,
    };
    assert.throws(() => lock.release(), unheld);
    lock.acquireSync();
    lock.acquireSync();
    lock.release();
    lock.release();
    assert.throws(() => lock.release(), unheld);
    lock.acquireSync(NOW).release();
  });

  it("belongs to nobody in particular after await acquire() outside of a run", async () => {
    const lock = new RLock("rlock.test: awaited");
    const held = await lock.acquire();
    assert.equal(lock.isOwned(), true); // as far as can be told
    assert.equal(lock.tryAcquire(), undefined);
    assert.throws(() => lock.acquireSync(NOW), TimeoutError);
    const deadlock = {
      name: "DeadlockError",
      message: /RLock "rlock.test: awaited" would block this thread/,
    };
    assert.throws(() => lock.acquireSync(), deadlock);
    assert.throws(() => lock.acquireSync(LONG), deadlock);
    await assert.rejects(lock.acquire({ timeout: 1 }), TimeoutError);
    await assert.rejects(
      lock.run(() => assert.fail("called"), { timeout: 1 }),
      TimeoutError,
    );
    assert.deepEqual(await lock.tryRun(() => assert.fail("called")), { ran: false });
    const next = lock.acquire(LONG);
    lock.release();
    (await next).release();
    held.release();
    assert.equal(lock.locked(), false);
  });

  it("refuses to block for what was granted to an await that has not gone on yet", async () => {
    const lock = new RLock();
    const pending = lock.acquire(LONG);
    assert.throws(() => lock.acquireSync(LONG), DeadlockError);
    assert.equal(lock.tryAcquire(), undefined);
    (await pending).release();
    lock.acquireSync().release();
  });

  it("makes what awaits wait for the thread's own hold", async () => {
    const lock = new RLock();
    const held = lock.acquireSync();
    await assert.rejects(lock.acquire({ timeout: 1 }), TimeoutError);
    const order: string[] = [];
    const acquired = lock.acquire(LONG).then((guard) => (order.push("acquire"), guard.release()));
    const ran = lock.run(() => order.push("run"), LONG);
    assert.deepEqual(await lock.tryRun(() => assert.fail("called")), { ran: false });
    order.push("release");
    held.release();
    await Promise.all([acquired, ran]);
    assert.deepEqual(order, ["release", "acquire", "run"]);
  });

  it("nests everything inside of a run", async () => {
    const lock = new RLock();
    const depths: number[] = [];
    const note = (): number => depths.push(lock.statistics().depth);
    const result = await lock.run(async () => {
      note();
      using _one = lock.acquireSync();
      using _two = await lock.acquire();
      using _three = await lock.acquire(LONG);
      const four = lock.tryAcquire();
      note();
      four?.release();
      assert.equal(await lock.run(async () => (await turn(), note(), "inner"), LONG), "inner");
      assert.deepEqual(await lock.tryRun(() => (note(), 7)), { ran: true, value: 7 });
      assert.equal(lock.isOwned(), true);
      return "outer";
    });
    assert.equal(result, "outer");
    assert.deepEqual(depths, [1, 5, 5, 5]);
    assert.equal(lock.locked(), false);
  });

  it("nests in what a run does at the same time", async () => {
    const lock = new RLock();
    await lock.run(async () => {
      const branch = (): Promise<void> =>
        lock.run(async () => {
          await new Promise(setImmediate);
          (await lock.acquire()).release();
        }, NOW);
      await Promise.all([branch(), branch(), branch()]);
      assert.equal(lock.statistics().depth, 1);
    });
    assert.equal(lock.locked(), false);
  });

  it("nests in a tryRun, too", async () => {
    const lock = new RLock();
    const outcome = await lock.tryRun(async () => {
      await turn();
      using _ = await lock.acquire(NOW);
      return lock.statistics().depth;
    });
    assert.deepEqual(outcome, { ran: true, value: 2 });
    assert.equal(lock.locked(), false);
  });

  it("keeps two runs apart, and a run from others of the thread", async () => {
    const lock = new RLock();
    const order: string[] = [];
    const run = (name: string): Promise<void> =>
      lock.run(async () => {
        order.push(`${name} in`);
        await new Promise(setImmediate);
        await lock.run(() => new Promise(setImmediate), NOW);
        order.push(`${name} out`);
      }, LONG);
    const runs = [run("a"), run("b")];
    await new Promise(setImmediate);
    assert.equal(lock.isOwned(), false);
    assert.equal(lock.tryAcquire(), undefined);
    assert.throws(() => lock.acquireSync(), DeadlockError);
    assert.throws(() => lock.release(), InvalidStateError);
    await Promise.all(runs);
    assert.deepEqual(order, ["a in", "a out", "b in", "b out"]);
    assert.equal(lock.locked(), false);
  });

  it("takes the right to nest from what outlives its run", async () => {
    const lock = new RLock();
    const [ended, inside, done] = [new Signal(), new Signal(), new Signal()];
    let late: Promise<void> | undefined;
    await lock.run(() => {
      late = ended.promise.then(async () => {
        assert.equal(lock.isOwned(), false);
        const other = lock.run(() => (inside.fire(), done.promise), LONG); // a run of its own
        await inside.promise;
        assert.equal(lock.isOwned(), false);
        assert.equal(lock.tryAcquire(), undefined);
        assert.throws(() => lock.acquireSync(), DeadlockError);
        await assert.rejects(lock.acquire({ timeout: 1 }), TimeoutError);
        done.fire();
        await other;
        (await lock.acquire(NOW)).release();
        using _one = lock.acquireSync(); // as any other code of this thread
        using _two = lock.acquireSync();
      });
    });
    assert.equal(lock.locked(), false);
    ended.fire();
    await late;
    assert.equal(lock.locked(), false);
  });

  it("knows its own run among those of other locks", async () => {
    const [one, other] = [new RLock(), new RLock()];
    await one.run(async () => {
      assert.equal(other.isOwned(), false);
      await other.run(async () => {
        assert.deepEqual([one.isOwned(), other.isOwned()], [true, true]);
        using _one = await one.acquire(NOW);
        using _other = await other.acquire(NOW);
        assert.equal(await one.run(() => other.statistics().depth, NOW), 2);
      });
      assert.deepEqual([one.locked(), other.locked()], [true, false]);
    });
    assert.equal(one.locked(), false);
  });

  it("stays held when something in a run is not released, and can be released then", async () => {
    const lock = new RLock();
    const guard = await lock.run(() => lock.acquire());
    assert.equal(lock.statistics().depth, 1);
    assert.equal(lock.tryAcquire(), undefined);
    guard.release();
    assert.equal(lock.locked(), false);
    await lock.run(() => void lock.acquireSync());
    lock.release();
    assert.equal(lock.locked(), false);
  });

  it("passes on what a run's function returns or throws, and does not call it without the lock", async () => {
    const lock = new RLock();
    await assert.rejects(lock.run(fails), /inside/);
    await assert.rejects(
      lock.run(() => Promise.reject(new Error("inside"))),
      /inside/,
    );
    await assert.rejects(lock.tryRun(fails), /inside/);
    await lock.run(() => assert.rejects(lock.run(fails), /inside/));
    assert.equal(lock.locked(), false);
    const aborted = AbortSignal.abort(new Error("never mind"));
    await assert.rejects(
      lock.run(() => assert.fail("called"), { signal: aborted }),
      /never mind/,
    );
    assert.equal(lock.locked(), false);
  });

  for (const [options, error] of [
    [{ timeout: Number.NaN }, RangeError],
    [{ timeout: -1 }, RangeError],
    [{ timeout: "5" as unknown as number }, TypeError],
    [{ signal: AbortSignal.abort(new SyntaxError("aborted")) }, SyntaxError],
  ] as const) {
    const name = "timeout" in options ? `${options.timeout} as a timeout` : "an aborted signal";
    it(`refuses ${name}, also when it nests`, async () => {
      const lock = new RLock();
      const refuses = async (): Promise<void> => {
        assert.throws(() => lock.acquireSync(options), error);
        await assert.rejects(lock.acquire(options), error);
        await assert.rejects(
          lock.run(() => assert.fail("called"), options),
          error,
        );
      };
      await refuses();
      await lock.run(refuses);
      assert.equal(lock.locked(), false);
    });
  }

  it("refuses a signal that could not fire when it blocks, also when it nests", () => {
    const lock = new RLock();
    const { signal: never } = new AbortController();
    assert.throws(() => lock.acquireSync({ signal: never }), TypeError);
    using _ = lock.acquireSync();
    assert.throws(() => lock.acquireSync({ signal: never }), TypeError);
    assert.equal(lock.statistics().depth, 1);
  });

  it("says what it is", () => {
    const lock = new RLock("rlock.test: accounts");
    assert.equal(String(lock), '<unlocked RLock "rlock.test: accounts" count=0>');
    assert.equal(String(new RLock()), "<unlocked RLock count=0>");
    using _one = lock.acquireSync();
    using _two = lock.acquireSync();
    assert.equal(String(lock), '<locked RLock "rlock.test: accounts" owner="MainThread" count=2>');
    assert.deepEqual(lock.statistics(), {
      name: "rlock.test: accounts",
      locked: true,
      waiting: 0,
      depth: 2,
    });
  });

  it("is one lock for one name, and of one kind", () => {
    const [one, other] = [new RLock("rlock.test: one"), new RLock({ name: "rlock.test: one" })];
    using _one = one.acquireSync();
    using _other = other.acquireSync();
    assert.equal(one.statistics().depth, 2);
    assert.throws(() => new Lock("rlock.test: one"), {
      name: "TypeError",
      message: /an RLock .* a Lock too/,
    });
    assert.throws(() => new RLock(""), TypeError);
    assert.throws(() => new RLock(5 as unknown as string), { name: "TypeError", message: /not number/ });
  });

  it("crosses in a message, by its name or by its buffer", () => {
    const [named, anonymous] = [new RLock("rlock.test: crossing"), new RLock()];
    const message = structuredClone(encode({ named, anonymous }, "args"));
    const copy = decode(message) as Record<"named" | "anonymous", RLock>;
    assert.equal(copy.named.name, "rlock.test: crossing");
    assert.equal(copy.anonymous, anonymous);
    using _ = copy.named.acquireSync();
    assert.equal(named.isOwned(), true);
  });
});
