/** When do a program and its processes end? `node process-ends.js CASE`. */
import { isMainThread, ProcessPoolExecutor, sleepSync, task } from "multilane";

export const announce = task(import.meta, (text: string) => {
  process.stdout.write(`${text}\n`);
  return process.pid;
});
export const sleepAndAnnounce = task(import.meta, (milliseconds: number, text: string) => {
  sleepSync(milliseconds);
  process.stdout.write(`${text}\n`);
});
/** Says which process it is, and never returns to its event loop. */
export const spin = task(import.meta, () => {
  process.stdout.write(`${process.pid}\n`);
  for (;;);
});
/** Says which process it is, and waits for nothing. */
export const idle = task(import.meta, async () => {
  process.stdout.write(`${process.pid}\n`);
  await new Promise(() => undefined);
});
export const crashSoon = task(import.meta, () => {
  setTimeout(() => {
    throw new RangeError("crashed when idle");
  }, 1);
});

const cases: Record<string, (executor: ProcessPoolExecutor) => void> = {
  "idle pool": (executor) =>
    void executor.run(announce, "a task").then(() => process.stdout.write("main has the result\n")),
  "pool with work": (executor) => {
    for (const n of [1, 2, 3]) executor.submit(sleepAndAnnounce, 10, `task ${n}`);
  },
  "shutdown without waiting": (executor) => {
    for (const n of [1, 2, 3]) executor.submit(sleepAndAnnounce, 10, `task ${n}`);
    void executor.shutdown({ wait: false });
  },
  "failed future": (executor) => {
    executor.submit(announce, (() => 1) as unknown as string);
  },
  "line before result": (executor) => {
    for (const n of [1, 2, 3])
      process.stdout.write(`main after ${executor.submit(announce, `task ${n}`).resultSync() > 0}\n`);
  },
  waiting: (executor) => void executor.submit(idle),
  spinning: (executor) => void executor.submit(spin),
  "exit at once": (executor) => {
    const pid = executor.submit(announce, "up").resultSync({ timeout: 20_000 });
    executor.submit(idle);
    process.stdout.write(`${pid}\n`);
    process.exit(3);
  },
};

if (isMainThread) {
  const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
  cases[process.argv[2] ?? ""]?.(executor);
  process.stdout.write("main over\n");
}
