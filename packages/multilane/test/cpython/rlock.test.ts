/** CPython's `lock_tests.RLockTests`: what holds for a lock that its owner may take again. */
import assert from "node:assert/strict";
import { Condition, InvalidStateError } from "multilane";
import { hold, isOwned, show, takeAway } from "./rlock-fixture.js";
import { holding, reentrantTypes, rlockOf } from "./support/any-lock.js";
import { cpythonTest } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";
import { SharedCounter } from "./support/shared-counter.js";

const id = { suite: "lock_tests", class: "RLockTests" } as const;

for (const [target, make] of Object.entries(reentrantTypes)) {
  const test = (method: string, play: (crew: Crew) => Promise<void>): void =>
    cpythonTest({ ...id, method, target }, played(play));

  // Adapted: what is made is not shown as an object at an address.
  test("test_repr_count", async (crew) => {
    const lock = make();
    assert.match(String(lock), /<unlocked RLock.* count=0>/);
    const phase = new SharedCounter();
    const bunch = crew.start(show, 1, lock, phase);
    await holding(crew.mode, lock, () =>
      holding(crew.mode, lock, async () => {
        phase.value = 1;
        const [seen = "nothing"] = await bunch.join();
        for (const shown of [String(lock), seen]) assert.match(shown, /<locked RLock.* count=2>/);
      }),
    );
    assert.match(String(lock), /<unlocked RLock.* count=0>/);
  });

  test("test_reacquire", async ({ mode }) => {
    const lock = make();
    await holding(mode, lock, async () => {
      await holding(mode, lock, () => assert.equal(lock.locked(), true));
      assert.equal(lock.locked(), true);
      await holding(mode, lock, () => assert.equal(lock.locked(), true));
      assert.equal(lock.locked(), true);
    });
    assert.equal(lock.locked(), false);
  });

  test("test_release_unacquired", async ({ mode }) => {
    const lock = make();
    assert.throws(() => lock.release(), InvalidStateError);
    await holding(mode, lock, async () => {
      await holding(mode, lock, () => undefined);
      await holding(mode, lock, () => undefined);
    });
    assert.throws(() => lock.release(), InvalidStateError);
    assert.equal(lock.locked(), false);
  });

  test("test_locked", async ({ mode }) => {
    const lock = make();
    assert.equal(lock.locked(), false);
    await holding(mode, lock, async () => {
      assert.equal(lock.locked(), true);
      await holding(mode, lock, () => assert.equal(lock.locked(), true));
      assert.equal(lock.locked(), true);
    });
    assert.equal(lock.locked(), false);
  });

  test("test_locked_with_2threads", async (crew) => {
    const lock = make();
    assert.equal(lock.locked(), false);
    assert.deepEqual(await crew.start(takeAway, 1, lock, crew.mode).join(), [[false, true]]);
    assert.equal(lock.locked(), true, "nobody has released it");
  });

  // Adapted: CPython's `_release_save` is what `wait` of a condition does first.
  test("test_release_save_unacquired", async ({ mode }) => {
    const condition = new Condition(rlockOf(make()));
    const wait = async (): Promise<boolean> =>
      await (mode === "sync" ? condition.waitSync({ timeout: 0 }) : condition.wait({ timeout: 0 }));
    await assert.rejects(wait, InvalidStateError);
    await holding(mode, condition, async () => {
      await holding(mode, condition, () => undefined);
      assert.equal(await wait(), false);
    });
    await assert.rejects(wait, InvalidStateError);
  });

  test("test_different_thread", async (crew) => {
    const lock = make();
    const phase = new SharedCounter();
    const bunch = crew.start(hold, 1, lock, crew.mode, phase);
    await bunch.until("it has the lock", () => phase.value === 1);
    assert.throws(() => lock.release(), InvalidStateError);
    assert.equal(lock.locked(), true);
    phase.value = 2;
    await bunch.join();
    assert.equal(lock.locked(), false);
  });

  // Adapted: `isOwned` is public here.
  test("test__is_owned", async (crew) => {
    const lock = make();
    const owned = (): boolean => rlockOf(lock).isOwned();
    const phase = new SharedCounter();
    const bunch = crew.start(isOwned, 1, lock, phase);
    assert.equal(owned(), false);
    await holding(crew.mode, lock, async () => {
      assert.equal(owned(), true);
      await holding(crew.mode, lock, async () => {
        assert.equal(owned(), true);
        phase.value = 1;
        assert.deepEqual(await bunch.join(), [false]);
      });
      assert.equal(owned(), true);
    });
    assert.equal(owned(), false);
  });
}

// Adapted: `statistics().depth`, which is the same whoever asks, where CPython's `_recursion_count` is 0 for others.
// Not for Condition: CPython skips it there.
cpythonTest(
  { ...id, method: "test_recursion_count", target: "RLock" },
  played(async (crew) => {
    const lock = reentrantTypes.RLock();
    const depth = (): number => lock.statistics().depth;
    assert.equal(depth(), 0);
    await holding(crew.mode, lock, async () => {
      assert.equal(depth(), 1);
      await holding(crew.mode, lock, async () => {
        await holding(crew.mode, lock, () => assert.equal(depth(), 3));
        assert.equal(depth(), 2);
      });
    });
    assert.equal(depth(), 0);

    const phase = new SharedCounter();
    const bunch = crew.start(hold, 1, lock, crew.mode, phase);
    await bunch.until("it has the lock", () => phase.value === 1);
    assert.deepEqual([depth(), lock.isOwned()], [1, false]);
    phase.value = 2;
    await bunch.join();
    assert.deepEqual([depth(), lock.isOwned()], [0, false]);
  }),
);
