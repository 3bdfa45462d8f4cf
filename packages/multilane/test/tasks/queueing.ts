/** Tasks that use queues. */
import { Queue, QueueShutdownError, task } from "multilane";
import type { LifoQueue, PriorityQueue, SimpleQueue } from "multilane";

type AnyQueue = Queue<number> | LifoQueue<number> | PriorityQueue<number> | SimpleQueue<number>;

const LONG = { timeout: 20_000 };

/** A single blocking call. */
export const getOne = task(import.meta, (queue: AnyQueue): number => queue.getSync(LONG));
export const putOne = task(import.meta, (queue: Queue<number>, item: number): void =>
  queue.putSync(item, LONG),
);
export const joinIt = task(import.meta, (queue: Queue<number>): void => queue.joinSync(LONG));

/** A single awaited call. */
export const awaitOne = task(import.meta, async (queue: AnyQueue): Promise<number> => await queue.get(LONG));
export const awaitRoom = task(import.meta, async (queue: Queue<number>, item: number): Promise<void> => {
  await queue.put(item, LONG);
});
export const awaitJoin = task(import.meta, async (queue: Queue<number>): Promise<void> => {
  await queue.join(LONG);
});

/** A blocking get that gives up. */
export const getSoon = task(import.meta, (queue: Queue<number>, timeout: number): number =>
  queue.getSync({ timeout }),
);

/** Adds up what comes until the queue is shut down and empty. */
export const addUp = task(import.meta, (queue: Queue<number>): number => {
  let sum = 0;
  for (;;) {
    try {
      sum += queue.getSync(LONG);
      queue.taskDone();
    } catch (error) {
      if (error instanceof QueueShutdownError) return sum;
      throw error;
    }
  }
});

/** Puts 1, 2, … into the queue of that name, and shuts it down. */
export const countInto = task(import.meta, (name: string, count: number): void => {
  const queue = new Queue<number>(4, name);
  for (let item = 1; item <= count; item++) queue.putSync(item, LONG);
  queue.shutdown();
});

/** Whether an anonymous queue that comes twice is one object, and what it and a named one hold. */
export const compare = task(import.meta, (one: AnyQueue, again: AnyQueue, named: AnyQueue) => ({
  same: one === again,
  kinds: [one.constructor.name, named.constructor.name],
  items: [one.getSync(LONG), named.getSync(LONG)],
}));

/** Puts, once and for all threads, an item too large for the memory that other threads have seen so far. */
export const putLarge = task(import.meta, (queue: Queue<Uint8Array>, size: number): void => {
  queue.putSync(new Uint8Array(size).fill(7), LONG);
});
