/** Each task prints, and main prints when it has the result: in one pipe the task's line comes first. */
import { asCompleted, isMainThread, ThreadPoolExecutor } from "multilane";
import { printLine } from "../tasks/printing.js";

if (isMainThread) {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 3 });
  const futures = Array.from({ length: 200 }, (_, n) => executor.submit(printLine, `task ${n}`));
  for await (const done of asCompleted(futures)) console.log(`result ${done.result()}`);
}
