/** A module that ends its thread while it is evaluated. */
import { isMainThread, task } from "multilane";

export const run = task(import.meta, () => 1);
if (!isMainThread) process.exit(6);
