/** What the threads of event.test.ts do. */
import type { Event } from "multilane";
import { task } from "multilane";
import { wait } from "./support/mode.js";
import type { Mode } from "./support/mode.js";
// Not only types: a thread has to load the modules of the classes that come to it.
import { SharedList } from "./support/shared-list.js";

/** What came of a wait. */
export const waitOnce = task(
  import.meta,
  async (event: Event, mode: Mode): Promise<boolean> => await wait(mode, event),
);

/** Waits twice, and says each time what came of it. */
export const waitTwice = task(
  import.meta,
  async (
    event: Event,
    mode: Mode,
    first: SharedList<boolean>,
    second: SharedList<boolean>,
  ): Promise<void> => {
    first.append(await wait(mode, event));
    second.append(await wait(mode, event));
  },
);

/** Waits not at all, and then so long: what came of it, and how many milliseconds it took. */
export const waitInTime = task(import.meta, async (event: Event, mode: Mode, timeout: number) => {
  const atOnce = await wait(mode, event, { timeout: 0 });
  const start = performance.now();
  const inTime = await wait(mode, event, { timeout });
  return { atOnce, inTime, waited: performance.now() - start };
});
