/** A pool that is up and has nothing to do. `node idle-pool.js thread|process CASE`. */
import { readdirSync, readFileSync } from "node:fs";
import { isMainThread, ProcessPoolExecutor, task, ThreadPoolExecutor } from "multilane";
import type { WorkerPoolOptions } from "multilane";

export const answer = task(import.meta, () => process.pid);
export const fail = task(import.meta, () => {
  throw new RangeError("as it should");
});
export const leave = task(import.meta, () => process.exit(1));

type Pool = ThreadPoolExecutor | ProcessPoolExecutor;

const make = (options: WorkerPoolOptions): Pool =>
  process.argv[2] === "thread" ? new ThreadPoolExecutor(options) : new ProcessPoolExecutor(options);

/** Nanoseconds that the threads of these processes have run. */
function ran(processes: Iterable<number>): number {
  let sum = 0;
  for (const id of processes)
    for (const thread of readdirSync(`/proc/${id}/task`))
      sum += Number(readFileSync(`/proc/${id}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  return sum;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Every worker has been used, and has nothing to do now. */
async function used(executor: Pool): Promise<Set<number>> {
  const pids = new Set([process.pid]);
  const many = Array.from({ length: 400 }, () => executor.submit(answer));
  for (const future of many) pids.add(await future);
  return pids;
}

const cases: Record<string, () => Promise<void>> = {
  "never used": async () => void make({ maxWorkers: 4, minWorkers: 2 }),
  used: async () => void (await used(make({ maxWorkers: 4 }))),
  "with an idle timeout": async () => void (await used(make({ maxWorkers: 4, idleTimeout: 3_600_000 }))),
  "with a dead worker": async () => {
    const executor = make({ maxWorkers: 2, minWorkers: 2 });
    await used(executor);
    await executor.submit(leave).exception();
  },
  "with a failed future": async () => void make({ maxWorkers: 2 }).submit(fail),
  "measured: milliseconds of CPU time in 5 s": async () => {
    const executor = make({ maxWorkers: 4, minWorkers: 4 });
    const pids = await used(executor);
    // The compiler and the collector have their last work.
    await pause(1000);
    const before = ran(pids);
    await pause(5000);
    console.log(((ran(pids) - before) / 1e6).toFixed(2));
  },
};

if (isMainThread) {
  const name = process.argv[3] ?? "";
  await cases[name]?.();
  console.log(`${name}: main over`);
}
