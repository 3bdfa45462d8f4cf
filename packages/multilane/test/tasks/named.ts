/** Tasks with names of their own, unnamed ones, and a module that awaits while it is evaluated. */
import { currentTask, task } from "multilane";

export const before = task(import.meta, () => currentTask().name);
await new Promise((resolve) => setImmediate(resolve));
export const named = task(import.meta, () => currentTask().name, { name: "crawl.getStatus" });
export default task(import.meta, function inner() {
  return currentTask().name;
});
const hidden = task(import.meta, () => currentTask().name);
export const aliases = { hidden };
