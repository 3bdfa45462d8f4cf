/** What the threads of lock.test.ts do. */
import type { Lock } from "multilane";
import { task } from "multilane";
import { acquire } from "./support/mode.js";
import type { Mode } from "./support/mode.js";
// Not only types: a thread has to load the modules of the classes that come to it.
import { SharedList } from "./support/shared-list.js";

/** Takes the lock twice: somebody else has to release it in between. */
export const acquireTwice = task(
  import.meta,
  async (lock: Lock, mode: Mode, phase: SharedList<string>): Promise<void> => {
    await acquire(mode, lock);
    phase.append("first");
    await acquire(mode, lock);
    phase.append("second");
    lock.release();
  },
);

/** Releases what another thread has taken. */
export const releaseOnly = task(import.meta, (lock: Lock): void => lock.release());
