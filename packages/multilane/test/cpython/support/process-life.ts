import { until } from "./until.js";

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves when these processes are gone. */
export async function processesGone(pids: readonly number[]): Promise<void> {
  await until(`the processes ${pids.join(", ")} are gone`, () => !pids.some(isAlive));
}
