/** A worker of names.test.ts: creates the names in its own order as soon as the gate opens, and says where they are. */
import { parentPort, workerData } from "node:worker_threads";
import { namedWords } from "#src/memory/names.js";

/** What it is told. */
export interface Task {
  /** Word 0: how many are ready. Word 1: 1 when they may begin. */
  readonly gate: Int32Array<SharedArrayBuffer>;
  readonly names: readonly string[];
}

if (parentPort !== null) {
  const { gate, names } = workerData as Task;
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  Atomics.wait(gate, 1, 0, 10_000);
  parentPort.postMessage(new Map(names.map((name) => [name, namedWords("Lock", name, 3).base])));
}
