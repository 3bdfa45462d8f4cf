import { fileURLToPath } from "node:url";
import workerpool from "workerpool";
import type { Peer } from "../peer.js";
import { installedVersion } from "./installed-version.js";

const script = fileURLToPath(new URL("../workers/workerpool.js", import.meta.url));

export const workerpoolPeer: Peer = {
  name: "workerpool",
  version: installedVersion("workerpool"),
  async open(workers) {
    const pool = workerpool.pool(script, {
      minWorkers: workers,
      maxWorkers: workers,
      workerType: "thread",
    });
    return {
      run: (n) => pool.exec("echo", [n]),
      close: async () => {
        await pool.terminate();
      },
    };
  },
};
