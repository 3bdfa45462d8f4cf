/** Module code that makes an unnamed primitive: a worker is warned of it. `unshared-load.js` makes it. */
import { isMainThread, ThreadPoolExecutor } from "multilane";
import { use } from "./unshared-load.js";

if (isMainThread) {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  console.log(await executor.run(use), use());
}
