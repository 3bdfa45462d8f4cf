/** `map`: an iterable per parameter, synchronous or not, and an async iterable of the results. */
import { expectTypeOf } from "expect-type";
import * as stage from "./stage.js";
import type { Status } from "./stage.js";

const { executor, processes, any, lock } = stage;

declare const urls: AsyncIterable<string>;
declare const numbers: Generator<number>;
declare const found: AsyncGenerator<string | undefined>;

type Results<T> = AsyncIterableIterator<T>;

export async function results(): Promise<void> {
  expectTypeOf(executor.map(stage.getStatus, ["u"])).toEqualTypeOf<Results<Status>>();
  expectTypeOf(executor.map(stage.getStatus, new Set(["u"]))).toEqualTypeOf<Results<Status>>();
  expectTypeOf(executor.map(stage.getStatus, urls)).toEqualTypeOf<Results<Status>>();
  expectTypeOf(executor.map(stage.add, [1], new Set([2]))).toEqualTypeOf<Results<number>>();
  expectTypeOf(executor.map(stage.add, numbers, [1] as const)).toEqualTypeOf<Results<number>>();
  expectTypeOf(executor.map(stage.repeat, [1])).toEqualTypeOf<Results<string>>();
  expectTypeOf(executor.map(stage.repeat, [1], ["b"])).toEqualTypeOf<Results<string>>();
  expectTypeOf(executor.map(stage.repeat, numbers, found)).toEqualTypeOf<Results<string>>();
  expectTypeOf(executor.map(stage.tag, urls, [1], numbers)).toEqualTypeOf<
    Results<readonly [string, number]>
  >();
  expectTypeOf(executor.map(stage.later, urls)).toEqualTypeOf<Results<void>>();
  expectTypeOf(executor.map(stage.sum, [[1], [2, 3]])).toEqualTypeOf<Results<number>>();
  expectTypeOf(executor.map(stage.guarded, [lock], [1])).toEqualTypeOf<Results<number>>();
  expectTypeOf(executor.map(stage.plain.length, ["a"])).toEqualTypeOf<Results<number>>();
  expectTypeOf(processes.map(stage.add, [1], [2])).toEqualTypeOf<Results<number>>();
  expectTypeOf(any.map(stage.getStatus, urls)).toEqualTypeOf<Results<Status>>();
  expectTypeOf(
    executor.with({ chunksize: 8, ordered: false, buffersize: 8 }).map(stage.repeat, [1], ["b"]),
  ).toEqualTypeOf<Results<string>>();
  for await (const status of executor.map(stage.getStatus, urls))
    expectTypeOf(status).toEqualTypeOf<Status>();
}

export function misuse(): void {
  // @ts-expect-error -- a wrong element
  executor.map(stage.add, [1], ["2"]);
  // @ts-expect-error -- a wrong element of an async iterable
  executor.map(stage.add, [1], urls);
  // @ts-expect-error -- an iterable is missing
  executor.map(stage.add, [1]);
  // @ts-expect-error -- an iterable too many
  executor.map(stage.getStatus, ["u"], [1]);
  // @ts-expect-error -- pairs, where there should be two iterables
  executor.map(stage.add, [[1, 2]]);
  // @ts-expect-error -- no iterable, but an element
  executor.map(stage.add, 1, 2);
  // @ts-expect-error -- elements are not awaited: a promise is no URL
  executor.map(stage.getStatus, [Promise.resolve("u")]);
  // @ts-expect-error -- locks where numbers are wanted
  executor.map(stage.add, [lock], [1]);
  // @ts-expect-error -- a closure is not a task
  executor.map((url: string) => url, ["u"]);
  // @ts-expect-error -- the task comes first
  executor.map(["u"], stage.getStatus);
  // @ts-expect-error -- not an array
  executor.map(stage.getStatus, ["u"]).slice(1);
  // @ts-expect-error -- to be looped over with for await
  for (const status of executor.map(stage.getStatus, ["u"])) void status;
}
