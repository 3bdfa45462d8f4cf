/** A task that runs an AsyncPoolExecutor of its own. */
import { AsyncPoolExecutor, currentTask, task } from "multilane";

async function inside(): Promise<string> {
  await new Promise(setImmediate);
  return `${currentTask().name} in ${currentTask().threadName}`;
}

/** What `currentTask()` says before and after, and inside of the calls. */
export const poolInside = task(import.meta, async () => {
  const names = [currentTask().name];
  await using executor = new AsyncPoolExecutor({ maxWorkers: 2 });
  names.push(currentTask().name);
  names.push(...(await Promise.all([executor.submit(inside), executor.submit(inside)])));
  names.push(currentTask().name);
  return names;
});
