/** What the threads of condition.test.ts do. */
import type { Condition } from "multilane";
import { task } from "multilane";
import { holding } from "./support/any-lock.js";
import { wait } from "./support/mode.js";
import type { Mode } from "./support/mode.js";
// Not only types: a thread has to load the modules of the classes that come to it.
import { SharedCounter } from "./support/shared-counter.js";
import { SharedList } from "./support/shared-list.js";
import { LONG } from "./support/until.js";

/** What came of a wait, and in which phase that was. */
export type Woken = readonly [notified: boolean, phase: number];

/** Waits twice, and says each time when it was woken. */
export const waitTwice = task(
  import.meta,
  async (
    condition: Condition,
    mode: Mode,
    phase: SharedCounter,
    first: SharedList<Woken>,
    second: SharedList<Woken>,
  ): Promise<void> => {
    for (const results of [first, second]) {
      const notified = await holding(mode, condition, () => wait(mode, condition));
      results.append([notified, phase.value]);
    }
  },
);

/** Waits for so many milliseconds: what came of it, how long it took, whether the lock is its own again. */
export const waitInTime = task(
  import.meta,
  async (condition: Condition, mode: Mode, timeout: number) =>
    await holding(mode, condition, async () => {
      const start = performance.now();
      const notified = await wait(mode, condition, { timeout });
      return {
        notified,
        waited: performance.now() - start,
        locked: condition.locked(),
      };
    }),
);

/** Waits until the state is 4, at most so many milliseconds: the predicate's last answer, and the state then. */
export const waitForFour = task(
  import.meta,
  async (condition: Condition, mode: Mode, state: SharedCounter, timeout: number = LONG) =>
    await holding(mode, condition, async () => {
      const start = performance.now();
      const isFour = (): boolean => state.value === 4;
      const result = await (mode === "sync"
        ? condition.waitForSync(isFour, { timeout })
        : condition.waitFor(isFour, { timeout }));
      return { result, state: state.value, waited: performance.now() - start };
    }),
);
