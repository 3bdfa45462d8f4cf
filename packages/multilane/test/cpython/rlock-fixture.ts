/** What the threads of rlock.test.ts do. */
import type { Condition, RLock } from "multilane";
import { task } from "multilane";
import { holding, rlockOf } from "./support/any-lock.js";
import { acquire } from "./support/mode.js";
import type { Mode } from "./support/mode.js";
// Not only types: a thread has to load the modules of the classes that come to it.
import { SharedCounter } from "./support/shared-counter.js";
import { until } from "./support/until.js";

/** Waits for that phase of the test. (Its own event loop goes on: only locks are waited for as the mode has it.) */
async function inPhase(phase: SharedCounter, number: number): Promise<void> {
  await until(`phase ${number}`, () => phase.value >= number);
}

/** What it shows to somebody who does not have it. */
export const show = task(
  import.meta,
  async (lock: RLock | Condition, phase: SharedCounter): Promise<string> => {
    await inPhase(phase, 1);
    return String(lock);
  },
);

/** Whether it belongs to somebody who did not take it. */
export const isOwned = task(
  import.meta,
  async (lock: RLock | Condition, phase: SharedCounter): Promise<boolean> => {
    await inPhase(phase, 1);
    return rlockOf(lock).isOwned();
  },
);

/** Takes it in phase 0, which makes it phase 1, and releases it in phase 2, which makes it phase 3. */
export const hold = task(
  import.meta,
  async (lock: RLock | Condition, mode: Mode, phase: SharedCounter): Promise<void> => {
    await holding(mode, lock, async () => {
      phase.value = 1;
      await inPhase(phase, 2);
    });
    phase.value = 3;
  },
);

/** Whether it was locked before and after it took it. Never releases it. */
export const takeAway = task(
  import.meta,
  async (lock: RLock | Condition, mode: Mode): Promise<[before: boolean, after: boolean]> => {
    const before = lock.locked();
    await acquire(mode, lock);
    return [before, lock.locked()];
  },
);
