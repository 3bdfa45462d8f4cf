/**
 * A program whose main thread does not load the library: a Worker of its own does, and is the main thread for it. It
 * starts a thread there, and waits for nothing.
 */
import { isMainThread, Worker } from "node:worker_threads";

if (isMainThread) {
  const worker = new Worker(new URL("./thread-import.js", import.meta.url));
  worker.on("exit", (code) => (process.exitCode = code));
} else {
  const { Thread } = await import("multilane");
  const { nothing } = await import("./thread-tasks.js");
  new Thread({ target: nothing }).start();
}
