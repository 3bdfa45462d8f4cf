/** Tasks that submit to the pool that they run in, and to others. */
import { currentTask, currentThread, RLock, sleep, task } from "multilane";
import type { Event, Executor, Queue, ThreadPoolExecutor } from "multilane";

export const double = task(import.meta, (n: number): number => 2 * n);

export const doubleLater = task(import.meta, async (n: number): Promise<number> => {
  await sleep(1);
  return 2 * n;
});

/** A tree of calls that await. */
export const fib = task(import.meta, async (executor: Executor, n: number): Promise<number> => {
  if (n < 2) return n;
  const [one, other] = await Promise.all([
    executor.run(fib, executor, n - 1),
    executor.run(fib, executor, n - 2),
  ]);
  return one + other;
});

/** A tree of calls that block. */
export const fibSync = task(import.meta, (executor: Executor, n: number): number => {
  if (n < 2) return n;
  const one = executor.submit(fibSync, executor, n - 1);
  const other = executor.submit(fibSync, executor, n - 2);
  return one.resultSync() + other.resultSync();
});

export const awaitDouble = task(
  import.meta,
  async (executor: Executor, n: number): Promise<number> => (await executor.submit(double, n)) + 1,
);

export const blockForDouble = task(
  import.meta,
  (executor: Executor, n: number): number => executor.submit(double, n).resultSync() + 1,
);

export const blockForLater = task(
  import.meta,
  (executor: Executor, n: number): number => executor.submit(doubleLater, n).resultSync() + 1,
);

/** Returns a promise, and does not say so in its type. */
export const sneaky = task(import.meta, (n: number): Promise<number> => sleep(1).then(() => 2 * n));

export const blockForSneaky = task(
  import.meta,
  (executor: Executor, n: number): number => executor.submit(sneaky, n).resultSync() + 1,
);

export const awaitHoldingLock = task(import.meta, async (executor: Executor, n: number): Promise<number> => {
  using _ = await new RLock("nesting: held").acquire();
  return await executor.run(double, n);
});

export const blockHoldingLock = task(import.meta, (executor: Executor, n: number): number => {
  using _ = new RLock("nesting: held").acquireSync();
  return executor.submit(double, n).resultSync();
});

export const mapOver = task(
  import.meta,
  async (executor: Executor, items: readonly number[]): Promise<number[]> => {
    const results: number[] = [];
    for await (const result of executor.map(double, items)) results.push(result);
    return results;
  },
);

export const mapInChunks = task(
  import.meta,
  async (executor: Executor, items: readonly number[]): Promise<number[]> => {
    const results: number[] = [];
    for await (const result of executor.with({ chunksize: 7 }).map(doubleLater, items)) results.push(result);
    return results;
  },
);

/** Its rank among all that have counted here. */
export const rank = task(import.meta, (counter: Int32Array, _item: number): number =>
  Atomics.add(counter, 0, 1),
);

/** The ranks of so many mapped calls, up to `enough` of them. */
export const ranksOf = task(
  import.meta,
  async (executor: Executor, counter: Int32Array, calls: number, enough: number): Promise<number[]> => {
    const items = Array.from({ length: calls }, (_, n) => n);
    const ranks: number[] = [];
    for await (const one of executor.map(
      rank,
      items.map(() => counter),
      items,
    )) {
      ranks.push(one);
      if (ranks.length === enough) break;
    }
    return ranks;
  },
);

/** Submits and does not wait. */
export const launch = task(import.meta, (executor: Executor, event: Event): void => {
  executor.submit(setEvent, event);
});

export const setEvent = task(import.meta, (event: Event): void => event.set());

export const fail = task(import.meta, (): never => {
  throw new TypeError("as told");
});

export const awaitFailure = task(import.meta, async (executor: Executor): Promise<string> => {
  try {
    await executor.run(fail);
    return "nothing";
  } catch (error) {
    return error instanceof TypeError ? `TypeError: ${error.message}` : String(error);
  }
});

export const waitUntilAborted = task(import.meta, async (started: Event): Promise<string> => {
  started.set();
  const { signal } = currentTask();
  return await new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve("aborted"), { once: true }),
  );
});

/** Cancels one that waits: whether that was done, and whether it had run. */
export const cancelPending = task(
  import.meta,
  async (executor: Executor, event: Event): Promise<readonly [boolean, boolean, string]> => {
    const future = executor.submit(setEvent, event);
    const cancelled = future.cancel();
    if (cancelled) await sleep(5);
    else await future;
    return [cancelled, event.isSet(), future.toString()];
  },
);

export const timeOutNested = task(import.meta, async (executor: Executor): Promise<string> => {
  try {
    await executor.with({ timeout: 20 }).run(spin);
    return "it ended";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
});

/** Until it is told to stop. */
export const spin = task(import.meta, (): string => {
  const { signal } = currentTask();
  while (!signal.aborted);
  return "stopped";
});

export const names = task(
  import.meta,
  async (executor: Executor): Promise<readonly [string, string, boolean]> => {
    const inner = await executor.run(ownName);
    return [currentThread().name, inner, (await executor.run(ownId)) !== currentTask().id];
  },
);

export const ownName = task(import.meta, (): string => currentThread().name);

export const ownId = task(import.meta, (): number => currentTask().id);

export const sameExecutor = task(
  import.meta,
  (one: ThreadPoolExecutor, other: ThreadPoolExecutor): readonly [boolean, string] => [
    one === other,
    one.constructor.name,
  ],
);

export const statisticsOf = task(import.meta, (executor: Executor): number => executor.statistics().assigned);

export const shutDown = task(import.meta, async (executor: Executor): Promise<string> => {
  try {
    await executor.shutdown();
    return "ended";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
});

export const submitAfterShutdown = task(import.meta, async (executor: Executor): Promise<string> => {
  await executor.shutdown({ wait: false });
  // The pool says that it is over when it has taken that in.
  for (;;) {
    try {
      await executor.submit(double, 1);
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  }
});

/** For a thread that is none of the pool's. */
export const submitMany = task(import.meta, async (executor: Executor, n: number): Promise<number> => {
  const futures = Array.from({ length: n }, (_, index) => executor.submit(double, index));
  let sum = 0;
  for (const future of futures) sum += await future;
  return sum;
});

export const abortNested = task(import.meta, async (executor: Executor, started: Event): Promise<string> => {
  const controller = new AbortController();
  const future = executor.with({ signal: controller.signal }).submit(waitUntilAborted, started);
  await started.wait();
  controller.abort(new RangeError("enough"));
  try {
    return await future;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
});

/** For a Thread, which has no result. */
export const report = task(
  import.meta,
  async (executor: Executor, n: number, results: Queue<number>): Promise<void> => {
    await results.put(await submitMany(executor, n));
  },
);

export const signalAsArgument = task(
  import.meta,
  async (executor: Executor, started: Event): Promise<string> => {
    const controller = new AbortController();
    const future = executor.submit(untilAborted, controller.signal, started);
    await started.wait();
    controller.abort(new RangeError("enough"));
    return await future;
  },
);

export const untilAborted = task(
  import.meta,
  async (signal: AbortSignal, started: Event): Promise<string> => {
    started.set();
    return await new Promise((resolve) =>
      signal.addEventListener("abort", () => resolve(String(signal.reason)), { once: true }),
    );
  },
);

/** Whether what was moved is gone here and whole there. */
export const moveOn = task(import.meta, async (executor: Executor): Promise<readonly [number, number]> => {
  const buffer = new ArrayBuffer(1000);
  const there = await executor.with({ transfer: [buffer] }).run(lengthOf, buffer);
  return [buffer.byteLength, there];
});

export const lengthOf = task(import.meta, (buffer: ArrayBuffer): number => buffer.byteLength);

/** Fills the queue, and one more. */
export const overfill = task(
  import.meta,
  async (executor: Executor, room: number): Promise<readonly string[]> => {
    const futures = Array.from({ length: room + 3 }, (_, n) => executor.submit(double, n));
    const outcomes = await Promise.allSettled(futures.map((future) => future.result()));
    return outcomes.map((outcome) =>
      outcome.status === "fulfilled" ? "done" : outcome.reason instanceof Error ? outcome.reason.name : "?",
    );
  },
);

/** Leaves calls behind in the queue of the pool. */
export const exitWithCallsQueued = task(
  import.meta,
  async (executor: Executor, event: Event): Promise<void> => {
    for (let n = 0; n < 10; n++) executor.submit(setEvent, event);
    await executor.ready();
    process.exit(3);
  },
);

/** How a node of a random tree treats its children, by a number from 0. */
const MANNERS = ["await", "block", "await in turn", "cancel one", "throw", "leave alone", "exit"] as const;

/** What a node of a random tree came to: how many nodes it counted below it and itself. */
export const grow = task(
  import.meta,
  async (executor: Executor, seed: number, depth: number, deadly: boolean): Promise<number> => {
    const manner = MANNERS[seed % (deadly && seed % 97 === 0 ? 7 : 6)] ?? "await";
    if (manner === "exit") process.exit(1);
    if (manner === "throw" && depth < 2) throw new RangeError("a bad seed");
    if (depth === 0) return 1;
    const children = Array.from({ length: 1 + (seed % 3) }, (_, n) => (seed * 31 + n * 17 + depth) % 1009);
    const submit = (child: number) => executor.submit(grow, executor, child, depth - 1, deadly);
    if (manner === "block")
      return (
        1 +
        children
          .map((child) => executor.submit(leaf, child))
          .reduce((sum, leafs) => sum + leafs.resultSync(), 0)
      );
    if (manner === "await in turn") {
      let sum = 1;
      for (const child of children)
        sum += await submit(child)
          .exception()
          .then((error) => (error === undefined ? 1 : 0));
      return sum;
    }
    const futures = children.map(submit);
    if (manner === "leave alone") return 1;
    if (manner === "cancel one") futures.at(-1)?.cancel();
    const outcomes = await Promise.allSettled(futures.map((future) => future.result()));
    return outcomes.reduce((sum, outcome) => sum + (outcome.status === "fulfilled" ? outcome.value : 0), 1);
  },
);

export const leaf = task(import.meta, (seed: number): number => {
  if (seed % 11 === 0) throw new RangeError("a bad leaf");
  return 1;
});

/** A wait within a wait: the inner one blocks for what is asynchronous. */
export const blockForBlock = task(
  import.meta,
  (executor: Executor, n: number): number => executor.submit(blockForLater, executor, n).resultSync() + 1,
);

export const awaitBlock = task(
  import.meta,
  async (executor: Executor, n: number): Promise<number> =>
    (await executor.run(blockForLater, executor, n)) + 1,
);

export const awaitHolder = task(
  import.meta,
  async (executor: Executor, n: number): Promise<number> => await executor.run(awaitHoldingLock, executor, n),
);

/** Lets the pool take in all that was said before, and this thread all that it answered. */
async function exchangeWith(executor: Executor): Promise<void> {
  for (let n = 0; n < 3; n++) {
    executor.statistics();
    await sleep(0);
  }
}

/** Submits, holding a lock, and does not wait. */
export const launchHoldingLock = task(
  import.meta,
  async (executor: Executor, event: Event): Promise<void> => {
    using _ = await new RLock("nesting: held").acquire();
    executor.submit(setEvent, event);
    await exchangeWith(executor);
  },
);

/** Submits what is moved, and does not wait. */
export const launchMoved = task(import.meta, async (executor: Executor, event: Event): Promise<void> => {
  const buffer = new ArrayBuffer(8);
  executor.with({ transfer: [buffer] }).submit(setEventFor, event, buffer);
  await exchangeWith(executor);
});

export const setEventFor = task(import.meta, (event: Event, buffer: ArrayBuffer): void => {
  if (buffer.byteLength > 0) event.set();
});

export const blockForMoved = task(import.meta, (executor: Executor): number => {
  const buffer = new ArrayBuffer(8);
  return executor
    .with({ transfer: [buffer] })
    .submit(lengthOf, buffer)
    .resultSync();
});

/** One task that waits for two calls, and lets the one beside it go on. */
export const awaitTwoHoldingLock = task(
  import.meta,
  async (executor: Executor, event: Event): Promise<number> => {
    using _ = await new RLock("nesting: held").acquire();
    const both = Promise.all([executor.run(double, 1), executor.run(double, 2)]);
    await Promise.race([both, exchangeWith(executor)]);
    event.set();
    const [one, other] = await both;
    return one + other;
  },
);

export const waitFor = task(import.meta, async (event: Event): Promise<void> => {
  await event.wait();
});

/** What a wait of limited length comes to, and what the call comes to in the end. */
export const blockForAWhile = task(
  import.meta,
  async (executor: Executor, timeout: number): Promise<readonly [string, boolean, number]> => {
    const future = executor.submit(doubleLater, 1);
    executor.statistics();
    let outcome = "none";
    try {
      future.resultSync({ timeout });
    } catch (error) {
      outcome = error instanceof Error ? error.name : String(error);
    }
    return [outcome, future.running(), await future];
  },
);

/** Blocks for the last of so many. */
export const blockForLast = task(import.meta, (executor: Executor, n: number): number => {
  let last = executor.submit(double, 0);
  for (let index = 1; index < n; index++) last = executor.submit(double, index);
  return last.resultSync();
});

export const ownIds = task(import.meta, async (executor: Executor, n: number): Promise<readonly number[]> => {
  const ids = [currentTask().id];
  for (let index = 0; index < n; index++) ids.push(await executor.run(ownId));
  return ids;
});

/** Initializer: holds up its thread. */
export const waitForGate = task(import.meta, async (gate: Event): Promise<void> => {
  await gate.wait();
});

/** For a Thread: what its call came to. */
export const outcomeOfDouble = task(import.meta, async (executor: Executor): Promise<string> => {
  try {
    return String(await executor.run(double, 1));
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
});
