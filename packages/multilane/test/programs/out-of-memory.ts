/**
 * A pool of threads that runs out of memory where it may take the whole program with it:
 * `node out-of-memory.js WAY HEAP HEADROOM`, both in megabytes; a HEADROOM of 0 is no limit. Prints what became of it.
 */
import { isMainThread, ThreadPoolExecutor } from "multilane";
import { exhaustBesideOthers } from "../support/exhaustion.js";
import { exhaust, exhaustLimited } from "../tasks/exhausting.js";
import type { Way } from "../tasks/exhausting.js";

if (isMainThread) {
  const [way = "", heap = "", headroom = ""] = process.argv.slice(2);
  const executor = new ThreadPoolExecutor({
    maxWorkers: 2,
    resourceLimits: { maxOldGenerationSizeMb: Number(heap) },
  });
  const { error, others } = await exhaustBesideOthers(executor, () =>
    headroom === "0"
      ? executor.submit(exhaust, way as Way)
      : executor.submit(exhaustLimited, way as Way, Number(headroom)),
  );
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  console.log(JSON.stringify({ name, message, others }));
  await executor.shutdown();
}
