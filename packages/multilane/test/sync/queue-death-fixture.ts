/** What the threads of queue-death.test.ts do until they are terminated. */
import { PriorityQueue, task } from "multilane";
import type { LifoQueue, Queue } from "multilane";
import type { ByteBuffer } from "#src/memory/codec/byte-buffer.js";
import { namedCell } from "#src/memory/cell.js";
import { fifo } from "#src/memory/item-order.js";
import { ITEM_HEADER_WORDS } from "#src/memory/item-layout.js";
import { namedItems } from "#src/memory/item-stores.js";
import { writeValue } from "#src/memory/codec/write-value.js";
import { giveBuffer, takeBuffer } from "#src/memory/codec/byte-buffer.js";
import type { QueueItems } from "#src/sync/queue/queue-items.js";
import { QueueState } from "#src/sync/queue/queue-state.js";
import { QUEUE_WORDS } from "#src/sync/queue/queue-words.js";
import { threadLot } from "#src/sync/thread-lot.js";

export type AnyQueue = Queue<Item> | LifoQueue<Item> | PriorityQueue<Item>;

/** Of several sizes: some lie in one block, some in many. */
export interface Item {
  readonly id: number;
  readonly filling: string;
}

function itemOf(id: number): Item {
  return { id, filling: "x".repeat((id * 7) % 300) };
}

/** Puts items with ascending ids, for ever; word 0 of `progress` counts the puts that returned. */
export const produce = task(
  import.meta,
  async (queue: AnyQueue, awaits: boolean, progress: Int32Array): Promise<void> => {
    for (let n = 0; ; n++) {
      const item = itemOf(n);
      if (queue instanceof PriorityQueue)
        if (awaits) await queue.put(item, 0);
        else queue.putSync(item, 0);
      else if (awaits) await queue.put(item);
      else queue.putSync(item);
      Atomics.store(progress, 0, n + 1);
    }
  },
);

/** Takes items, for ever; word 0 of `progress` counts them, and their ids are in the words behind. */
export const consume = task(
  import.meta,
  async (queue: AnyQueue, awaits: boolean, progress: Int32Array): Promise<void> => {
    for (let n = 0; ; n++) {
      const { id, filling } = awaits ? await queue.get() : queue.getSync();
      Atomics.store(progress, n + 1, filling === itemOf(id).filling ? id : -1);
      Atomics.store(progress, 0, n + 1);
    }
  },
);

/** Where to stop, for good. */
export type Spot = "before put" | "after put" | "before take" | "after take" | "before clear" | "in clear";

/** The items of a queue, with a spot where the thread stops, inside the queue's mutex. */
class StoppingItems implements QueueItems<ByteBuffer> {
  readonly #items: QueueItems<ByteBuffer>;
  readonly #stop: (spot: Spot) => void;

  constructor(items: QueueItems<ByteBuffer>, stop: (spot: Spot) => void) {
    this.#items = items;
    this.#stop = stop;
  }

  get size(): number {
    return this.#items.size;
  }

  get puts(): number {
    return this.#items.puts;
  }

  put(item: ByteBuffer, priority: number): void {
    this.#stop("before put");
    this.#items.put(item, priority);
    this.#stop("after put");
  }

  take(into: ByteBuffer): boolean {
    this.#stop("before take");
    const took = this.#items.take(into);
    this.#stop("after take");
    return took;
  }

  clear(): number {
    this.#stop("before clear");
    this.#items.take(takeBuffer());
    this.#stop("in clear");
    return this.#items.clear();
  }

  repair(): void {
    this.#items.repair();
  }
}

/** Uses the queue of that name, and stops on its way with the mutex in its hands. Says so in word 0 of `stage`. */
export const stopInside = task(import.meta, (name: string, spot: Spot, stage: Int32Array): void => {
  const run = namedCell("Queue", name, ITEM_HEADER_WORDS + QUEUE_WORDS);
  const { items, own } = namedItems(run, fifo);
  const stopping = new StoppingItems(items, (here) => {
    if (here !== spot) return;
    Atomics.store(stage, 0, 1);
    Atomics.notify(stage, 0);
    Atomics.wait(stage, 1, 0);
  });
  const state = new QueueState(threadLot(), own, run.key, stopping, 0);
  const buffer = takeBuffer();
  writeValue(buffer, "late");
  if (spot.endsWith("put")) state.put(buffer, 0, false);
  else if (spot.endsWith("take")) state.take(buffer, false);
  else state.shutdown(true);
  giveBuffer(buffer);
});
