/** A pool that is up and has nothing to do. `node idle-pool.js thread|process CASE`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { isMainThread, ProcessPoolExecutor, sleepSync, task, ThreadPoolExecutor } from "multilane";
import type { WorkerPoolOptions } from "multilane";

export const fail = task(import.meta, () => {
  throw new RangeError("as it should");
});
export const leave = task(import.meta, () => process.exit(1));

/** Returns when so many of its kind have met, each in a worker of its own. */
export const meet = task(import.meta, (directory: string, count: number) => {
  writeFileSync(join(directory, `${process.pid}-${threadId}`), "");
  const deadline = performance.now() + 20_000;
  while (readdirSync(directory).length < count) {
    if (performance.now() > deadline) throw new Error("the others did not come");
    sleepSync(1);
  }
});

type Pool = ThreadPoolExecutor | ProcessPoolExecutor;

const make = (options: WorkerPoolOptions): Pool =>
  process.argv[2] === "thread" ? new ThreadPoolExecutor(options) : new ProcessPoolExecutor(options);

/** This process and all that it has started, and those have. */
function family(): Set<number> {
  const found = new Set([process.pid]);
  const parents = new Map<number, number>();
  for (const id of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    try {
      // After the name, which may be anything: the state, and the parent.
      const [, parent] = readFileSync(`/proc/${id}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      parents.set(id, Number(parent));
    } catch {
      // It has ended meanwhile.
    }
  }
  // A set can grow while it is walked.
  for (const one of found) for (const [id, parent] of parents) if (parent === one) found.add(id);
  return found;
}

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
async function used(executor: Pool, workers: number): Promise<void> {
  const gates = mkdtempSync(join(tmpdir(), "idle-pool-"));
  try {
    const calls = Array.from({ length: workers }, () => executor.submit(meet, gates, workers));
    for (const future of calls) await future;
  } finally {
    rmSync(gates, { recursive: true });
  }
}

const cases: Record<string, () => Promise<void>> = {
  "never used": async () => void make({ maxWorkers: 4, minWorkers: 2 }),
  used: () => used(make({ maxWorkers: 4 }), 4),
  "with an idle timeout": () => used(make({ maxWorkers: 4, idleTimeout: 3_600_000 }), 4),
  "with a dead worker": async () => {
    const executor = make({ maxWorkers: 2, minWorkers: 2 });
    await used(executor, 2);
    await executor.submit(leave).exception();
  },
  "with a failed future": async () => void make({ maxWorkers: 2 }).submit(fail),
  "measured: processes, and milliseconds of CPU time in 5 s": async () => {
    const executor = make({ maxWorkers: 4, minWorkers: 4 });
    await used(executor, 4);
    // The compiler has its last work.
    await pause(1000);
    const before = ran(family());
    await pause(5000);
    const all = family();
    console.log(`${all.size} ${((ran(all) - before) / 1e6).toFixed(2)}`);
  },
};

if (isMainThread) {
  const name = process.argv[3] ?? "";
  await cases[name]?.();
  console.log(`${name}: main over`);
}
