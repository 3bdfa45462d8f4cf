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

/** Nothing blocks for ever in a test; a promise that stays pending is ended by the test's own limit. */
function patience(mode: Mode): WaitOptions | undefined {
  return mode === "sync" ? { timeout: LONG } : undefined;
}

/** `acquire` or `acquireSync`. */
export function acquire<Guard>(
  mode: Mode,
  lock: Acquirable<Guard>,
  options: WaitOptions | undefined = patience(mode),
): Guard | Promise<Guard> {
  return mode === "sync" ? lock.acquireSync(options) : lock.acquire(options);
}

/** `wait` or `waitSync`. */
export function wait<Result>(
  mode: Mode,
  primitive: Waitable<Result>,
  options: WaitOptions | undefined = patience(mode),
): Result | Promise<Result> {
  return mode === "sync" ? primitive.waitSync(options) : primitive.wait(options);
}
