import { Lock, Queue, ThreadPoolExecutor } from "multilane";
import type { Entrant } from "../peer.js";
import { installedVersion } from "../peers/installed-version.js";
import { blockFor, hammer, receive, send, WORDS } from "../workers/multilane-locks.js";
import { contended, pause, ready } from "./contended.js";
import type { Hammer } from "./contended.js";
import { lockEntrant, timeSync } from "./entrant.js";

/** All on one lock. */
function onOneLock(): Hammer {
  const lock = new Lock();
  return (pool, words) => pool.submit(hammer, lock, words);
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
  "lock 2 threads": contended(2, onOneLock),
  "lock 4 threads": contended(4, onOneLock),
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
