/** `await acquire()` lets the thread's other work go on; `acquireSync()` stops the whole thread. */
import { isMainThread, Lock, sleepSync, task, Thread } from "multilane";

export const holdFor = task(import.meta, (lock: Lock, milliseconds: number) => {
  using _ = lock.acquireSync();
  sleepSync(milliseconds);
});

/** Counts the ticks of a timer of this thread until the lock was had. */
async function ticksWhile(take: () => Promise<Disposable> | Disposable): Promise<number> {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  using _ = await take();
  clearInterval(timer);
  return ticks;
}

if (isMainThread) {
  for (const how of ["await acquire()", "acquireSync()"]) {
    const lock = new Lock();
    const holder = new Thread({ target: holdFor, args: [lock, 300] });
    holder.start();
    while (!lock.locked()) await new Promise((resolve) => setTimeout(resolve, 1));
    const ticks = await ticksWhile(() => (how === "acquireSync()" ? lock.acquireSync() : lock.acquire()));
    console.log(`${how}: the timer ticked ${ticks === 0 ? "not at all" : "all the while"}`);
    await holder.join();
  }
}
