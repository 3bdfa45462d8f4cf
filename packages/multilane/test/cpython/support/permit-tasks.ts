/** What CPython's tests call `acquire_lock`. */
import { task } from "multilane";
import type { Semaphore } from "multilane";
import { LONG } from "./until.js";

export const takePermit = task(import.meta, (semaphore: Semaphore) => {
  semaphore.acquireSync({ timeout: LONG });
});
