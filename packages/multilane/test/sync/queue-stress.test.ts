/** Two threads that put and two that take: nothing is lost, nothing comes twice, each producer's order is kept. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LifoQueue, PriorityQueue, Queue, ThreadPoolExecutor } from "multilane";
import { within } from "../support/patience.js";
import * as tasks from "./queue-stress-fixture.js";
import type { Item, StressedQueue } from "./queue-stress-fixture.js";

const PRODUCERS = 2;
const CONSUMERS = 2;
const ITEMS = 20_000;

/** All that was put, ascending. */
function everything(): Int32Array {
  const ids = Array.from({ length: PRODUCERS * ITEMS }, (_, index) =>
    tasks.idOf(Math.floor(index / ITEMS), index % ITEMS),
  );
  return Int32Array.from(ids);
}

function assertOrdered(taken: Int32Array): void {
  const last = Array.from({ length: PRODUCERS }, () => -1);
  for (const id of taken) {
    const producer = Math.floor(id / 1_000_000);
    const before = last[producer] ?? 0;
    assert.ok(id > before, `${id} was taken after ${before}`);
    last[producer] = id;
  }
}

interface Company {
  readonly produce: (queue: StressedQueue, producer: number) => Promise<void>;
  readonly consume: (queue: StressedQueue, consumer: number) => Promise<Int32Array>;
}

async function stress(queue: StressedQueue, { produce, consume }: Company, ordered: boolean): Promise<void> {
  const consumers = Array.from({ length: CONSUMERS }, (_, consumer) => consume(queue, consumer));
  const producers = Array.from({ length: PRODUCERS }, (_, producer) => produce(queue, producer));
  await within(Promise.all(producers), "the end of the producers");
  await within(queue.join(), "the end of the work");
  queue.shutdown();
  const taken = await within(Promise.all(consumers), "the end of the consumers");
  if (ordered) for (const one of taken) assertOrdered(one);
  assert.deepEqual(Int32Array.from(taken.flatMap((one) => [...one])).toSorted(), everything());
  const { size, waiting } = queue.statistics();
  assert.deepEqual([size, waiting], [0, 0]);
}

/** A FIFO queue keeps each producer's order; so does a priority queue whose items are all alike. */
const kinds = [
  [Queue, true],
  [PriorityQueue, true],
  [LifoQueue, false],
] as const;

describe("2 × 20,000 items from two threads to two threads", () => {
  for (const [Kind, ordered] of kinds) {
    for (const seed of Kind === Queue ? [1, 20261122] : [1])
      it(`that block: ${Kind.name}(64), seed ${seed}`, async () => {
        await using pool = new ThreadPoolExecutor({ maxWorkers: PRODUCERS + CONSUMERS });
        const company: Company = {
          produce: (queue, n) => pool.run(tasks.produceSync, queue, n, ITEMS, seed + n),
          consume: (queue, n) => pool.run(tasks.consumeSync, queue, seed + 10 + n),
        };
        await stress(new Kind<Item>(64), company, ordered);
      });

    it(`that await: ${Kind.name}(64)`, async () => {
      await using pool = new ThreadPoolExecutor({ maxWorkers: PRODUCERS + CONSUMERS });
      const company: Company = {
        produce: (queue, n) => pool.run(tasks.produceAsync, queue, n, ITEMS),
        consume: (queue) => pool.run(tasks.consumeAsync, queue),
      };
      await stress(new Kind<Item>(64), company, ordered);
    });
  }

  it("of which one of each blocks and one awaits: Queue(64)", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: PRODUCERS + CONSUMERS });
    const company: Company = {
      produce: (queue, n) =>
        n === 0
          ? pool.run(tasks.produceSync, queue, n, ITEMS, 7)
          : pool.run(tasks.produceAsync, queue, n, ITEMS),
      consume: (queue, n) =>
        n === 0 ? pool.run(tasks.consumeSync, queue, 17) : pool.run(tasks.consumeAsync, queue),
    };
    await stress(new Queue<Item>(64), company, true);
  });
});
