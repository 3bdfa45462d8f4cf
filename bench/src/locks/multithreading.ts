/** The one library with a lock that threads share. */
import { availableParallelism } from "node:os";
import type { Entrant } from "../peer.js";
import { installedVersion } from "../peers/installed-version.js";
import { lockEntrant, timeSync } from "./entrant.js";

/** Reads `navigator.hardwareConcurrency` while it is loaded, which Node 20 does not have. */
async function load(): Promise<typeof import("multithreading")> {
  const navigator = { hardwareConcurrency: availableParallelism() };
  if (!("navigator" in globalThis)) Object.defineProperty(globalThis, "navigator", { value: navigator });
  return await import("multithreading");
}

export const multithreading: Entrant = lockEntrant("multithreading", installedVersion("multithreading"), {
  "lock sync": async (milliseconds) => {
    const { Mutex } = await load();
    const mutex = new Mutex();
    return timeSync(() => mutex.blockingLock().dispose(), milliseconds);
  },
  "lock async": async (milliseconds) => {
    const { Mutex } = await load();
    const mutex = new Mutex();
    const start = performance.now();
    let pairs = 0;
    while (performance.now() - start < milliseconds || pairs === 0) {
      for (let index = 0; index < 1000; index++) {
        const guard = await mutex.lock();
        guard.dispose();
      }
      pairs += 1000;
    }
    return { ns: ((performance.now() - start) / pairs) * 1e6 };
  },
});
