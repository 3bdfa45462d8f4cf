/** CPython's `lock_tests.BaseLockTests`: what holds for all locks, for conditions too. */
import assert from "node:assert/strict";
import { activeCount, Lock, RLock, Thread } from "multilane";
import { acquireAndRelease, acquireInTime, tryAcquire } from "./lock-base-fixture.js";
import { lockTypes, waitingFor } from "./support/any-lock.js";
import { cpythonTest } from "./support/cpython.js";
import type { Variants } from "./support/cpython.js";
import { played } from "./support/crew.js";
import { collectGarbage, untilCollected } from "./support/garbage.js";
import { acquire } from "./support/mode.js";
import type { Mode } from "./support/mode.js";
import { until } from "./support/until.js";

for (const [target, make] of Object.entries(lockTypes)) {
  const test = (method: string, variants: Variants): void =>
    cpythonTest({ suite: "lock_tests", class: "BaseLockTests", method, target }, variants);

  test("test_constructor", () => {
    assert.equal(make().locked(), false);
    assert.equal(waitingFor(make()), 0);
  });

  // Adapted: what is made is not shown as an object at an address.
  test("test_repr", () => assert.match(String(make()), /<unlocked \w*Lock\b.*>/));

  test(
    "test_locked_repr",
    played(async ({ mode }) => {
      const lock = make();
      await acquire(mode, lock);
      assert.match(String(lock), /<locked \w*Lock\b.*>/);
    }),
  );

  test(
    "test_acquire_destroy",
    played(async ({ mode }) => {
      const acquireAndForget = async (): Promise<void> => void (await acquire(mode, make()));
      for (let round = 0; round < 3; round++) {
        await acquireAndForget();
        await collectGarbage();
      }
      const another = make();
      assert.equal(another.locked(), false, "it has nothing to do with those that were destroyed");
      await acquire(mode, another);
      another.release();
    }),
  );

  test(
    "test_acquire_release",
    played(async ({ mode }) => {
      const lock = make();
      await acquire(mode, lock);
      assert.equal(lock.locked(), true);
      lock.release();
      assert.equal(lock.locked(), false);
    }),
  );

  test("test_try_acquire", () => {
    const lock = make();
    assert.ok(lock.tryAcquire());
    lock.release();
    assert.equal(lock.locked(), false);
  });

  test(
    "test_try_acquire_contended",
    played(async (crew) => {
      const lock = make();
      await acquire(crew.mode, lock);
      assert.deepEqual(await crew.start(tryAcquire, 1, lock).join(), [false]);
      lock.release();
      assert.deepEqual(await crew.start(tryAcquire, 1, lock).join(), [true]);
    }),
  );

  test(
    "test_acquire_contended",
    played(async (crew) => {
      const lock = make();
      await acquire(crew.mode, lock);
      const bunch = crew.start(acquireAndRelease, 5, lock, crew.mode);
      await bunch.until("five wait for the lock", () => waitingFor(lock) === 5);
      assert.equal(bunch.finished, 0);
      lock.release();
      assert.equal((await bunch.join()).length, 5);
      assert.equal(lock.locked(), false);
    }),
  );

  test(
    "test_with",
    played(async (crew) => {
      const lock = make();
      const withLock = async (error?: Error): Promise<void> => {
        using _held = await acquire(crew.mode, lock);
        assert.equal(lock.locked(), true);
        if (error !== undefined) throw error;
      };
      await withLock();
      await crew.start(acquireAndRelease, 1, lock, crew.mode).join();
      await assert.rejects(withLock(new TypeError("inside")), {
        name: "TypeError",
        message: "inside",
      });
      await crew.start(acquireAndRelease, 1, lock, crew.mode).join();
    }),
  );

  // Adapted: threads of this library are counted, there are no others that could be taken for some.
  const leakThreads = async (mode: Mode): Promise<void> => {
    const lock = make();
    const before = activeCount();
    for (let round = 0; round < 3; round++) {
      const threads = Array.from(
        { length: 5 },
        () => new Thread({ target: acquireAndRelease, args: [lock, mode] }),
      );
      for (const thread of threads) thread.start();
      await Promise.all(threads.map((thread) => thread.join()));
    }
    await until("the fifteen are gone", () => activeCount() === before);
  };
  test("test_thread_leak", {
    sync: () => leakThreads("sync"),
    async: () => leakThreads("async"),
  });

  test(
    "test_timeout",
    played(async (crew) => {
      const { mode } = crew;
      const lock = make();
      for (const timeout of [-100, -0.001, Number.NaN])
        await assert.rejects(async () => await acquire(mode, lock, { timeout }), RangeError);
      // No limit to a timeout here: what the engine's clock cannot count at once is waited for piece by piece.
      for (const timeout of [2 ** 31, 1e100, Infinity]) (await acquire(mode, lock, { timeout })).release();
      assert.equal(lock.locked(), false);
      await acquire(mode, lock, { timeout: 5000 });
      await assert.rejects(
        crew.start(acquireInTime, 1, lock, mode, Number.NaN).join(),
        RangeError,
        "refused when it would have to wait, too",
      );
      const [result] = await crew.start(acquireInTime, 1, lock, mode, 50).join();
      assert.equal(result?.acquired, false);
      assert.ok(result.waited >= 0.6 * 50, `waited ${result.waited} ms of 50`);
      assert.equal(waitingFor(lock), 0);
      lock.release();
    }),
  );

  test("test_weakref_exists", () => {
    const lock = make();
    const ref = new WeakRef(lock);
    assert.equal(ref.deref(), lock);
  });

  test(
    "test_weakref_deleted",
    played(async (crew) => {
      await untilCollected(async () => {
        const lock = make();
        await acquire(crew.mode, lock);
        const bunch = crew.start(acquireAndRelease, 2, lock, crew.mode);
        await bunch.until("two wait for the lock", () => waitingFor(lock) === 2);
        lock.release();
        await bunch.join();
        return new WeakRef(lock);
      });
    }),
  );
}

// Not for Condition: CPython skips it there.
for (const [target, type] of Object.entries({ Lock, RLock }))
  cpythonTest(
    {
      suite: "lock_tests",
      class: "BaseLockTests",
      method: "test_constructor_noargs",
      target,
    },
    () => {
      // Adapted: a name is the one argument that there is. More of them, and other options, do not compile.
      assert.throws(() => new type(1 as unknown as string), TypeError);
      // @ts-expect-error no such option
      void (() => new type({ x: 1 }));
      // @ts-expect-error one argument
      void (() => new type("name", { x: 2 }));
    },
  );
