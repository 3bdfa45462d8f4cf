/** Tasks that take locks in the order that they are told. */
import { DeadlockError, task } from "multilane";
import type { Barrier, Lock, RLock } from "multilane";

type Owned = Lock | RLock;

/** Takes the first; when everybody has their first, the second. Answers with the refusal's message, if it was refused. */
export const takeBoth = task(
  import.meta,
  (first: RLock, second: RLock, bothHold: Barrier): string | undefined => {
    using _first = first.acquireSync({ timeout: 20_000 });
    bothHold.waitSync({ timeout: 20_000 });
    return takeSecond(second);
  },
);

/** As {@link takeBoth}, with the first lock held by a run scope. */
export const takeBothInRun = task(
  import.meta,
  async (first: Owned, second: Owned, bothHold: Barrier): Promise<string | undefined> =>
    await first.run(() => {
      bothHold.waitSync({ timeout: 20_000 });
      return takeSecond(second);
    }),
);

function takeSecond(lock: Owned): string | undefined {
  try {
    using _ = lock.acquireSync({ timeout: 20_000 });
    return undefined;
  } catch (error) {
    if (error instanceof DeadlockError) return error.message;
    throw error;
  }
}

/** Holds the first, and then blocks for the second until the timeout. */
export const takeUnowned = task(
  import.meta,
  (first: Lock, second: Lock, bothHold: Barrier, timeout: number): string =>
    takeUntil(first, second, bothHold, timeout),
);

/** Takes the first; when both hold one, blocks for the second until the timeout, when the other waits already. */
export const takeWithTimeout = task(
  import.meta,
  (first: RLock, second: RLock, bothHold: Barrier, timeout: number): string =>
    takeUntil(first, second, bothHold, timeout),
);

function takeUntil(first: Owned, second: Owned, bothHold: Barrier, timeout: number): string {
  using _first = first.acquireSync({ timeout: 20_000 });
  bothHold.waitSync({ timeout: 20_000 });
  try {
    using _ = second.acquireSync({ timeout });
    return "acquired";
  } catch (error) {
    return (error as Error).name;
  }
}
