import { ThreadPoolExecutor } from "multilane";
import type { Peer } from "../peer.js";
import { echo } from "../workers/multilane.js";
import { installedVersion } from "./installed-version.js";

export const multilane: Peer = {
  name: "multilane",
  version: installedVersion("multilane"),
  async open(workers) {
    const executor = new ThreadPoolExecutor({ maxWorkers: workers });
    return { run: (n) => executor.submit(echo, n), close: () => executor.shutdown() };
  },
};
