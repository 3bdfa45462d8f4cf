/** Two threads that want each other's lock: the second is refused, and a dump shows who waits for whom. */
import {
  Barrier,
  DeadlockError,
  dumpThreads,
  isMainThread,
  RLock,
  task,
  ThreadPoolExecutor,
} from "multilane";

const [left, right] = [new RLock("left"), new RLock("right")];
const bothHold = new Barrier(2, "both hold one");

export const take = task(import.meta, (first: "left" | "right") => {
  const [one, other] = first === "left" ? [left, right] : [right, left];
  using _one = one.acquireSync();
  bothHold.waitSync();
  try {
    using _other = other.acquireSync();
    return "had both";
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    return error.message;
  }
});

export const hold = task(import.meta, (ready: Int32Array) => {
  using _ = left.acquireSync();
  Atomics.store(ready, 0, 1);
  Atomics.wait(ready, 1, 0);
});

if (isMainThread) {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: "lane" });
  const outcomes = await Promise.all([executor.submit(take, "left"), executor.submit(take, "right")]);
  for (const outcome of outcomes.toSorted()) console.log(outcome.replace(/lane_\d/, "lane_N"));

  const ready = new Int32Array(new SharedArrayBuffer(8));
  const holding = executor.submit(hold, ready);
  while (Atomics.load(ready, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const waiting = left.acquire();
  console.log(dumpThreads({ quiet: true }));
  Atomics.store(ready, 1, 1);
  Atomics.notify(ready, 1);
  (await waiting).release();
  await holding;
}
