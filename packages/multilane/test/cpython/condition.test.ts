/** CPython's `lock_tests.ConditionTests`. */
import assert from "node:assert/strict";
import { Condition, InvalidStateError, Lock } from "multilane";
import type { Woken } from "./condition-fixture.js";
import { waitForFour, waitInTime, waitTwice } from "./condition-fixture.js";
import { holding } from "./support/any-lock.js";
import { cpythonTest } from "./support/cpython.js";
import type { Variants } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";
import { acquire, wait } from "./support/mode.js";
import { SharedCounter } from "./support/shared-counter.js";
import { SharedList } from "./support/shared-list.js";

const N = 5;

const test = (method: string, variants: Variants): void =>
  cpythonTest(
    {
      suite: "lock_tests",
      class: "ConditionTests",
      method,
      target: "Condition",
    },
    variants,
  );

test(
  "test_acquire",
  played(async ({ mode }) => {
    const nesting = new Condition();
    await holding(mode, nesting, () => holding(mode, nesting, () => assert.equal(nesting.locked(), true)));
    assert.equal(nesting.locked(), false);

    const lock = new Lock();
    const condition = new Condition(lock);
    await acquire(mode, condition);
    assert.equal(lock.tryAcquire(), undefined);
    condition.release();
    assert.ok(lock.tryAcquire());
    assert.equal(condition.tryAcquire(), undefined);
    lock.release();
    {
      using _held = await acquire(mode, condition);
      assert.equal(lock.tryAcquire(), undefined);
    }
    assert.equal(lock.locked(), false);
  }),
);

test(
  "test_unacquired_wait",
  played(async ({ mode }) => {
    for (const condition of [new Condition(), new Condition(new Lock())])
      await assert.rejects(async () => await wait(mode, condition), InvalidStateError);
  }),
);

test("test_unacquired_notify", () => {
  for (const condition of [new Condition(), new Condition(new Lock())]) {
    assert.throws(() => condition.notify(), InvalidStateError);
    assert.throws(() => condition.notifyAll(), InvalidStateError);
  }
});

/** So many that were woken in that phase. */
const woken = (count: number, phase: number): Woken[] => Array.from({ length: count }, () => [true, phase]);

/** Three of five are notified, then all of them, some of which wait for the second time, then the rest. */
async function checkNotify(crew: Crew, condition: Condition): Promise<void> {
  const phase = new SharedCounter();
  const [first, second] = [new SharedList<Woken>(), new SharedList<Woken>()];
  const waiting = async (count: number): Promise<void> =>
    await bunch.until(`${count} wait for the condition`, () => condition.statistics().waiting === count);
  const notify = async (number: number, left: number, call: () => void): Promise<void> => {
    await holding(crew.mode, condition, async () => {
      call();
      await waiting(left); // those that were notified need the lock now
      phase.value = number;
    });
  };

  const bunch = crew.start(waitTwice, N, condition, crew.mode, phase, first, second);
  await waiting(5);
  assert.deepEqual(first.values(), []);

  await notify(1, 2, () => condition.notify(3));
  await waiting(5); // three of them once more
  assert.deepEqual([first.values(), second.values()], [woken(3, 1), []]);

  await notify(2, 0, () => condition.notify(5));
  await waiting(2);
  await bunch.until("three are through", () => second.length >= 3);
  assert.deepEqual([first.values(), second.values()], [[...woken(3, 1), ...woken(2, 2)], woken(3, 2)]);

  await notify(3, 0, () => condition.notifyAll());
  await bunch.join();
  assert.deepEqual(second.values(), [...woken(3, 2), ...woken(2, 3)]);
  assert.equal(condition.locked(), false);
}

test(
  "test_notify",
  played(async (crew) => {
    const condition = new Condition();
    await checkNotify(crew, condition);
    await checkNotify(crew, condition); // a second time: the first has left nothing behind
  }),
);

test(
  "test_timeout",
  played(async (crew) => {
    const condition = new Condition();
    const results = await crew.start(waitInTime, N, condition, crew.mode, 50).join();
    assert.equal(results.length, N);
    for (const { notified, waited, locked } of results) {
      assert.deepEqual({ notified, locked }, { notified: false, locked: true });
      assert.ok(waited >= 0.6 * 50, `waited ${waited} ms of 50`);
    }
    assert.equal(condition.statistics().waiting, 0);
    assert.equal(condition.locked(), false);
  }),
);

test(
  "test_nan_timeout",
  played(async (crew) => {
    const condition = new Condition();
    await assert.rejects(crew.start(waitInTime, 1, condition, crew.mode, Number.NaN).join(), RangeError);
    assert.equal(condition.statistics().waiting, 0);
    assert.equal(condition.locked(), false);
  }),
);

test(
  "test_waitfor",
  played(async (crew) => {
    const condition = new Condition();
    const state = new SharedCounter();
    const bunch = crew.start(waitForFour, 1, condition, crew.mode, state);
    for (let step = 0; step < 4; step++) {
      await bunch.until("it waits", () => condition.statistics().waiting === 1);
      await holding(crew.mode, condition, () => {
        state.increment();
        condition.notify();
      });
    }
    const [outcome] = await bunch.join();
    assert.deepEqual([outcome?.result, outcome?.state], [true, 4]);
  }),
);

test(
  "test_waitfor_timeout",
  played(async (crew) => {
    const condition = new Condition();
    const state = new SharedCounter();
    const bunch = crew.start(waitForFour, 1, condition, crew.mode, state, 100);
    // Three times only: the state never is 4. However late the notifications come, it has waited for the timeout.
    for (let step = 0; step < 3; step++) {
      await bunch.until("it waits", () => condition.statistics().waiting === 1 || bunch.finished === 1);
      await holding(crew.mode, condition, () => {
        state.increment();
        condition.notify();
      });
    }
    const [outcome] = await bunch.join();
    assert.ok(outcome);
    assert.equal(outcome.result, false);
    assert.ok(outcome.waited >= 0.6 * 100, `waited ${outcome.waited} ms of 100`);
    assert.equal(condition.statistics().waiting, 0);
  }),
);
