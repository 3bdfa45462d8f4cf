/** Blocking waits with the signal of the task: what each came to goes into a queue, since the task's future is over. */
import { currentTask, task } from "multilane";
import type { Barrier, Condition, Event, Lock, Queue, RLock, Semaphore, SimpleQueue } from "multilane";

/** What the wait threw, or returned. */
export type Outcomes = SimpleQueue<{
  readonly threw: boolean;
  readonly what: unknown;
  readonly after?: unknown;
}>;

function block(
  outcomes: Outcomes,
  wait: (options: { signal: AbortSignal }) => unknown,
  after?: () => unknown,
): void {
  try {
    const value = wait({ signal: currentTask().signal });
    outcomes.put({ threw: false, what: typeof value === "object" ? "guard" : value, after: after?.() });
  } catch (error) {
    outcomes.put({ threw: true, what: (error as Error).message, after: after?.() });
  }
}

export const blockInLock = task(import.meta, (lock: Lock | RLock | Semaphore, outcomes: Outcomes) =>
  block(outcomes, (options) => lock.acquireSync(options).release()),
);

export const blockInEvent = task(import.meta, (event: Event, outcomes: Outcomes) =>
  block(outcomes, (options) => event.waitSync(options)),
);

export const blockInBarrier = task(import.meta, (barrier: Barrier, outcomes: Outcomes) =>
  block(outcomes, (options) => barrier.waitSync(options)),
);

/** Says, too, whether the lock is held afterwards. */
export const blockInCondition = task(import.meta, (condition: Condition, outcomes: Outcomes) => {
  using _ = condition.acquireSync({ timeout: 20_000 });
  block(
    outcomes,
    (options) => condition.waitSync(options),
    () => condition.lock.locked(),
  );
});

export const blockInWaitFor = task(import.meta, (condition: Condition, outcomes: Outcomes) => {
  using _ = condition.acquireSync({ timeout: 20_000 });
  block(outcomes, (options) => condition.waitForSync(() => false, options));
});

export const blockInGet = task(import.meta, (queue: Queue<number>, outcomes: Outcomes) =>
  block(outcomes, (options) => queue.getSync(options)),
);

export const blockInPut = task(import.meta, (queue: Queue<number>, outcomes: Outcomes) =>
  block(outcomes, (options) => queue.putSync(2, options)),
);

export const blockInJoin = task(import.meta, (queue: Queue<number>, outcomes: Outcomes) =>
  block(outcomes, (options) => queue.joinSync(options)),
);

/** Blocks with a signal of its own thread. */
export const blockWithOwnSignal = task(import.meta, (lock: Lock): string => {
  try {
    lock.acquireSync({ signal: AbortSignal.any([currentTask().signal]) });
    return "acquired";
  } catch (error) {
    return String(error);
  }
});

/** Waits with the signal until it is aborted, and then once more without. */
export const blockAgain = task(import.meta, (event: Event, second: Event, outcomes: Outcomes) => {
  block(outcomes, (options) => event.waitSync(options));
  block(outcomes, () => second.waitSync({ timeout: 20_000 }));
});
