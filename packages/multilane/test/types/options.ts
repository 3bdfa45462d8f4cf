/** Options of pools and of calls: what there is, and nothing else. */
import { expectTypeOf } from "expect-type";
import { AsyncPoolExecutor, Lock, ProcessPoolExecutor, ThreadPoolExecutor } from "multilane";
import type {
  CallOptions,
  Executor,
  ExecutorStatistics,
  ProcessPoolOptions,
  Submitter,
  ThreadPoolOptions,
  WorkerPoolOptions,
} from "multilane";
import * as stage from "./stage.js";

const { executor, processes, signal } = stage;

export async function classes(): Promise<void> {
  expectTypeOf(executor).toExtend<Executor>();
  expectTypeOf(processes).toExtend<Executor>();
  expectTypeOf(executor.with({})).toEqualTypeOf<Submitter>();
  expectTypeOf(executor.ready()).toEqualTypeOf<Promise<void>>();
  expectTypeOf(executor.shutdown({ wait: false, cancelFutures: true })).toEqualTypeOf<Promise<void>>();
  expectTypeOf(executor.statistics()).toEqualTypeOf<ExecutorStatistics>();
  expectTypeOf(executor.statistics().runTime.p99).toEqualTypeOf<number>();
  expectTypeOf(processes.killWorkers()).toEqualTypeOf<Promise<void>>();
  expectTypeOf<ThreadPoolOptions>().toExtend<WorkerPoolOptions>();
  expectTypeOf<ProcessPoolOptions>().toExtend<WorkerPoolOptions>();

  // Whatever its initializer takes, a pool is a pool.
  const prepared = new ThreadPoolExecutor({ initializer: stage.add, initargs: [1, 2] });
  expectTypeOf(prepared).toExtend<ThreadPoolExecutor>();
  await using _ = new ThreadPoolExecutor({ initializer: stage.nothing, maxWorkers: undefined });
}

export function call(): void {
  executor.with({ signal, timeout: 5, cancelGrace: 0, priority: -1, transfer: [new ArrayBuffer(8)] });
  executor.with({ buffersize: 8, chunksize: 8, ordered: false, timeout: undefined });

  // @ts-expect-error -- a priority is a number
  executor.with({ priority: "high" });
  // @ts-expect-error -- milliseconds, not a text
  executor.with({ timeout: "5s" });
  // @ts-expect-error -- a signal, not its controller
  executor.with({ signal: new AbortController() });
  // @ts-expect-error -- a Date cannot be moved
  executor.with({ transfer: [new Date()] });
  // @ts-expect-error -- memory that is shared cannot be moved
  executor.with({ transfer: [new SharedArrayBuffer(8)] });
  // @ts-expect-error -- a list
  executor.with({ transfer: new ArrayBuffer(8) });
  // @ts-expect-error -- a lock crosses by itself
  executor.with({ transfer: [new Lock()] });
  // @ts-expect-error -- written buffersize, as in Python
  executor.with({ bufferSize: 8 });
  // @ts-expect-error -- an option of AsyncPoolExecutor
  executor.with({ stopOnError: false });
  // @ts-expect-error -- options are not to be changed once they are given
  (({}) as CallOptions).timeout = 5;
}

export function pool(): void {
  const all: Executor[] = [];
  // @ts-expect-error -- named maxWorkers
  all.push(new ThreadPoolExecutor({ maxThreads: 2 }));
  // @ts-expect-error -- an object, not a number
  all.push(new ThreadPoolExecutor(5));
  // @ts-expect-error -- a number, not a text
  all.push(new ThreadPoolExecutor({ maxWorkers: "5" }));
  // @ts-expect-error -- "replace" or "break"
  all.push(new ThreadPoolExecutor({ onWorkerDeath: "ignore" }));
  // @ts-expect-error -- a closure is not a task
  all.push(new ThreadPoolExecutor({ initializer: () => undefined }));
  // @ts-expect-error -- a wrong argument
  all.push(new ThreadPoolExecutor({ initializer: stage.add, initargs: [1, "2"] }));
  // @ts-expect-error -- an argument is missing
  all.push(new ThreadPoolExecutor({ initializer: stage.add, initargs: [1] }));
  // @ts-expect-error -- threads have the environment of their program
  all.push(new ThreadPoolExecutor({ env: {} }));
  // @ts-expect-error -- processes take execArgv for that
  all.push(new ProcessPoolExecutor({ resourceLimits: { maxOldGenerationSizeMb: 64 } }));
  // @ts-expect-error -- a list of options, not a line of them
  all.push(new ProcessPoolExecutor({ execArgv: "--max-old-space-size=512" }));
  // @ts-expect-error -- variables are texts
  all.push(new ProcessPoolExecutor({ env: { LEVEL: 5 } }));
  // @ts-expect-error -- there are no workers to be named
  all.push(new AsyncPoolExecutor({ threadNamePrefix: "lane" }));
  // @ts-expect-error -- it is to be awaited: await using
  using _pool = new ThreadPoolExecutor();
  // @ts-expect-error -- await was forgotten
  using _held = new Lock().acquire();
}
