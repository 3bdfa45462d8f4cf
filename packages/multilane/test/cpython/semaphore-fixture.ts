/** What the threads of semaphore.test.ts do. */
import type { BoundedSemaphore, Semaphore } from "multilane";
import { task, TimeoutError } from "multilane";
import { acquire } from "./support/mode.js";
import type { Mode } from "./support/mode.js";
// Not only types: a thread has to load the modules of the classes that come to it.
import { SharedCounter } from "./support/shared-counter.js";
import { SharedList } from "./support/shared-list.js";

/** Both types of semaphores. */
export type AnySemaphore = Semaphore | BoundedSemaphore;

/** Acquires twice, and says each time in which phase that was. Releases nothing. */
export const acquireTwice = task(
  import.meta,
  async (
    semaphore: AnySemaphore,
    mode: Mode,
    phase: SharedCounter,
    first: SharedList<number>,
    second: SharedList<number>,
  ): Promise<void> => {
    await acquire(mode, semaphore);
    first.append(phase.value);
    await acquire(mode, semaphore);
    second.append(phase.value);
  },
);

/** Whether it got in without waiting, twice. Releases nothing. */
export const tryTwice = task(import.meta, (semaphore: AnySemaphore): boolean[] => [
  semaphore.tryAcquire() !== undefined,
  semaphore.tryAcquire() !== undefined,
]);

/** Acquires and releases. */
export const pass = task(import.meta, async (semaphore: AnySemaphore, mode: Mode): Promise<void> => {
  await acquire(mode, semaphore);
  semaphore.release();
});

/** Whether it got in within so many milliseconds, and how many it waited. Releases nothing. */
export const acquireInTime = task(
  import.meta,
  async (semaphore: AnySemaphore, mode: Mode, timeout: number) => {
    const start = performance.now();
    try {
      await acquire(mode, semaphore, { timeout });
      return { acquired: true, waited: performance.now() - start };
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      return { acquired: false, waited: performance.now() - start };
    }
  },
);
