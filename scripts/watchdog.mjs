// Preload of every test file: `node --import scripts/watchdog.mjs --test …`, as scripts/test.mjs does.
//
// No runner can stop a test whose main thread stands still (Atomics.wait, an endless loop): --test-timeout needs the
// very event loop that is blocked. So the main thread beats into a shared word, and a helper thread that misses the
// beat for WATCHDOG_MS names the file, the test and the line, and kills the process. A file that is not over after
// WATCHDOG_FILE_MS, because something keeps its loop alive, is killed likewise.
import { setImmediate as eventLoopTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";

const { NODE_TEST_CONTEXT, WATCHDOG_MS = 30_000, WATCHDOG_FILE_MS = 300_000, WATCHDOG_OWNER } = process.env;

// Workers, forked children and their children inherit --import, and with it this module. Only the process that the
// runner started for a test file is watched: its descendants find WATCHDOG_OWNER set, the runner itself has no context.
const isTestFile =
  NODE_TEST_CONTEXT !== undefined &&
  WATCHDOG_OWNER === undefined &&
  /\.test\.[cm]?js$/.test(process.argv[1] ?? "");

if (isTestFile) {
  process.env.WATCHDOG_OWNER = String(process.pid);
  const limit = Number(WATCHDOG_MS);
  const shared = new SharedArrayBuffer(4 + 512);
  const beat = new Int32Array(shared, 0, 1);
  const name = new Uint8Array(shared, 4);

  // The name goes through shared memory: a message would wait in the queue of a thread that no longer reads it.
  const { beforeEach } = await import("node:test");
  const encoder = new TextEncoder();
  beforeEach(async (context) => {
    encoder.encodeInto(context.fullName ?? context.name ?? "", name.fill(0));
    // The runner goes from one synchronous test to the next without a turn of the event loop: many short ones in a row
    // would look like one that hangs.
    await eventLoopTurn();
  });

  // Unref'd, both: the watchdog must not be what keeps a finished file alive.
  setInterval(() => Atomics.add(beat, 0, 1), Math.min(200, limit / 4)).unref();
  new Worker(new URL("watchdog-thread.mjs", import.meta.url), {
    execArgv: [], // without this the helper would load this preload again
    name: "watchdog",
    workerData: { shared, limit, fileLimit: Number(WATCHDOG_FILE_MS), file: process.argv[1] },
  }).unref();
}
