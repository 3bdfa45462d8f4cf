/// <reference lib="esnext.disposable" preserve="true" />
/// <reference lib="es2024.sharedmemory" preserve="true" />
/** What Python has in `concurrent.futures`. */
export { AsyncPoolExecutor } from "./executor/async-pool.js";
export type { AsyncCallOptions, AsyncPoolOptions } from "./executor/async-pool-options.js";
export type { AsyncSubmitter } from "./executor/async-pool-submitter.js";
export type { Runnable } from "./executor/async-pool-function.js";
export type { ExecutorStatistics } from "./executor/call-statistics.js";
export type { DurationSummary } from "./executor/durations.js";
export { ThreadPoolExecutor } from "./executor/thread-pool.js";
export { ProcessPoolExecutor } from "./executor/process-pool.js";
export type { ProcessPoolOptions, ThreadPoolOptions, WorkerPoolOptions } from "./executor/pool-options.js";
export type { CallOptions, Executor, MapInputs, ShutdownOptions, Submitter } from "./executor/executor.js";
export { asCompleted } from "./future/as-completed.js";
export type { ResultOf } from "./future/as-completed.js";
export { setCallbackErrorReporter } from "./future/callback-errors.js";
export type { CallbackErrorReporter } from "./future/callback-errors.js";
export { Future } from "./future/future.js";
export { SettledFuture } from "./future/settled-future.js";
export type { FutureSource } from "./future/source.js";
export { wait } from "./future/wait.js";
export type { DoneAndNotDone, ReturnWhen, WaitForFuturesOptions } from "./future/wait.js";
