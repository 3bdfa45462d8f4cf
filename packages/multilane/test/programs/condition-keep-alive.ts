/** A program whose only reason to stay alive is that it awaits a condition. */
import { isMainThread, Worker } from "node:worker_threads";
import { Condition } from "multilane";

const condition = new Condition("keep-alive");

if (isMainThread) {
  new Worker(new URL(import.meta.url)).unref(); // does not keep the program alive
  using _ = condition.acquireSync();
  if (await condition.wait()) console.log("notified");
} else {
  // The lock is free when main waits.
  using _ = condition.acquireSync();
  // Long enough for a main thread that nothing keeps alive to be gone; one that stays is right however long it takes.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  condition.notify();
}
