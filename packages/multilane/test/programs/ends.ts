/** When does a program end? `node ends.js CASE`; main prints `main over` last thing. */
import { isMainThread, Thread, ThreadPoolExecutor } from "multilane";
import { printAndSleep, printLine, sleepAndPrint } from "../tasks/printing.js";

const cases: Record<string, () => void> = {
  "non-daemon": () => new Thread({ target: sleepAndPrint, args: [300, "thread over"] }).start(),
  daemon: () => {
    const gate = new Int32Array(new SharedArrayBuffer(8));
    new Thread({ target: printAndSleep, args: [gate], daemon: true }).start();
    Atomics.wait(gate, 0, 0, 20_000);
  },
  "joined daemon": () => {
    const thread = new Thread({ target: sleepAndPrint, args: [300, "thread over"], daemon: true });
    thread.start();
    void thread.join().then(() => console.log("joined"));
  },
  "pool with work": () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    for (const n of [1, 2, 3]) executor.submit(sleepAndPrint, 50, `task ${n}`);
  },
  "shutdown without waiting": () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    for (const n of [1, 2, 3]) executor.submit(sleepAndPrint, 50, `task ${n}`);
    void executor.shutdown({ wait: false });
  },
  "idle pool": () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 2 });
    void executor.run(printLine, "a task").then(() => console.log("main has the result"));
  },
  "failed future": () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 2 });
    executor.submit(printLine, (() => 1) as unknown as string);
  },
};

if (isMainThread) {
  cases[process.argv[2] ?? ""]?.();
  console.log("main over");
}
