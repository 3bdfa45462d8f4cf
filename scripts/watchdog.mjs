// Preload of every test file. No runner can stop a main thread that stands still (Atomics.wait, endless loop): after WATCHDOG_MS without a heartbeat a helper
// thread names test and line and kills the process; so also after WATCHDOG_FILE_MS in all. Workers and forked children inherit --import: there it is inert.
import { isMainThread, Worker } from "node:worker_threads";
if (
  isMainThread &&
  process.env.NODE_TEST_CONTEXT !== undefined &&
  /\.test\.[cm]?js$/.test(process.argv[1] ?? "")
) {
  const { beforeEach } = await import("node:test");
  const { WATCHDOG_MS = 30_000, WATCHDOG_FILE_MS = 300_000 } = process.env;
  const shared = new SharedArrayBuffer(4 + 512);
  const [beat, name] = [new Int32Array(shared, 0, 1), new Uint8Array(shared, 4)];
  beforeEach((context) => void new TextEncoder().encodeInto(context.name ?? "", name.fill(0)));
  setInterval(() => Atomics.add(beat, 0, 1), Math.min(200, Number(WATCHDOG_MS) / 4)).unref();
  new Worker(new URL("watchdog-thread.mjs", import.meta.url), {
    execArgv: [],
    name: "watchdog",
    workerData: {
      shared,
      limit: Number(WATCHDOG_MS),
      fileLimit: Number(WATCHDOG_FILE_MS),
      file: process.argv[1],
    },
  }).unref();
}
