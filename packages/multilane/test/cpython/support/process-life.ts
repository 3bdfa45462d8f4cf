import { LONG } from "./until.js";

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function pause(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** Resolves when these processes are gone; between two looks it does something else. */
export async function processesGone(
  pids: readonly number[],
  meanwhile: () => Promise<unknown> = pause,
): Promise<void> {
  for (const start = performance.now(); pids.some(isAlive); await meanwhile())
    if (performance.now() - start > LONG) throw new Error(`the processes ${pids.join(", ")} are still there`);
}
