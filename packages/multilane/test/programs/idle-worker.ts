/** A worker that is idle prints, while main is blocked; then main prints. */
import { writeSync } from "node:fs";
import { isMainThread, ThreadPoolExecutor } from "multilane";
import { printWhenIdle } from "../tasks/printing.js";

if (isMainThread) {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  await executor.run(printWhenIdle, gate);
  Atomics.wait(gate, 0, 0, 20_000);
  writeSync(1, "main after it\n");
  await executor.shutdown();
}
