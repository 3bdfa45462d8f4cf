import { Piscina } from "piscina";
import { installedVersion } from "../../peers/installed-version.js";
import { workerUrl } from "../contestant.js";
import type { Contestant } from "../contestant.js";

export const piscina: Contestant = {
  name: "piscina",
  version: installedVersion("piscina"),
  workers: "threads",
  manyModules: true,
  open({ badModule, heap }) {
    const pool = new Piscina<unknown, unknown>({
      filename: workerUrl(badModule ? "bad-import" : "deeds").href,
      minThreads: 1,
      maxThreads: 1,
      resourceLimits: { maxOldGenerationSizeMb: heap },
    });
    // Its errors are events, which without a listener are thrown.
    pool.on("error", () => undefined);
    let filename: string | null = null; // that of the pool
    return {
      run(name, argument, signal = new AbortController().signal) {
        const called = pool.run(argument, { name, signal, filename });
        if (badModule) filename = workerUrl("deeds").href;
        return called;
      },
      close: () => pool.close(),
    };
  },
};
