/** One text for a case's blocking and its awaited form: `await acquire(mode, lock)` does either. */
import type { WaitOptions } from "multilane";
import { LONG } from "./until.js";

/** Whether the …Sync calls are made, or those that return promises. */
export type Mode = "sync" | "async";

interface Acquirable<Guard> {
  acquire(options?: WaitOptions): Promise<Guard>;
  acquireSync(options?: WaitOptions): Guard;
}

interface Waitable<Result> {
  wait(options?: WaitOptions): Promise<Result>;
  waitSync(options?: WaitOptions): Result;
}

/** Nothing waits for ever in a test: what has to come comes by then. */
const PATIENCE: WaitOptions = { timeout: LONG };

/** `acquire` or `acquireSync`. */
export function acquire<Guard>(
  mode: Mode,
  lock: Acquirable<Guard>,
  options: WaitOptions = PATIENCE,
): Guard | Promise<Guard> {
  return mode === "sync" ? lock.acquireSync(options) : lock.acquire(options);
}

/** `wait` or `waitSync`. */
export function wait<Result>(
  mode: Mode,
  primitive: Waitable<Result>,
  options: WaitOptions = PATIENCE,
): Result | Promise<Result> {
  return mode === "sync" ? primitive.waitSync(options) : primitive.wait(options);
}
