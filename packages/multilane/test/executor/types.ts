/** What compiles and what does not: `tsc -b` is the test; nothing here is ever run. */
import { expectTypeOf } from "expect-type";
import { asCompleted, task, taskModule, Thread, ThreadPoolExecutor, wait } from "multilane";
import type {
  Executor,
  ExecutorStatistics,
  Future,
  SettledFuture,
  ThreadPoolOptions,
  WorkerPoolOptions,
} from "multilane";

declare const executor: ThreadPoolExecutor;
declare const meta: ImportMeta;

export function inference(): void {
  const getStatus = task(meta, async (url: string) => ({ url, status: 200 }));
  const add = task(meta, (a: number, b: number) => a + b);
  const optional = task(meta, (a: number, b?: string) => (b ?? "").repeat(a));
  const variadic = task(meta, (first: string, ...rest: number[]) => [first, rest.length] as const);
  const nothing = task(meta, () => undefined);

  expectTypeOf(getStatus("https://example.org")).toEqualTypeOf<Promise<{ url: string; status: number }>>();
  expectTypeOf(executor.submit(getStatus, "u")).toEqualTypeOf<Future<{ url: string; status: number }>>();
  expectTypeOf(executor.submit(add, 1, 2)).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.submit(optional, 1)).toEqualTypeOf<Future<string>>();
  expectTypeOf(executor.submit(optional, 1, "b")).toEqualTypeOf<Future<string>>();
  expectTypeOf(executor.submit(variadic, "a", 1, 2)).toEqualTypeOf<Future<readonly [string, number]>>();
  expectTypeOf(executor.submit(nothing)).toEqualTypeOf<Future<undefined>>();
  expectTypeOf(executor.run(getStatus, "u")).toEqualTypeOf<Promise<{ url: string; status: number }>>();
  expectTypeOf(executor.map(add, [1], new Set([2]))).toEqualTypeOf<AsyncIterableIterator<number>>();
  expectTypeOf(executor.with({}).submit(add, 1, 2)).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor).toExtend<Executor>();
  expectTypeOf(asCompleted([executor.submit(add, 1, 2)])).toExtend<AsyncIterable<SettledFuture<number>>>();
  expectTypeOf(wait([executor.submit(add, 1, 2)])).resolves.toExtend<{ done: Set<Future<number>> }>();

  expectTypeOf(executor.with({ chunksize: 8, ordered: false }).map(optional, [1], ["b"])).toEqualTypeOf<
    AsyncIterableIterator<string>
  >();
  expectTypeOf(
    executor
      .with({ timeout: 5, cancelGrace: 5, priority: -1, transfer: [new ArrayBuffer(8)] })
      .run(add, 1, 2),
  ).toEqualTypeOf<Promise<number>>();
  expectTypeOf(executor.ready()).toEqualTypeOf<Promise<void>>();
  expectTypeOf(executor.statistics().runTime.p99).toEqualTypeOf<number>();
  expectTypeOf<ExecutorStatistics>().toEqualTypeOf(executor.statistics());
  expectTypeOf<ThreadPoolOptions>().toExtend<WorkerPoolOptions>();

  // @ts-expect-error a priority is a number
  executor.with({ priority: "high" });
  // @ts-expect-error a Date cannot be moved
  executor.with({ transfer: [new Date()] });
  expectTypeOf<{ onWorkerDeath: "ignore" }>().not.toExtend<ThreadPoolOptions>();
  // @ts-expect-error a number is not a URL
  executor.submit(getStatus, 5);
  // @ts-expect-error an argument is missing
  executor.submit(add, 1);
  // @ts-expect-error one argument too many
  executor.submit(add, 1, 2, 3);
  // @ts-expect-error a closure is not a task
  executor.submit((a: number) => a, 1);
  // @ts-expect-error a wrong element
  executor.map(add, [1], ["2"]);
  // @ts-expect-error an iterable is missing
  executor.map(add, [1]);
}

export function threadTypes(): void {
  const printAges = task(meta, async (least: number, most: number) => least < most);
  const printNames = task(meta, () => "names");
  expectTypeOf(new Thread({ target: printAges, args: [200, 1000] }).join()).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(new Thread({ target: printAges, args: [200, 1000] }).joinSync()).toEqualTypeOf<boolean>();
  expectTypeOf(new Thread({ target: printNames }).join()).toEqualTypeOf<Promise<string>>();
  const threads: Thread[] = [
    new Thread({ target: printNames }),
    new Thread({ target: printAges, args: [1, 2] }),
  ];
  expectTypeOf(threads[0]?.join()).toEqualTypeOf<Promise<unknown> | undefined>();
  // @ts-expect-error the arguments are missing
  threads.push(new Thread({ target: printAges }));
  // @ts-expect-error a wrong argument
  threads.push(new Thread({ target: printAges, args: [1, "2"] }));
  // @ts-expect-error a closure is not a task
  threads.push(new Thread({ target: () => 1 }));
}

export function modules(): void {
  const plain = taskModule<typeof import("../tasks/plain.js")>(new URL("plain.js", meta.url));
  expectTypeOf(executor.submit(plain.shout, "a")).toEqualTypeOf<Future<string>>();
  expectTypeOf(executor.submit(plain.length, "a")).toEqualTypeOf<Future<number>>();
  // @ts-expect-error a wrong argument
  executor.submit(plain.shout, 5);
  // @ts-expect-error not a function, so not a task
  executor.submit(plain.notAFunction);
  // @ts-expect-error no such export
  executor.submit(plain.whisper, "a");
  // @ts-expect-error a reference cannot be called: its module is not loaded here
  plain.shout("a");
}
