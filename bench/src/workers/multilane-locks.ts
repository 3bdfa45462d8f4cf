/** What the threads of the lock and queue loads do. */
import { task } from "multilane";
import type { Lock, Queue } from "multilane";

/** Shared words: how many are ready, whether to go, whether to stop, and what the lock guards. */
export const READY = 0;
export const GO = 1;
export const STOP = 2;
export const COUNTER = 3;
export const WORDS = 4;

/** How often the clock is read: reading it costs as much as a free lock. */
const PAIRS_A_LOOK = 16;

function begin(words: Int32Array): void {
  Atomics.add(words, READY, 1);
  Atomics.wait(words, GO, 0);
}

/** Takes and releases the lock until told to stop. `longest` is in milliseconds, to some 16 pairs. */
export const hammer = task(import.meta, (lock: Lock, words: Int32Array) => {
  begin(words);
  let [pairs, longest, last] = [0, 0, performance.now()];
  while (Atomics.load(words, STOP) === 0) {
    for (let index = 0; index < PAIRS_A_LOOK; index++) {
      const guard = lock.acquireSync();
      words[COUNTER] = (words[COUNTER] ?? 0) + 1;
      guard.release();
    }
    pairs += PAIRS_A_LOOK;
    const present = performance.now();
    longest = Math.max(longest, present - last);
    last = present;
  }
  return { pairs, longest };
});

/** What a processor allows: as {@link hammer}, on a word that no other thread knows. Nothing here ever waits. */
export const hammerAlone = task(import.meta, (words: Int32Array) => {
  const own = new Int32Array(new SharedArrayBuffer(4));
  begin(words);
  let [pairs, longest, last] = [0, 0, performance.now()];
  while (Atomics.load(words, STOP) === 0) {
    for (let index = 0; index < PAIRS_A_LOOK; index++) {
      Atomics.compareExchange(own, 0, 0, 1);
      Atomics.compareExchange(own, 0, 1, 0);
    }
    pairs += PAIRS_A_LOOK;
    const present = performance.now();
    longest = Math.max(longest, present - last);
    last = present;
  }
  return { pairs, longest };
});

/** Puts numbers for so many milliseconds, then null. */
export const send = task(import.meta, (queue: Queue<number | null>, milliseconds: number) => {
  const start = performance.now();
  let n = 0;
  while (performance.now() - start < milliseconds || n === 0)
    for (let index = 0; index < 1000; index++) queue.putSync(n++);
  queue.putSync(null);
  return n;
});

/** Gets numbers, in order, until null. */
export const receive = task(import.meta, (queue: Queue<number | null>) => {
  let [count, start] = [0, 0];
  for (let item = queue.getSync(); item !== null; item = queue.getSync()) {
    if (count === 0) start = performance.now();
    if (item !== count++) throw new Error(`got ${item}, not ${count - 1}`);
  }
  return { count, elapsed: performance.now() - start };
});

/** Blocks for the lock. */
export const blockFor = task(import.meta, (lock: Lock, words: Int32Array) => {
  Atomics.add(words, READY, 1);
  lock.acquireSync().release();
});
