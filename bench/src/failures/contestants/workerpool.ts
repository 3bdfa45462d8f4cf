import { fileURLToPath } from "node:url";
import workerpool from "workerpool";
import { installedVersion } from "../../peers/installed-version.js";
import { workerUrl } from "../contestant.js";
import type { Contestant } from "../contestant.js";

function workerpoolOf(workers: "threads" | "processes"): Contestant {
  return {
    name: workers === "threads" ? "workerpool" : "workerpool processes",
    version: installedVersion("workerpool"),
    workers,
    manyModules: false,
    open({ badModule, heap }) {
      const pool = workerpool.pool(fileURLToPath(workerUrl(badModule ? "bad-import" : "workerpool")), {
        minWorkers: 1,
        maxWorkers: 1,
        workerType: workers === "threads" ? "thread" : "process",
        workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: heap } },
        forkOpts: { execArgv: [`--max-old-space-size=${heap}`] },
      });
      return {
        run(deed, argument, signal) {
          const called = pool.exec(deed, [argument]);
          signal?.addEventListener("abort", () => void called.cancel(), { once: true });
          return Promise.resolve(called);
        },
        close: async () => await pool.terminate(),
      };
    },
  };
}

export const workerpoolThreads: Contestant = workerpoolOf("threads");
export const workerpoolProcesses: Contestant = workerpoolOf("processes");
