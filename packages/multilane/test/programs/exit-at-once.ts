/** Main calls `process.exit` as soon as the thread has printed; the thread sleeps. */
import { isMainThread, Thread } from "multilane";
import { printAndSleep } from "../tasks/printing.js";

if (isMainThread) {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  new Thread({ target: printAndSleep, args: [gate] }).start();
  Atomics.wait(gate, 0, 0, 20_000);
  process.exit(7);
}
