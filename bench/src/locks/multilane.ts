import { Lock, Queue, ThreadPoolExecutor } from "multilane";
import type { Entrant } from "../peer.js";
import { installedVersion } from "../peers/installed-version.js";
import type { Sample } from "../scenario.js";
import {
  blockFor,
  GO,
  hammer,
  READY,
  receive,
  send,
  STOP,
  COUNTER,
  WORDS,
} from "../workers/multilane-locks.js";
import { lockEntrant, timeSync } from "./entrant.js";

/** Waits, without blocking, until so many workers are ready. */
async function ready(words: Int32Array, count: number): Promise<void> {
  while (Atomics.load(words, READY) < count) await pause(1);
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function tell(words: Int32Array, word: number): void {
  Atomics.store(words, word, 1);
  Atomics.notify(words, word);
}

function contended(threads: number) {
  return async (milliseconds: number): Promise<Sample> => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: threads });
    const words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
    const lock = new Lock();
    const hammers = Array.from({ length: threads }, () => pool.submit(hammer, lock, words));
    await ready(words, threads);
    const start = performance.now();
    tell(words, GO);
    await pause(milliseconds);
    tell(words, STOP);
    const found = await Promise.all(hammers);
    const elapsed = performance.now() - start;
    const total = found.reduce((sum, { pairs }) => sum + pairs, 0);
    if (words[COUNTER] !== total) throw new Error(`${words[COUNTER]} counted of ${total}`);
    const longest = Math.max(...found.map((one) => one.longest));
    return { "pairs/s": (total / elapsed) * 1000, "longest wait ms": longest };
  };
}

export const multilaneLocks: Entrant = lockEntrant("multilane", installedVersion("multilane"), {
  "lock sync": async (milliseconds) => {
    const lock = new Lock();
    return timeSync(() => lock.acquireSync().release(), milliseconds);
  },
  "lock async": async (milliseconds) => {
    const lock = new Lock();
    const start = performance.now();
    let pairs = 0;
    while (performance.now() - start < milliseconds || pairs === 0) {
      for (let index = 0; index < 1000; index++) {
        const guard = await lock.acquire();
        guard.release();
      }
      pairs += 1000;
    }
    return { ns: ((performance.now() - start) / pairs) * 1e6 };
  },
  "lock 2 threads": contended(2),
  "lock 4 threads": contended(4),
  queue: async (milliseconds) => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const queue = new Queue<number | null>(1024);
    const receiving = pool.submit(receive, queue);
    const sent = await pool.submit(send, queue, milliseconds);
    const { count, elapsed } = await receiving;
    if (count !== sent) throw new Error(`${count} received of ${sent}`);
    return { "items/s": (count / elapsed) * 1000 };
  },
  "idle wait": async (milliseconds) => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
    const lock = new Lock();
    const guard = await lock.acquire();
    const blocked = pool.submit(blockFor, lock, words);
    await ready(words, 1);
    while (lock.statistics().waiting === 0) await pause(1);
    await pause(1);
    const before = process.cpuUsage();
    await pause(milliseconds);
    const { user, system } = process.cpuUsage(before);
    const elapsed = Math.max(milliseconds, 1);
    guard.release();
    await blocked;
    return { "cpu %": ((user + system) / 1000 / elapsed) * 100 };
  },
});
