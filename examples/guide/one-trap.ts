/** Module code runs in every thread: an unnamed lock at module level is a different lock in each of them. */
import { isMainThread, Lock, task, ThreadPoolExecutor } from "multilane";

const unnamed = new Lock(); // the trap: made anew in every thread that loads this module
const named = new Lock("one-trap.counter"); // the same lock in every thread

/** Adds 1, slowly enough for another thread to come in between. */
function increment(counter: Int32Array): void {
  const before = counter[0] ?? 0;
  for (let until = performance.now() + 0.05; performance.now() < until;);
  counter[0] = before + 1;
}

export const withUnnamed = task(import.meta, (counter: Int32Array, rounds: number) => {
  for (let round = 0; round < rounds; round++) {
    using _ = unnamed.acquireSync();
    increment(counter);
  }
});

export const withNamed = task(import.meta, (counter: Int32Array, rounds: number) => {
  for (let round = 0; round < rounds; round++) {
    using _ = named.acquireSync();
    increment(counter);
  }
});

if (isMainThread) {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });

  const wrong = new Int32Array(new SharedArrayBuffer(4));
  await Promise.all([0, 1].map(() => executor.submit(withUnnamed, wrong, 500)));
  console.log(
    `an unnamed lock at module level: ${wrong[0] === 1000 ? "1000 (luck)" : "increments were lost"}`,
  );

  const right = new Int32Array(new SharedArrayBuffer(4));
  await Promise.all([0, 1].map(() => executor.submit(withNamed, right, 500)));
  console.log(`a named lock: ${right[0]}`);
}
