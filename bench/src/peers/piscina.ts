import { Piscina } from "piscina";
import type { Peer } from "../peer.js";
import { installedVersion } from "./installed-version.js";

export const piscina: Peer = {
  name: "piscina",
  version: installedVersion("piscina"),
  async open(workers) {
    const pool = new Piscina<number, number>({
      filename: new URL("../workers/echo.js", import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
    });
    return { run: (n) => pool.run(n), close: () => pool.close() };
  },
};
