/** CPython's `test_contextlib.LockContextTestCase`: what `with` is there is `using` here. */
import assert from "node:assert/strict";
import { BoundedSemaphore, Condition, Lock, RLock, Semaphore } from "multilane";
import type { WaitOptions } from "multilane";
import { cpythonTest } from "./support/cpython.js";
import { acquire } from "./support/mode.js";
import type { Mode } from "./support/mode.js";

interface Held {
  acquire(options?: WaitOptions): Promise<Disposable>;
  acquireSync(options?: WaitOptions): Disposable;
}

async function boilerPlate(mode: Mode, lock: Held, locked: () => boolean): Promise<void> {
  assert.equal(locked(), false);
  {
    using _held = await acquire(mode, lock);
    assert.equal(locked(), true);
  }
  assert.equal(locked(), false);
  const divide = async (): Promise<void> => {
    using _held = await acquire(mode, lock);
    assert.equal(locked(), true);
    throw new RangeError("Division by zero");
  };
  await assert.rejects(divide(), {
    name: "RangeError",
    message: "Division by zero",
  });
  assert.equal(locked(), false);
}

/** A semaphore is locked when nobody else gets in. */
function full(semaphore: Semaphore | BoundedSemaphore): boolean {
  const guard = semaphore.tryAcquire();
  guard?.release();
  return guard === undefined;
}

const test = (method: string, play: (mode: Mode) => Promise<void>): void =>
  cpythonTest(
    { suite: "test_contextlib", class: "LockContextTestCase", method },
    { sync: () => play("sync"), async: () => play("async") },
  );

test("testWithLock", async (mode) => {
  const lock = new Lock();
  await boilerPlate(mode, lock, () => lock.locked());
});

test("testWithRLock", async (mode) => {
  const lock = new RLock();
  await boilerPlate(mode, lock, () => (mode === "sync" ? lock.isOwned() : lock.locked()));
});

test("testWithCondition", async (mode) => {
  const condition = new Condition();
  await boilerPlate(mode, condition, () => condition.locked());
});

test("testWithSemaphore", async (mode) => {
  const semaphore = new Semaphore();
  await boilerPlate(mode, semaphore, () => full(semaphore));
});

test("testWithBoundedSemaphore", async (mode) => {
  const semaphore = new BoundedSemaphore();
  await boilerPlate(mode, semaphore, () => full(semaphore));
});
