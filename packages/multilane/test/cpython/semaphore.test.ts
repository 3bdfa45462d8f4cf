/** CPython's `lock_tests.BaseSemaphoreTests`, `SemaphoreTests` and `BoundedSemaphoreTests`. */
import assert from "node:assert/strict";
import { BoundedSemaphore, InvalidStateError, Semaphore } from "multilane";
import type { AnySemaphore } from "./semaphore-fixture.js";
import { acquireInTime, acquireTwice, pass, tryTwice } from "./semaphore-fixture.js";
import { cpythonTest } from "./support/cpython.js";
import type { Variants } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";
import { collectGarbage } from "./support/garbage.js";
import { acquire } from "./support/mode.js";
import { SharedCounter } from "./support/shared-counter.js";
import { SharedList } from "./support/shared-list.js";

const repeat = (count: number, phase: number): number[] => Array.from({ length: count }, () => phase);

/** Ten acquire twice, of seven: what each release lets in is let in at once, and nobody else is. */
async function phases(crew: Crew, semaphore: AnySemaphore, release: (count: number) => void): Promise<void> {
  await acquire(crew.mode, semaphore);
  const phase = new SharedCounter();
  const [first, second] = [new SharedList<number>(), new SharedList<number>()];
  const bunch = crew.start(acquireTwice, 10, semaphore, crew.mode, phase, first, second);
  const admitted = (): number[] => [...first.values(), ...second.values()].sort((a, b) => a - b);
  const settled = async (count: number): Promise<void> =>
    await bunch.until(
      `${count} are in and the rest wait`,
      () => admitted().length >= count && semaphore.statistics().waiting === 10 - second.length,
    );

  await settled(6);
  assert.deepEqual(admitted(), repeat(6, 0));
  phase.value = 1;
  release(7);
  await settled(13);
  assert.deepEqual(admitted(), [...repeat(6, 0), ...repeat(7, 1)]);
  phase.value = 2;
  release(6);
  await settled(19);
  assert.deepEqual(admitted(), [...repeat(6, 0), ...repeat(7, 1), ...repeat(6, 2)]);
  assert.equal(semaphore.tryAcquire(), undefined, "it is still locked");
  semaphore.release();
  await bunch.join();
  assert.deepEqual([first.length, second.length], [10, 10]);
}

for (const [target, type] of Object.entries({ Semaphore, BoundedSemaphore })) {
  const test = (method: string, variants: Variants): void =>
    cpythonTest({ suite: "lock_tests", class: "BaseSemaphoreTests", method, target }, variants);

  test("test_constructor", () => {
    assert.throws(() => new type(-1), RangeError);
    assert.throws(() => new type(-Number.MAX_SAFE_INTEGER), RangeError);
  });

  test(
    "test_acquire",
    played(async ({ mode }) => {
      for (const value of [1, 2]) {
        const semaphore = new type(value);
        for (let time = 0; time < value; time++) await acquire(mode, semaphore);
        assert.equal(semaphore.value, 0);
        for (let time = 0; time < value; time++) semaphore.release();
        assert.equal(semaphore.value, value);
      }
    }),
  );

  test(
    "test_acquire_destroy",
    played(async ({ mode }) => {
      const acquireAndForget = async (): Promise<void> => void (await acquire(mode, new type()));
      for (let round = 0; round < 3; round++) {
        await acquireAndForget();
        await collectGarbage();
      }
      assert.equal(new type().value, 1, "it has nothing to do with those that were destroyed");
    }),
  );

  test(
    "test_acquire_contended",
    played(async (crew) => {
      const semaphore = new type(7);
      await phases(crew, semaphore, (count) => {
        for (let time = 0; time < count; time++) semaphore.release();
      });
    }),
  );

  test(
    "test_multirelease",
    played(async (crew) => {
      const semaphore = new type(7);
      await phases(crew, semaphore, (count) => semaphore.release(count));
    }),
  );

  test("test_try_acquire", () => {
    const semaphore = new type(2);
    assert.ok(semaphore.tryAcquire());
    assert.ok(semaphore.tryAcquire());
    assert.equal(semaphore.tryAcquire(), undefined);
    semaphore.release();
    assert.ok(semaphore.tryAcquire());
  });

  test(
    "test_try_acquire_contended",
    played(async (crew) => {
      const semaphore = new type(4);
      await acquire(crew.mode, semaphore);
      const results = (await crew.start(tryTwice, 5, semaphore).join()).flat();
      assert.equal(results.length, 10);
      assert.equal(results.filter(Boolean).length, 3);
    }),
  );

  test(
    "test_acquire_timeout",
    played(async (crew) => {
      const semaphore = new type(2);
      const tries = async (timeout: number): Promise<boolean> => {
        const [result] = await crew.start(acquireInTime, 1, semaphore, crew.mode, timeout).join();
        assert.ok(result);
        if (!result.acquired) assert.ok(result.waited >= 0.6 * timeout, `waited ${result.waited} ms`);
        return result.acquired;
      };
      assert.deepEqual([await tries(5), await tries(5), await tries(5)], [true, true, false]);
      semaphore.release();
      assert.deepEqual([await tries(5), await tries(50)], [true, false]);
      await assert.rejects(tries(Number.NaN), RangeError);
      await assert.rejects(tries(-1), RangeError);
      assert.equal(semaphore.statistics().waiting, 0);
    }),
  );

  test(
    "test_default_value",
    played(async (crew) => {
      const semaphore = new type();
      await acquire(crew.mode, semaphore);
      const bunch = crew.start(pass, 1, semaphore, crew.mode);
      await bunch.until("it waits", () => semaphore.statistics().waiting === 1);
      assert.equal(bunch.finished, 0);
      semaphore.release();
      await bunch.join();
      assert.equal(semaphore.value, 1);
    }),
  );

  test(
    "test_with",
    played(async ({ mode }) => {
      const semaphore = new type(2);
      const twice = async (error?: Error): Promise<void> => {
        using _outer = await acquire(mode, semaphore);
        assert.ok(semaphore.tryAcquire());
        semaphore.release();
        using _inner = await acquire(mode, semaphore);
        assert.equal(semaphore.tryAcquire(), undefined);
        if (error !== undefined) throw error;
      };
      await twice();
      assert.ok(semaphore.tryAcquire());
      semaphore.release();
      await assert.rejects(twice(new TypeError("inside")), {
        name: "TypeError",
        message: "inside",
      });
      assert.ok(semaphore.tryAcquire());
      semaphore.release();
      assert.equal(semaphore.value, 2);
    }),
  );
}

cpythonTest(
  {
    suite: "lock_tests",
    class: "SemaphoreTests",
    method: "test_release_unacquired",
    target: "Semaphore",
  },
  played(async ({ mode }) => {
    const semaphore = new Semaphore(1);
    semaphore.release();
    await acquire(mode, semaphore);
    await acquire(mode, semaphore);
    semaphore.release();
    assert.equal(semaphore.value, 1);
  }),
);

// Adapted, both: what is made is not shown as an object at an address.
cpythonTest(
  {
    suite: "lock_tests",
    class: "SemaphoreTests",
    method: "test_repr",
    target: "Semaphore",
  },
  played(async ({ mode }) => {
    const semaphore = new Semaphore(3);
    assert.match(String(semaphore), /^<Semaphore\b.*: value=3>$/);
    await acquire(mode, semaphore);
    assert.match(String(semaphore), /^<Semaphore\b.*: value=2>$/);
    semaphore.release();
    semaphore.release();
    assert.match(String(semaphore), /^<Semaphore\b.*: value=4>$/);
  }),
);

const bounded = {
  suite: "lock_tests",
  class: "BoundedSemaphoreTests",
  target: "BoundedSemaphore",
} as const;

cpythonTest(
  { ...bounded, method: "test_release_unacquired" },
  played(async ({ mode }) => {
    const semaphore = new BoundedSemaphore();
    assert.throws(() => semaphore.release(), InvalidStateError);
    await acquire(mode, semaphore);
    assert.throws(() => semaphore.release(2), InvalidStateError);
    assert.equal(semaphore.value, 0, "a release of too many changes nothing");
    semaphore.release();
    assert.throws(() => semaphore.release(), InvalidStateError);
    assert.equal(semaphore.value, 1);
  }),
);

cpythonTest(
  { ...bounded, method: "test_repr" },
  played(async ({ mode }) => {
    const semaphore = new BoundedSemaphore(3);
    assert.match(String(semaphore), /^<BoundedSemaphore\b.*: value=3\/3>$/);
    await acquire(mode, semaphore);
    assert.match(String(semaphore), /^<BoundedSemaphore\b.*: value=2\/3>$/);
  }),
);
