/** Tasks that take a lock and come to various ends. */
import { currentThread, LockOwnerDiedError, task } from "multilane";
import type { Lock } from "multilane";

/** Word 0 counts those who hold the lock; word 1 lets them go on when it is 1. */
export type Stage = Int32Array;

function arrive(stage: Stage): void {
  Atomics.add(stage, 0, 1);
  Atomics.notify(stage, 0);
}

/** Holds the lock, and blocks until it is let go. */
export const holdUntilTold = task(import.meta, (lock: Lock, stage: Stage): void => {
  using _ = lock.acquireSync({ timeout: 20_000 });
  arrive(stage);
  Atomics.wait(stage, 1, 0, 20_000);
});

/** Takes the lock and leaves it so. */
export const forget = task(import.meta, (lock: Lock, stage: Stage): void => {
  lock.acquireSync({ timeout: 20_000 });
  arrive(stage);
});

/** Takes the lock and ends the thread. */
export const holdAndExit = task(import.meta, (lock: Lock, stage: Stage): void => {
  lock.acquireSync({ timeout: 20_000 });
  arrive(stage);
  Atomics.wait(stage, 1, 0, 20_000);
  process.exit(3);
});

/** Takes the lock and throws where nobody catches it. */
export const holdAndCrash = task(import.meta, async (lock: Lock, stage: Stage): Promise<void> => {
  await lock.acquire({ timeout: 20_000 });
  arrive(stage);
  Atomics.wait(stage, 1, 0, 20_000);
  setImmediate(() => {
    throw new Error("crash");
  });
  await new Promise(() => undefined);
});

/** Takes the lock and uses up its memory. */
export const holdAndStarve = task(import.meta, (lock: Lock, stage: Stage): void => {
  lock.acquireSync({ timeout: 20_000 });
  arrive(stage);
  Atomics.wait(stage, 1, 0, 20_000);
  const hoard: unknown[] = [];
  for (;;) hoard.push(Array.from({ length: 1000 }, () => ({})));
});

/** What became of an acquisition. */
export type Outcome = "acquired" | "owner died" | "poisoned" | "timeout" | "deadlock";

/** Blocks for the lock, and says what came of it; who inherits it recovers it if told so. */
export const blockFor = task(import.meta, (lock: Lock, stage: Stage, recover: boolean): Outcome => {
  arrive(stage);
  try {
    using _ = lock.acquireSync({ timeout: 20_000 });
    return "acquired";
  } catch (error) {
    return outcomeOf(error, recover);
  }
});

/** Awaits the lock, and says what came of it. */
export const awaitFor = task(
  import.meta,
  async (lock: Lock, stage: Stage, recover: boolean): Promise<Outcome> => {
    arrive(stage);
    try {
      using _ = await lock.acquire({ timeout: 20_000 });
      return "acquired";
    } catch (error) {
      return outcomeOf(error, recover);
    }
  },
);

interface Recoverable {
  readonly code: string;
  recover(): { release(): void };
}

function outcomeOf(error: unknown, recover: boolean): Outcome {
  const { code } = error as Recoverable;
  if (code === "ERR_MULTILANE_TIMEOUT") return "timeout";
  if (code === "ERR_MULTILANE_DEADLOCK") return "deadlock";
  if (code !== "ERR_MULTILANE_LOCK_OWNER_DIED") throw error;
  if (/poisoned: /.test((error as Error).message)) return "poisoned";
  if (recover) (error as Recoverable).recover().release();
  return "owner died";
}

/** The name of the thread that runs it. */
export const threadName = task(import.meta, (): string => currentThread().name);

/**
 * Takes and releases the lock without a pause, blocking and awaiting, until it is killed. Others are killed before it:
 * it recovers the lock if one of them held it, which would else be poisoned.
 */
export const hammerUntilKilled = task(
  import.meta,
  async (lock: Lock, stage: Stage, seed: number): Promise<void> => {
    arrive(stage);
    for (let round = seed; ; round++) {
      try {
        using _ = round % 16 === 0 ? await lock.acquire() : lock.acquireSync();
      } catch (error) {
        if (!(error instanceof LockOwnerDiedError)) throw error;
        error.recover().release();
      }
    }
  },
);

/** Asks for the lock and ends without waiting for it. */
export const askAndLeave = task(import.meta, (lock: Lock, stage: Stage): void => {
  void lock.acquire();
  arrive(stage);
});
