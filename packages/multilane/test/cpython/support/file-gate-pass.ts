/** The side of a task at a {@link FileGate}: it runs in a worker, where there are no tests. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { untilSync } from "./until.js";

/** The name of the file that opens the gate. */
export const OPEN = "open";

let left = 0;

/** Says that it has arrived, and blocks until the gate is open. */
export function passGate(directory: string): void {
  arriveAt(directory);
  untilSync("the gate is open", () => existsSync(join(directory, OPEN)));
}

/** Says that it has arrived, and goes on. */
export function arriveAt(directory: string): void {
  writeFileSync(join(directory, `${process.pid}-${threadId}-${left++}`), "");
}
