/** Tasks that share a thread's event loop. */
import { currentTask, task } from "multilane";
import type { Event } from "multilane";

/** Computes until it is told to stop, and then awaits another task of the same thread. */
export const spinThenAwait = task(
  import.meta,
  async (started: Event, other: Event, over: Event): Promise<void> => {
    await Promise.resolve(); // so that it is not within the loop that begins calls, which would find the other one
    started.set();
    const { signal } = currentTask();
    while (!signal.aborted);
    if (await other.wait({ timeout: 15_000 })) over.set();
  },
);

export const raise = task(import.meta, (event: Event): void => event.set());
