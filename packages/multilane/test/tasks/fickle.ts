/** A module that registers its tasks differently in a worker: what `task()` must not be used for. */
import { isMainThread, task } from "multilane";

export const first = isMainThread ? task(import.meta, () => "first") : task(import.meta, () => "another");
if (!isMainThread) task(import.meta, () => "one more");
export const stable = task(import.meta, () => "stable");
