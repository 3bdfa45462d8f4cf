/** CPython's `lock_tests.LockTests`: what holds for a lock that has no owner. */
import assert from "node:assert/strict";
import { Lock, TimeoutError } from "multilane";
import { acquireTwice, releaseOnly } from "./lock-fixture.js";
import { cpythonTest } from "./support/cpython.js";
import { played } from "./support/crew.js";
import type { Crew } from "./support/crew.js";
import { acquire } from "./support/mode.js";
import { SharedList } from "./support/shared-list.js";

const test = (method: string, play: (crew: Crew) => Promise<void>): void =>
  cpythonTest({ suite: "lock_tests", class: "LockTests", method, target: "Lock" }, played(play));

test("test_reacquire", async (crew) => {
  const lock = new Lock();
  const phase = new SharedList<string>();
  const bunch = crew.start(acquireTwice, 1, lock, crew.mode, phase);
  await bunch.until("it waits for itself", () => phase.length === 1 && lock.statistics().waiting === 1);
  assert.deepEqual(phase.values(), ["first"]);
  lock.release();
  await bunch.join();
  assert.deepEqual(phase.values(), ["first", "second"]);
});

test("test_different_thread", async (crew) => {
  const lock = new Lock();
  await acquire(crew.mode, lock);
  await crew.start(releaseOnly, 1, lock).join();
  assert.equal(lock.locked(), false);
  await acquire(crew.mode, lock);
  lock.release();
});

test("test_state_after_timeout", async ({ mode }) => {
  const lock = new Lock();
  await acquire(mode, lock);
  await assert.rejects(async () => await acquire(mode, lock, { timeout: 10 }), TimeoutError);
  assert.equal(lock.locked(), true);
  lock.release();
  assert.equal(lock.locked(), false);
  assert.ok(lock.tryAcquire());
});
