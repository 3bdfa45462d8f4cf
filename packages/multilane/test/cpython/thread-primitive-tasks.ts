/** What the threads of test_threading do with semaphores. */
import assert from "node:assert/strict";
import { task } from "multilane";
import type { BoundedSemaphore, RLock } from "multilane";
import { LONG } from "./support/until.js";

const limit = { timeout: LONG };

/** CPython: `TestThread.run`. */
export const runSync = task(import.meta, (semaphore: BoundedSemaphore, mutex: RLock, running: Int32Array) => {
  using _place = semaphore.acquireSync(limit);
  {
    using _mutex = mutex.acquireSync(limit);
    running[0] = (running[0] ?? 0) + 1;
    assert.ok(running[0] <= 3, `${running[0]} are running`);
  }
  {
    using _mutex = mutex.acquireSync(limit);
    running[0]--;
    assert.ok(running[0] >= 0);
  }
});
/** The same, awaited. */
export const runAsync = task(
  import.meta,
  async (semaphore: BoundedSemaphore, mutex: RLock, running: Int32Array) => {
    using _place = await semaphore.acquire(limit);
    await mutex.run(() => {
      running[0] = (running[0] ?? 0) + 1;
      assert.ok(running[0] <= 3, `${running[0]} are running`);
    }, limit);
    await mutex.run(() => {
      running[0] = (running[0] ?? 0) - 1;
      assert.ok(running[0] >= 0);
    }, limit);
  },
);
function descend(): number {
  try {
    return descend() + 1;
  } catch {
    return 1;
  }
}
/** How deep calls may be nested. */
export const depth = task(import.meta, () => descend());
/** Takes a place and keeps it, as CPython's `target=bs.acquire`: a semaphore has no owner. */
export const takeSync = task(import.meta, (semaphore: BoundedSemaphore) => void semaphore.acquireSync(limit));
export const takeAsync = task(import.meta, async (semaphore: BoundedSemaphore) => {
  await semaphore.acquire(limit);
});
export const giveBack = task(import.meta, (semaphore: BoundedSemaphore) => semaphore.release());
