/** Tasks that take an RLock, once or again. */
import { setImmediate as turn } from "node:timers/promises";
import { task } from "multilane";
import type { RLock } from "multilane";
import type { Stage } from "./holding.js";

const PATIENCE = { timeout: 20_000 };

function arrive(stage: Stage): void {
  Atomics.add(stage, 0, 1);
  Atomics.notify(stage, 0);
}

function increment(words: Int32Array): void {
  const before = words[0] ?? 0;
  words[0] = before + 1;
}

function countNested(lock: RLock, words: Int32Array, depth: number): void {
  using _ = lock.acquireSync(PATIENCE);
  if (depth === 0) increment(words);
  else countNested(lock, words, depth - 1);
}

/** Adds to a plain counter, three acquisitions deep. */
export const countDeep = task(import.meta, (lock: RLock, words: Int32Array, rounds: number): void => {
  for (let round = 0; round < rounds; round++) countNested(lock, words, 2);
});

/** The same with awaits in between. */
export const countDeepAwaiting = task(
  import.meta,
  async (lock: RLock, words: Int32Array, rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round++)
      await lock.run(async () => {
        using _ = await lock.acquire(PATIENCE);
        const before = words[0] ?? 0;
        await turn();
        await lock.run(() => (words[0] = before + 1), PATIENCE);
      }, PATIENCE);
  },
);

/** Holds it three times, and blocks until it is let go. */
export const holdDeep = task(import.meta, (lock: RLock, stage: Stage): void => {
  for (let depth = 0; depth < 3; depth++) lock.acquireSync(PATIENCE);
  arrive(stage);
  Atomics.wait(stage, 1, 0, 20_000);
  for (let depth = 0; depth < 3; depth++) lock.release();
});

/** Takes it twice and leaves it so. */
export const forgetDeep = task(import.meta, (lock: RLock): void => {
  lock.acquireSync(PATIENCE);
  lock.acquireSync(PATIENCE);
});

/** What a lock shows, and lets be done, to one who does not hold it. */
export interface View {
  readonly locked: boolean;
  readonly owned: boolean;
  readonly taken: boolean;
  readonly depth: number;
  readonly release: string;
  readonly blocking: string;
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

function viewOf(lock: RLock): View {
  const [locked, owned, { depth }] = [lock.locked(), lock.isOwned(), lock.statistics()];
  const guard = lock.tryAcquire();
  const taken = guard !== undefined;
  guard?.release();
  const release = codeOf(() => lock.release());
  const blocking = codeOf(() => lock.acquireSync({ timeout: 1 }).release());
  return { locked, owned, taken, depth, release, blocking };
}

/** Looks at a lock. */
export const look = task(import.meta, (lock: RLock): View => viewOf(lock));

/** Holds it across awaits, as a task that does not block its thread, until word 1 is set. */
export const holdAwaiting = task(import.meta, async (lock: RLock, stage: Stage): Promise<boolean> => {
  using _ = lock.acquireSync(PATIENCE);
  arrive(stage);
  while (Atomics.load(stage, 1) === 0) await turn();
  using again = lock.acquireSync(PATIENCE);
  return again !== undefined && lock.isOwned();
});

/** Looks at a lock, then awaits it. */
export const lookAndAwait = task(import.meta, async (lock: RLock, stage: Stage): Promise<View> => {
  const view = viewOf(lock);
  const pending = lock.acquire(PATIENCE);
  Atomics.store(stage, 1, 1);
  (await pending).release();
  return view;
});

/** Whether these are one object here. */
export const isSame = task(import.meta, (one: RLock, other: RLock): boolean => one === other);
