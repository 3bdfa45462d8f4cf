import { Tinypool } from "tinypool";
import type { Peer } from "../peer.js";
import { installedVersion } from "./installed-version.js";

export const tinypool: Peer = {
  name: "tinypool",
  version: installedVersion("tinypool"),
  async open(workers) {
    const pool = new Tinypool({
      filename: new URL("../workers/echo.js", import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
    });
    return { run: (n) => pool.run(n) as Promise<number>, close: () => pool.destroy() };
  },
};
