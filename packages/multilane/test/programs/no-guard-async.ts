/** A program that awaits before it makes its pool, and has no guard: each worker runs it again. */
import { task, ThreadPoolExecutor } from "multilane";

export const hold = task(import.meta, async () => await new Promise((resolve) => setTimeout(resolve, 3000)));

async function main(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  console.log("started");
  const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  await executor.run(hold).catch(() => undefined);
  await executor.shutdown();
}
void main();
