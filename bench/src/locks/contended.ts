/** Threads that all do the same without a pause, and how long each was held up. */
import { ThreadPoolExecutor } from "multilane";
import type { Future } from "multilane";
import type { Sample } from "../scenario.js";
import { COUNTER, GO, READY, STOP, WORDS } from "../workers/multilane-locks.js";

/** Starts a thread's part. */
export type Hammer = (
  pool: ThreadPoolExecutor,
  words: Int32Array,
) => Future<{ readonly pairs: number; readonly longest: number }>;

/** Waits, without blocking, until so many workers are ready. */
export async function ready(words: Int32Array, count: number): Promise<void> {
  while (Atomics.load(words, READY) < count) await pause(1);
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function tell(words: Int32Array, word: number): void {
  Atomics.store(words, word, 1);
  Atomics.notify(words, word);
}

/** @param prepare makes what the threads share; they count in COUNTER what they do under a lock, if it is one */
export function contended(threads: number, prepare: () => Hammer) {
  return async (milliseconds: number): Promise<Sample> => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: threads });
    const words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
    const start = prepare();
    const hammers = Array.from({ length: threads }, () => start(pool, words));
    await ready(words, threads);
    const began = performance.now();
    tell(words, GO);
    await pause(milliseconds);
    tell(words, STOP);
    const found = await Promise.all(hammers);
    const elapsed = performance.now() - began;
    const total = found.reduce((sum, { pairs }) => sum + pairs, 0);
    if (words[COUNTER] !== 0 && words[COUNTER] !== total)
      throw new Error(`${words[COUNTER]} counted of ${total}`);
    const longest = Math.max(...found.map((one) => one.longest));
    return { "pairs/s": (total / elapsed) * 1000, "longest wait ms": longest };
  };
}
