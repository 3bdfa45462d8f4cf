/// <reference lib="esnext.disposable" preserve="true" />
/// <reference lib="es2024.sharedmemory" preserve="true" />
/**
 * multilane: Python's `threading` and `concurrent.futures` for TypeScript, on real threads.
 *
 * The layers, lowest first; a lower one never imports a higher one (the linter enforces it):
 *
 * ```
 * L5  index.ts, sync.ts, futures.ts, testing.ts      façades: re-exports only
 * L4  executor/    the Executor contract, ThreadPoolExecutor, ProcessPoolExecutor
 * L3  thread/      Thread, Timer, ThreadLocal, the watcher, what runs first inside a worker
 *     process/     a child process: how it is started, its channel, its death; on thread/ and task/
 *     task/        task(), taskModule(): how a function is named and found in another thread
 * L2  future/      Future, asCompleted, wait
 *     sync/        Lock, RLock, Condition, Semaphore, Event, Barrier, the queues; the parking lot under them
 *     transport/   how a call and its result cross a thread or a process
 * L1  memory/      the shared arena: thread slots, name table;  codec: which values cross, and how
 * L0  platform/    the only place that touches Atomics, clocks, Worker, process
 *     errors.ts    every error class
 * ```
 */
export * from "./errors.js";
export { isMainThread } from "./platform/environment.js";
export { task } from "./task/task.js";
export { taskModule } from "./task/task-module.js";
export { currentTask } from "./task/current-task.js";
export type { CurrentTask } from "./task/current-task.js";
export type { AnyFunction, Task, TaskModule, TaskOptions, TaskReference } from "./task/types.js";
export { Thread } from "./thread/thread.js";
export type { ThreadOptions } from "./thread/thread.js";
export { activeCount, currentThread, enumerate, mainThread } from "./thread/thread-info.js";
export type { ThreadInfo } from "./thread/thread-info.js";
export { setThreadExceptHook } from "./thread/except-hook.js";
export type { ThreadExceptHook } from "./thread/except-hook.js";
export { dumpThreads } from "./thread/dump-threads.js";
export { sleep, sleepSync } from "./thread/sleep.js";
export { Timer } from "./thread/timer.js";
export { ThreadLocal } from "./thread/thread-local.js";
export { serializeIterator } from "./thread/serialize-iterator.js";
export type { AnyIterable } from "./thread/serialize-iterator.js";
export { concurrentTee } from "./thread/concurrent-tee.js";
export { registerClass } from "./memory/codec/codec.js";
export type { Class, ClassOptions } from "./memory/codec/codec.js";
export type { WaitOptions } from "./platform/wait-options.js";
export * from "./futures.js";
export * from "./sync.js";
