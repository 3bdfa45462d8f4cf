/** What the threads of test_queue do. */
import type { Barrier, Event, WaitOptions } from "multilane";
import { QueueEmptyError, QueueShutdownError, task } from "multilane";
import type { AnyQueue, Item } from "./queue-kinds.js";
import { getFrom, joinOf, NOWAIT, putInto } from "./queue-kinds.js";
import type { Mode } from "./support/mode.js";
import { reach } from "./support/reach.js";
import { pause } from "./support/pause.js";
import { SharedCounter } from "./support/shared-counter.js"; // a value: it registers the class in the threads

/** A single call, made by a thread of its own. */
export const put = task(
  import.meta,
  async (mode: Mode, queue: AnyQueue, item: Item, options?: WaitOptions) => {
    await putInto(mode, queue, item, options);
  },
);
export const get = task(import.meta, async (mode: Mode, queue: AnyQueue, options?: WaitOptions) => {
  return await getFrom(mode, queue, options);
});
export const join = task(import.meta, async (mode: Mode, queue: AnyQueue, options?: WaitOptions) => {
  await joinOf(mode, queue, options);
});

/** Adds up what comes, until it is below 0. CPython: `worker` of `queue_join_test`. */
export const addUp = task(import.meta, async (mode: Mode, queue: AnyQueue, sum: SharedCounter) => {
  for (;;) {
    const item = Number(await getFrom(mode, queue));
    if (item >= 0) sum.add(item);
    queue.taskDone();
    if (item < 0) return;
  }
});

/** Puts 0 to 99 and waits until they are done. Answers what the sum was then. */
export const putAndJoin = task(import.meta, async (mode: Mode, queue: AnyQueue, sum: SharedCounter) => {
  for (let item = 0; item < 100; item++) await putInto(mode, queue, item);
  await joinOf(mode, queue);
  return sum.value;
});

/** Sends the threads of {@link addUp} home and waits until they have taken note of it. */
export const dismiss = task(import.meta, async (mode: Mode, queue: AnyQueue, threads: number) => {
  for (let thread = 0; thread < threads; thread++) await putInto(mode, queue, -1);
  await joinOf(mode, queue);
});

/** What came of a call: its value, or that the queue had been shut down. */
export type Outcome = { readonly value: Item | undefined } | "shut down";

async function outcomeOf(call: () => Item | void | Promise<Item | void>): Promise<Outcome> {
  try {
    return { value: (await call()) ?? undefined };
  } catch (error) {
    if (error instanceof QueueShutdownError) return "shut down";
    throw error;
  }
}

/** The same calls, made when `go` is set, or at once. CPython: `_get`, `_put`, `_get_task_done`, `_join`. */
export const getAt = task(import.meta, async (mode: Mode, queue: AnyQueue, go: Event | null) => {
  if (go !== null) await reach(mode, go);
  return await outcomeOf(() => getFrom(mode, queue));
});
export const putAt = task(import.meta, async (mode: Mode, queue: AnyQueue, item: Item, go: Event | null) => {
  if (go !== null) await reach(mode, go);
  return await outcomeOf(() => putInto(mode, queue, item));
});
export const getAndFinishAt = task(import.meta, async (mode: Mode, queue: AnyQueue, go: Event | null) => {
  if (go !== null) await reach(mode, go);
  return await outcomeOf(async () => {
    const item = await getFrom(mode, queue);
    queue.taskDone();
    return item;
  });
});
export const tryJoin = task(import.meta, async (mode: Mode, queue: AnyQueue) => {
  return await outcomeOf(() => joinOf(mode, queue));
});

/** What the crowd of `_shutdown_all_methods_in_many_threads` shares. */
export interface Crowd {
  readonly queue: AnyQueue;
  /** All writers, readers and joiners are here before the queue is shut down. */
  readonly start: Barrier;
  /** A writer has come so far that the queue is to be shut down. */
  readonly shutDownNow: Event;
  /** How many items each writer would put. */
  readonly items: number;
}

/** Answers whether it gave the sign, and whether it was cut short. CPython: `_write_msg_thread`. */
export const write = task(import.meta, async (mode: Mode, { queue, start, shutDownNow, items }: Crowd) => {
  const half = items / 2;
  for (let item = 0; item < half / 2; item++) await putInto(mode, queue, item);
  await reach(mode, start);
  let gaveSign = false;
  for (let item = half / 2; item < items; item++) {
    const outcome = await outcomeOf(() => putInto(mode, queue, item));
    if (outcome === "shut down") return { gaveSign, cutShort: true };
    if (item === half && !shutDownNow.isSet()) {
      shutDownNow.set();
      gaveSign = true;
    }
  }
  return { gaveSign, cutShort: false };
});

/** Answers how many items it took until the queue was shut down and empty. CPython: `_read_msg_thread`. */
export const read = task(import.meta, async (mode: Mode, { queue, start }: Crowd) => {
  await getFrom(mode, queue);
  queue.taskDone();
  await reach(mode, start);
  for (let taken = 1; ;) {
    try {
      await getFrom(mode, queue, NOWAIT);
      queue.taskDone();
      taken++;
    } catch (error) {
      if (error instanceof QueueShutdownError) return taken;
      if (!(error instanceof QueueEmptyError)) throw error;
      await pause(mode);
    }
  }
});

/** Answers how many items are left. CPython: `_shutdown_thread`. */
export const shutDown = task(import.meta, async (mode: Mode, crowd: Crowd, immediate: boolean) => {
  await reach(mode, crowd.shutDownNow);
  crowd.queue.shutdown({ immediate });
  return crowd.queue.qsize();
});

/** CPython: `_join_thread`. */
export const joinFromStart = task(import.meta, async (mode: Mode, { queue, start }: Crowd) => {
  await reach(mode, start);
  await joinOf(mode, queue);
});
