/** The side of a task at a {@link FileGate}: it runs in a worker, where there are no tests. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { sleepSync } from "multilane";

/** The name of the file that opens the gate. */
export const OPEN = "open";

/** Milliseconds, longer than anything takes. */
const LONG = 20_000;

let left = 0;

/** Says that it has arrived, and goes on. */
export function arriveAt(directory: string): void {
  writeFileSync(join(directory, `${process.pid}-${threadId}-${left++}`), "");
}

function isOpen(directory: string, since: number): boolean {
  if (performance.now() - since > LONG) throw new Error("the gate was never opened");
  return existsSync(join(directory, OPEN));
}

/** Says that it has arrived, and blocks until the gate is open. */
export function passGate(directory: string): void {
  arriveAt(directory);
  for (const since = performance.now(); !isOpen(directory, since);) sleepSync(1);
}

/** As {@link passGate}, without blocking its event loop. */
export async function passGateAsync(directory: string): Promise<void> {
  arriveAt(directory);
  for (const since = performance.now(); !isOpen(directory, since);)
    await new Promise((resolve) => setTimeout(resolve, 1));
}
