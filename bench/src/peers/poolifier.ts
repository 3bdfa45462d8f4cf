import { fileURLToPath } from "node:url";
import { FixedThreadPool } from "poolifier";
import type { Peer } from "../peer.js";
import { installedVersion } from "./installed-version.js";

const script = fileURLToPath(new URL("../workers/poolifier.js", import.meta.url));

export const poolifier: Peer = {
  name: "poolifier",
  version: installedVersion("poolifier"),
  async open(workers) {
    let allExited: () => void;
    const gone = new Promise<void>((resolve) => (allExited = resolve));
    let exited = 0;
    const exitHandler = (): void => {
      if (++exited === workers) allExited();
    };
    const pool = new FixedThreadPool<number, number>(workers, script, { exitHandler });
    return {
      run: (n) => pool.execute(n),
      // destroy() alone hangs now and then (3 of 20 times on a loaded machine): a worker told to end may be gone
      // before destroy() listens for its exit. So the exits are counted from the start.
      close: () => Promise.race([pool.destroy(), gone]),
    };
  },
};
