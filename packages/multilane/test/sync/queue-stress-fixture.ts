/** What the threads of queue-stress.test.ts do. */
import { PriorityQueue, QueueEmptyError, QueueFullError, QueueShutdownError, task } from "multilane";
import type { LifoQueue, Queue } from "multilane";
import { random } from "../support/random.js";

export type StressedQueue = Queue<Item> | LifoQueue<Item> | PriorityQueue<Item>;

/** Every sixteenth item is not a small number. */
export type Item = number | { readonly id: number };

/** Item number `n` of a producer. */
export function idOf(producer: number, n: number): number {
  return producer * 1_000_000 + n;
}

const LONG = { timeout: 20_000 };
const SHORT = { timeout: 1 };

function itemOf(id: number): Item {
  return id % 16 === 15 ? { id } : id;
}

function put(queue: StressedQueue, item: Item, timeout: { timeout: number }): void {
  if (queue instanceof PriorityQueue) queue.putSync(item, 0, timeout);
  else queue.putSync(item, timeout);
}

function tryPut(queue: StressedQueue, item: Item): boolean {
  return queue instanceof PriorityQueue ? queue.tryPut(item, 0) : queue.tryPut(item);
}

/** Puts so many, blocking, in ways that the seed decides. */
export const produceSync = task(
  import.meta,
  (queue: StressedQueue, producer: number, count: number, seed: number) => {
    const chance = random(seed);
    for (let n = 0; n < count; n++) {
      const item = itemOf(idOf(producer, n));
      const way = chance();
      if (way < 0.1 && tryPut(queue, item)) continue;
      if (way > 0.9 && putsSoon(queue, item)) continue;
      put(queue, item, LONG);
    }
  },
);

function putsSoon(queue: StressedQueue, item: Item): boolean {
  try {
    put(queue, item, SHORT);
    return true;
  } catch (error) {
    if (error instanceof QueueFullError) return false;
    throw error;
  }
}

/** Takes until the queue is shut down and empty, blocking; answers what it took, in order. */
export const consumeSync = task(import.meta, (queue: StressedQueue, seed: number): Int32Array => {
  const chance = random(seed);
  const taken: number[] = [];
  for (;;) {
    try {
      const item = takeSync(queue, chance());
      taken.push(typeof item === "number" ? item : item.id);
      queue.taskDone();
    } catch (error) {
      if (error instanceof QueueShutdownError) return Int32Array.from(taken);
      throw error;
    }
  }
});

function takeSync(queue: StressedQueue, way: number): Item {
  if (way < 0.1) {
    const got = queue.tryGet();
    if (got !== undefined) return got.value;
  } else if (way > 0.9) {
    try {
      return queue.getSync(SHORT);
    } catch (error) {
      if (!(error instanceof QueueEmptyError)) throw error;
    }
  }
  return queue.getSync(LONG);
}

/** Puts so many, awaiting each. */
export const produceAsync = task(
  import.meta,
  async (queue: StressedQueue, producer: number, count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const item = itemOf(idOf(producer, n));
      if (queue instanceof PriorityQueue) await queue.put(item, 0);
      else await queue.put(item);
    }
  },
);

/** Takes until the queue is shut down and empty, with `for await`; answers what it took, in order. */
export const consumeAsync = task(import.meta, async (queue: StressedQueue): Promise<Int32Array> => {
  const taken: number[] = [];
  for await (const item of queue) {
    taken.push(typeof item === "number" ? item : item.id);
    queue.taskDone();
  }
  return Int32Array.from(taken);
});
