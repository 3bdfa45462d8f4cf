import { Tinypool } from "tinypool";
import { installedVersion } from "../../peers/installed-version.js";
import { workerUrl } from "../contestant.js";
import type { Contestant } from "../contestant.js";

function tinypool(workers: "threads" | "processes"): Contestant {
  return {
    name: workers === "threads" ? "tinypool" : "tinypool processes",
    version: installedVersion("tinypool"),
    workers,
    manyModules: true,
    open({ badModule, heap }) {
      const pool = new Tinypool({
        runtime: workers === "threads" ? "worker_threads" : "child_process",
        filename: workerUrl(badModule ? "bad-import" : "deeds").href,
        minThreads: 1,
        maxThreads: 1,
        resourceLimits: { maxOldGenerationSizeMb: heap },
        ...(workers === "processes" ? { execArgv: [`--max-old-space-size=${heap}`] } : {}),
      });
      // Its errors are events, which without a listener are thrown.
      pool.on("error", () => undefined);
      let filename: string | null = null; // that of the pool
      return {
        run(name, argument, signal) {
          const called = pool.run(argument, { name, filename, ...(signal === undefined ? {} : { signal }) });
          if (badModule) filename = workerUrl("deeds").href;
          return called;
        },
        close: () => pool.destroy(),
      };
    },
  };
}

export const tinypoolThreads: Contestant = tinypool("threads");
export const tinypoolProcesses: Contestant = tinypool("processes");
