/** A Worker that the library did not start: asks who it is, releases a lock, and ends when it is told. */
import { parentPort, workerData } from "node:worker_threads";
import { currentThread, Lock } from "multilane";

if (parentPort !== null) {
  const name = workerData as string;
  const { ident } = currentThread();
  if (name !== "") new Lock(name).release();
  parentPort.postMessage(ident);
  parentPort.once("message", () => undefined);
}
