/** A program whose only reason to stay alive is a pending acquire. */
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { Lock } from "#src/sync/lock.js";
import { ARRIVED, blockUntil, count, LET_GO, SHARED_WORDS } from "./shared-stage.js";

const lock = new Lock("keep-alive");

if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(SHARED_WORDS * 4));
  new Worker(new URL(import.meta.url), { workerData: shared }).unref(); // does not keep the program alive
  blockUntil(shared, ARRIVED, 1);
  const pending = lock.acquire();
  count(shared, LET_GO);
  using _held = await pending;
  console.log("granted");
} else {
  const shared = workerData as Int32Array;
  using _held = lock.acquireSync();
  count(shared, ARRIVED);
  blockUntil(shared, LET_GO, 1);
  // Long enough for a main thread that nothing keeps alive to be gone; one that stays is right however long it takes.
  Atomics.wait(shared, LET_GO, 1, 200);
}
