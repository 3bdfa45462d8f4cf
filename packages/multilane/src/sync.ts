/// <reference lib="esnext.disposable" preserve="true" />
/// <reference lib="es2024.sharedmemory" preserve="true" />
/** What Python has in `threading` to guard what threads share. */
export { Lock } from "./sync/lock.js";
export type { LockOptions, LockStatistics, TryRunOutcome } from "./sync/lock.js";
export type { Guard } from "./sync/guard.js";
