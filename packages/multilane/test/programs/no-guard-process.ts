/** As no-guard.ts, with processes. */
import { ProcessPoolExecutor, task, WorkerDiedError } from "multilane";

export const double = task(import.meta, (n: number) => 2 * n);

const executor = new ProcessPoolExecutor({ maxWorkers: 2 });
try {
  console.log(await executor.run(double, 4));
} catch (error) {
  if (!(error instanceof WorkerDiedError)) throw error;
  console.log(error.reason, error.task);
  console.log((error.cause as Error).name, (error.cause as Error).message);
}
await executor.shutdown();
