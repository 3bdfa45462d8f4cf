/** The engine that can start no more threads. CPython's tests replace `threading._start_new_thread`, or set a limit. */
import { syncBuiltinESMExports } from "node:module";
import workerThreads from "node:worker_threads";

function noWorker(): never {
  throw new RangeError("no more threads");
}

function replaceWorker(type: unknown): void {
  Object.assign(workerThreads, { Worker: type });
  syncBuiltinESMExports();
}

/** Calls `body` while `new Worker` throws. */
export function failingWorkers(body: () => void): void {
  const { Worker } = workerThreads;
  replaceWorker(noWorker);
  try {
    body();
  } finally {
    replaceWorker(Worker);
  }
}
