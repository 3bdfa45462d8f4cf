/** A queue whose calls are made by a crew: each one by some other thread, or all by promises of this one. */
import assert from "node:assert/strict";
import type { WaitOptions } from "multilane";
import type { AnyQueue, Item, Target } from "./queue-kinds.js";
import { makeQueue } from "./queue-kinds.js";
import * as tasks from "./queue-tasks.js";
import type { Crew } from "./support/crew.js";
import { until } from "./support/until.js";

/** In the order of the alphabet: for what came in any order. */
export function sorted(items: readonly (Item | undefined)[]): string[] {
  return items.map(String).toSorted((a, b) => (a < b ? -1 : 1));
}

/** Who can be parked at a queue. */
export type Parked = "puttersWaiting" | "gettersWaiting" | "joinersWaiting";

/** Resolves when exactly so many are parked. */
export async function parked(queue: AnyQueue, who: Parked, count: number): Promise<void> {
  await until(`${count} ${who}`, () => queue.statistics()[who] === count);
  assert.equal(queue.statistics()[who], count);
}

export class Moves {
  readonly queue: AnyQueue;
  readonly #crew: Crew;

  constructor(crew: Crew, target: Target, maxsize?: number) {
    this.queue = makeQueue(target, maxsize);
    this.#crew = crew;
  }

  async put(item: Item, options?: WaitOptions): Promise<void> {
    await this.#crew.start(tasks.put, 1, this.#crew.mode, this.queue, item, options).join();
  }

  async get(options?: WaitOptions): Promise<Item> {
    const [item] = await this.#crew.start(tasks.get, 1, this.#crew.mode, this.queue, options).join();
    assert.ok(item !== undefined);
    return item;
  }

  async join(options?: WaitOptions): Promise<void> {
    await this.#crew.start(tasks.join, 1, this.#crew.mode, this.queue, options).join();
  }

  /**
   * Makes a call that has to wait, sees that it does, and then makes the one that it waits for. CPython:
   * `do_blocking_test`.
   */
  async blocks<T>(who: Parked, call: () => Promise<T>, trigger: () => Promise<unknown>): Promise<T> {
    const result = call();
    result.catch(() => undefined); // the caller looks at it below
    await parked(this.queue, who, 1);
    await trigger();
    const value = await result;
    await parked(this.queue, who, 0);
    return value;
  }
}
