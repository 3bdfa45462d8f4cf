/** A Worker that the library did not start, which uses it: says who it is, and ends when it is told. */
import { parentPort } from "node:worker_threads";
import { currentThread, enumerate } from "multilane";

if (parentPort !== null) {
  const { name, ident } = currentThread();
  parentPort.postMessage({ name, ident, names: enumerate().map((thread) => thread.name) });
  parentPort.once("message", () => undefined);
}
