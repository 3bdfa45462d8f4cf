/** What the threads of test_queue do with a SimpleQueue: some feed it, some consume. */
import type { SimpleQueue } from "multilane";
import { QueueEmptyError, task } from "multilane";
import { random } from "../support/random.js";
import { getFrom } from "./queue-kinds.js";
import type { Mode } from "./support/mode.js";
import { pause } from "./support/pause.js";
import { SharedCounter } from "./support/shared-counter.js";

/** The items are numbers; `null`, once for each consumer, is the end. */
export type SimpleItem = number | null;

/** Puts the numbers that nobody else has put, below `end`, with pauses that the seed decides. */
export const feed = task(
  import.meta,
  async (mode: Mode, queue: SimpleQueue<SimpleItem>, next: SharedCounter, end: number, seed: number) => {
    const chance = random(seed);
    for (let item = next.add(1); item < end; item = next.add(1)) {
      queue.put(item);
      if (chance() < 0.1) await pause(mode);
    }
    queue.put(null);
  },
);

/** How a consumer asks. */
export type Manner = "waiting" | "never waiting" | "with a timeout";

/** Answers what it got until the end. CPython: `consume`, `consume_nonblock`, `consume_timeout`. */
export const consume = task(
  import.meta,
  async (mode: Mode, queue: SimpleQueue<SimpleItem>, manner: Manner): Promise<number[]> => {
    const got: number[] = [];
    for (;;) {
      const item = await takeFrom(mode, queue, manner);
      if (item === null) return got;
      got.push(item);
    }
  },
);

async function takeFrom(mode: Mode, queue: SimpleQueue<SimpleItem>, manner: Manner): Promise<SimpleItem> {
  if (manner === "waiting") return await getFrom(mode, queue);
  for (;;) {
    if (manner === "never waiting") {
      const got = queue.tryGet();
      if (got !== undefined) return got.value;
      await pause(mode);
      continue;
    }
    try {
      return await getFrom(mode, queue, { timeout: 0.01 });
    } catch (error) {
      if (!(error instanceof QueueEmptyError)) throw error;
    }
  }
}

/** A single call, made by a thread of its own. */
export const get = task(
  import.meta,
  async (mode: Mode, queue: SimpleQueue<SimpleItem>, timeout?: number) =>
    await getFrom(mode, queue, timeout === undefined ? undefined : { timeout }),
);
