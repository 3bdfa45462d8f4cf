/** What the threads of lock-base.test.ts do. */
import { task, TimeoutError } from "multilane";
import type { AnyLock } from "./support/any-lock.js";
import { acquire } from "./support/mode.js";
import type { Mode } from "./support/mode.js";

/** Takes the lock and lets it go. */
export const acquireAndRelease = task(import.meta, async (lock: AnyLock, mode: Mode) => {
  await acquire(mode, lock);
  lock.release();
});

/** Whether it got the lock without waiting. */
export const tryAcquire = task(import.meta, (lock: AnyLock): boolean => {
  const guard = lock.tryAcquire();
  guard?.release();
  return guard !== undefined;
});

/** Whether it got the lock in time, and how many milliseconds it waited. */
export const acquireInTime = task(import.meta, async (lock: AnyLock, mode: Mode, timeout: number) => {
  const start = performance.now();
  try {
    const guard = await acquire(mode, lock, { timeout });
    guard.release();
    return { acquired: true, waited: performance.now() - start };
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    return { acquired: false, waited: performance.now() - start };
  }
});
