/** Module code runs in every thread: an unnamed lock at module level is a different lock in each of them. */
import { Barrier, isMainThread, Lock, sleepSync, task, ThreadPoolExecutor } from "multilane";

const unnamed = new Lock(); // the trap: made anew in every thread that loads this module
const named = new Lock("one-trap.printer"); // the same lock in every thread
const bothAreHere = new Barrier(2, "one-trap.start");

/** Stays inside for a while. Answers how many were there at once. */
function stayInside(inside: Int32Array): number {
  let most = Atomics.add(inside, 0, 1) + 1;
  for (let turns = 0; turns < 50; turns++) {
    sleepSync(10);
    most = Math.max(most, Atomics.load(inside, 0));
    if (most > 1) break;
  }
  sleepSync(20);
  Atomics.sub(inside, 0, 1);
  return most;
}

export const withUnnamed = task(import.meta, (inside: Int32Array) => {
  bothAreHere.waitSync();
  using _ = unnamed.acquireSync();
  return stayInside(inside);
});

export const withNamed = task(import.meta, (inside: Int32Array) => {
  bothAreHere.waitSync();
  using _ = named.acquireSync();
  return stayInside(inside);
});

if (isMainThread) {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  for (const use of [withUnnamed, withNamed]) {
    const inside = new Int32Array(new SharedArrayBuffer(4));
    const most = await Promise.all([executor.submit(use, inside), executor.submit(use, inside)]);
    const lock = use === withNamed ? "a named lock" : "an unnamed lock at module level";
    console.log(`${lock}: ${Math.max(...most)} inside at once`);
  }
}
