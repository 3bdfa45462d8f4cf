import { fileURLToPath } from "node:url";
import { FixedThreadPool } from "poolifier";
import { installedVersion } from "../../peers/installed-version.js";
import { workerUrl } from "../contestant.js";
import type { Contestant } from "../contestant.js";

export const poolifier: Contestant = {
  name: "poolifier",
  version: installedVersion("poolifier"),
  workers: "threads",
  manyModules: false,
  open({ badModule, heap }) {
    const pool = new FixedThreadPool(1, fileURLToPath(workerUrl(badModule ? "bad-import" : "poolifier")), {
      enableTasksQueue: true,
      workerOptions: { resourceLimits: { maxOldGenerationSizeMb: heap } },
    });
    // Its errors are events, which without a listener are thrown.
    pool.emitter?.on("error", () => undefined);
    return {
      run: (deed, argument, signal) => pool.execute(argument, deed, signal),
      close: () => pool.destroy(),
    };
  },
};
