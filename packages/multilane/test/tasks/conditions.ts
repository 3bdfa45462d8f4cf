/** Tasks that wait at conditions and notify. */
import { Condition, LockOwnerDiedError, task } from "multilane";
import type { Lock, RLock, WaitOptions } from "multilane";
import type { Stage } from "./holding.js";

const PATIENCE = { timeout: 20_000 };

/** Word 0 counts those who are through; the words after it say who, in the order in which they were. */
export type Log = Int32Array;

/** Which calls a task makes. */
export type Mode = "sync" | "async";

function note(log: Log, who: number): void {
  const place = Atomics.add(log, 0, 1);
  Atomics.store(log, 1 + place, who);
}

/** What became of a wait. */
export type Outcome = "notified" | "timed out" | "owner died" | "poisoned";

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof LockOwnerDiedError)) throw error;
  if (/poisoned: /.test(error.message)) return "poisoned";
  error.recover().release();
  return "owner died";
}

/** Waits once, and logs itself while it holds the lock again. */
export const waitOnce = task(
  import.meta,
  async (condition: Condition, log: Log, who: number, mode: Mode, options: WaitOptions): Promise<Outcome> => {
    using _ = mode === "sync" ? condition.acquireSync(PATIENCE) : await condition.acquire(PATIENCE);
    try {
      const notified = mode === "sync" ? condition.waitSync(options) : await condition.wait(options);
      if (!condition.locked()) throw new Error("the lock is not held");
      if (notified) note(log, who);
      return notified ? "notified" : "timed out";
    } catch (error) {
      return outcomeOf(error);
    }
  },
);

/** Waits with the lock held three times, and releases it by the guards that it had before. */
export const waitDeep = task(import.meta, (condition: Condition): boolean => {
  using _one = condition.acquireSync(PATIENCE);
  using _two = condition.acquireSync(PATIENCE);
  using _three = condition.acquireSync(PATIENCE);
  return condition.waitSync(PATIENCE);
});

/** Notifies so many. */
export const notifyOf = task(import.meta, (condition: Condition, count: number): void => {
  using _ = condition.acquireSync(PATIENCE);
  condition.notify(count);
});

/** The same for a condition that is known by its name. */
export const notifyNamed = task(import.meta, (name: string): void => {
  const condition = new Condition(name);
  using _ = condition.acquireSync(PATIENCE);
  condition.notifyAll();
});

/** Notifies, and then blocks with the lock held until word 1 of the stage is set. */
export const notifyAndHold = task(import.meta, (condition: Condition, stage: Stage, count: number): void => {
  using _ = condition.acquireSync(PATIENCE);
  condition.notify(count);
  Atomics.add(stage, 0, 1);
  Atomics.notify(stage, 0);
  Atomics.wait(stage, 1, 0, 20_000);
});

/** Takes the lock and leaves it so. */
export const forget = task(import.meta, (condition: Condition): void => {
  condition.acquireSync(PATIENCE);
});

/** Whether what crossed is one condition with one lock. */
export const isOne = task(
  import.meta,
  (one: Condition, other: Condition, lock: Lock | RLock): boolean => one === other && one.lock === lock,
);

/** A buffer: a lock, two conditions, and a ring of words. */
export interface Bounded {
  readonly notFull: Condition;
  readonly notEmpty: Condition;
  /** How many items there are, and where the first is; the items. No word is read or written without the lock. */
  readonly words: Int32Array;
}

const [SIZE, FIRST, ITEMS] = [0, 1, 2];

/** How many words a buffer with room for so many items needs. */
export function wordsFor(capacity: number): number {
  return ITEMS + capacity;
}

function put({ words }: Bounded, item: number): void {
  const capacity = words.length - ITEMS;
  const [size = 0, first = 0] = words;
  words[ITEMS + ((first + size) % capacity)] = item;
  words[SIZE] = size + 1;
}

function take({ words }: Bounded): number {
  const capacity = words.length - ITEMS;
  const [size = 0, first = 0] = words;
  words[SIZE] = size - 1;
  words[FIRST] = (first + 1) % capacity;
  return words[ITEMS + first] ?? -1;
}

/** Puts the integers from `from` to `to - 1` into the buffer. */
export const produce = task(
  import.meta,
  async (buffer: Bounded, from: number, to: number, mode: Mode): Promise<void> => {
    const { notFull, notEmpty, words } = buffer;
    const hasRoom = (): boolean => (words[SIZE] ?? 0) < words.length - ITEMS;
    for (let item = from; item < to; item++) {
      using _ = mode === "sync" ? notFull.acquireSync(PATIENCE) : await notFull.acquire(PATIENCE);
      const room =
        mode === "sync" ? notFull.waitForSync(hasRoom, PATIENCE) : await notFull.waitFor(hasRoom, PATIENCE);
      if (!room) throw new Error("there was no room in time");
      put(buffer, item);
      notEmpty.notify();
    }
  },
);

/** Takes so many items out of the buffer. */
export const consume = task(
  import.meta,
  async (buffer: Bounded, count: number, mode: Mode): Promise<number[]> => {
    const { notFull, notEmpty, words } = buffer;
    const hasItem = (): boolean => (words[SIZE] ?? 0) > 0;
    const items: number[] = [];
    while (items.length < count) {
      using _ = mode === "sync" ? notEmpty.acquireSync(PATIENCE) : await notEmpty.acquire(PATIENCE);
      const item =
        mode === "sync" ? notEmpty.waitForSync(hasItem, PATIENCE) : await notEmpty.waitFor(hasItem, PATIENCE);
      if (!item) throw new Error("there was no item in time");
      items.push(take(buffer));
      notFull.notify();
    }
    return items;
  },
);
