/** The lock of one thread's promises that most programs use. */
import { Mutex } from "async-mutex";
import type { Entrant } from "../peer.js";
import { installedVersion } from "../peers/installed-version.js";
import { lockEntrant } from "./entrant.js";

export const asyncMutex: Entrant = lockEntrant("async-mutex", installedVersion("async-mutex"), {
  "lock async": async (milliseconds) => {
    const mutex = new Mutex();
    const start = performance.now();
    let pairs = 0;
    while (performance.now() - start < milliseconds || pairs === 0) {
      for (let index = 0; index < 1000; index++) {
        const release = await mutex.acquire();
        release();
      }
      pairs += 1000;
    }
    return { ns: ((performance.now() - start) / pairs) * 1e6 };
  },
});
