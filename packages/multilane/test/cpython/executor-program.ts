/**
 * The cases of test_shutdown and test_interpreter_pool that need a program of their own, as CPython runs them:
 * `node executor-program.js CASE TARGET`. The tasks are those of this very program, too.
 */
import { isMainThread, task } from "multilane";
import type { TestPool } from "./support/executor-types.js";
import { executorTypes } from "./support/executor-types.js";
import { sleepAndPrint } from "../tasks/printing.js";

let status = "uninitialized";
/** CPython: `init` and `get_init_status` of `__main__`. */
export const init = task(import.meta, (to: string) => {
  status = to;
});
export const getInitStatus = task(import.meta, () => status);

const [name = "", target = ""] = process.argv.slice(2);

function construct(maxWorkers: number): TestPool {
  const type = target === "process" ? executorTypes.process : executorTypes.thread;
  if (type === undefined) throw new Error(`there is no executor for ${target}`);
  return type({ maxWorkers, initializer: init, initargs: ["initialized"] });
}

const cases: Record<string, () => void | Promise<void>> = {
  "interpreter shutdown": () => {
    construct(5).submit(sleepAndPrint, 100, "apple");
  },
  "submit after interpreter shutdown": async () => {
    const executor = construct(5);
    process.on("exit", () => {
      try {
        executor.submit(getInitStatus);
      } catch (error) {
        console.log("runtime-error");
        console.error(String(error));
      }
    });
    await executor.submit(getInitStatus);
  },
  "hang gh83386": () => {
    const executor = construct(3);
    executor.submit(sleepAndPrint, 100, "apple");
    void executor.shutdown({ wait: false });
  },
  "cancel futures wait false": () => {
    const executor = construct(3);
    executor.submit(sleepAndPrint, 10, "apple");
    void executor.shutdown({ wait: false, cancelFutures: true });
  },
  "init with main global": async () => {
    const executor = construct(1);
    console.log(await executor.submit(getInitStatus));
    await executor.shutdown();
    console.log(status);
  },
};

// A child process is a main of its own: it is told apart by what it was started with.
if (isMainThread && name !== "") await cases[name]?.();
