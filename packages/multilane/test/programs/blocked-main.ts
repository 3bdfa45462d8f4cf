/** Main blocks; the thread's lines must be visible before main's answers to them, in one pipe. */
import { writeSync } from "node:fs";
import { isMainThread, Thread } from "multilane";
import { converse } from "../tasks/printing.js";

if (isMainThread) {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const rounds = 50;
  const thread = new Thread({ target: converse, args: [gate, rounds] });
  thread.start();
  for (let round = 1; round <= rounds; round++) {
    while (Atomics.load(gate, 0) < round) Atomics.wait(gate, 0, round - 1, 20_000);
    writeSync(1, `main ${round}\n`);
    Atomics.add(gate, 1, 1);
    Atomics.notify(gate, 1);
  }
  thread.joinSync({ timeout: 20_000 });
}
