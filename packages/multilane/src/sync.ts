/// <reference lib="esnext.disposable" preserve="true" />
/// <reference lib="es2024.sharedmemory" preserve="true" />
/** What Python has in `threading` to guard what threads share. */
export { Lock } from "./sync/lock.js";
export type { LockStatistics, TryRunOutcome } from "./sync/lock.js";
export { RLock } from "./sync/rlock.js";
export type { RLockStatistics } from "./sync/rlock.js";
export { Condition } from "./sync/condition.js";
export type { ConditionStatistics } from "./sync/condition.js";
export type { Guard } from "./sync/guard.js";
export { Queue } from "./sync/queue/queue.js";
export { LifoQueue } from "./sync/queue/lifo-queue.js";
export { PriorityQueue } from "./sync/queue/priority-queue.js";
export { SimpleQueue } from "./sync/queue/simple-queue.js";
export type { QueueStatistics } from "./sync/queue/task-queue.js";
export type { SimpleQueueStatistics } from "./sync/queue/simple-queue.js";
export type { PrimitiveOptions } from "./sync/local.js";
export { setSlowWait } from "./sync/diagnosis/slow-waits.js";
export { Semaphore } from "./sync/semaphore.js";
export type { SemaphoreStatistics } from "./sync/semaphore.js";
export { BoundedSemaphore } from "./sync/bounded-semaphore.js";
export { Event } from "./sync/event.js";
export type { EventStatistics } from "./sync/event.js";
export { Barrier } from "./sync/barrier.js";
export type { BarrierOptions, BarrierStatistics } from "./sync/barrier.js";
