/** `AsyncPoolExecutor`: closures as well as tasks, and the index of an item. */
import { expectTypeOf } from "expect-type";
import type { AsyncSubmitter, Executor, Future } from "multilane";
import * as stage from "./stage.js";
import type { Status } from "./stage.js";

const { loop, signal } = stage;

declare const urls: AsyncIterable<string>;

type Results<T> = AsyncIterableIterator<T>;

export function closures(): void {
  const offset = 5;
  expectTypeOf(loop.submit(() => offset)).toEqualTypeOf<Future<number>>();
  expectTypeOf(loop.submit(async (a: number, b: string) => [a, b] as const, 1, "b")).toEqualTypeOf<
    Future<readonly [number, string]>
  >();
  expectTypeOf(loop.run((url: string) => fetch(url), "u")).toEqualTypeOf<Promise<Response>>();
  expectTypeOf(loop.submit((...all: string[]) => all.length, "a", "b")).toEqualTypeOf<Future<number>>();
  expectTypeOf(loop.submit((): never => stage.spin())).toEqualTypeOf<Future<never>>();
  expectTypeOf(loop.with({ timeout: 5, stopOnError: false })).toEqualTypeOf<AsyncSubmitter>();
  expectTypeOf(loop.with({ signal }).submit(() => "a")).toEqualTypeOf<Future<string>>();
}

export function tasks(): void {
  expectTypeOf(loop.submit(stage.getStatus, "u")).toEqualTypeOf<Future<Status>>();
  expectTypeOf(loop.run(stage.plain.length, "a")).toEqualTypeOf<Promise<number>>();
  expectTypeOf(loop.map(stage.getStatus, urls)).toEqualTypeOf<Results<Status>>();
  expectTypeOf(loop.map(stage.add, [1], [2])).toEqualTypeOf<Results<number>>();
  expectTypeOf(loop).toExtend<Executor>();
}

export function mappers(): void {
  loop.map((item, index) => {
    expectTypeOf(item).toEqualTypeOf<string>();
    expectTypeOf(index).toEqualTypeOf<number>();
  }, urls);
  expectTypeOf(loop.map(async (url, index) => ({ url, index }), ["u"])).toEqualTypeOf<
    Results<{ url: string; index: number }>
  >();
  expectTypeOf(loop.map((item: string) => item.length, urls)).toEqualTypeOf<Results<number>>();
  expectTypeOf(
    loop.map((a: number, b: string, index: number) => [a, b, index] as const, [1], urls),
  ).toEqualTypeOf<Results<readonly [number, string, number]>>();
  expectTypeOf(loop.with({ ordered: false }).map((item) => item, [1, "b"])).toEqualTypeOf<
    Results<number | string>
  >();
}

export function misuse(): void {
  // @ts-expect-error -- an argument is missing
  loop.submit((a: number) => a);
  // @ts-expect-error -- a wrong argument
  loop.submit((a: number) => a, "1");
  // @ts-expect-error -- an argument too many
  loop.submit(() => 1, 2);
  // @ts-expect-error -- tasks take here what they take elsewhere
  loop.submit(stage.add, 1, "2");
  // @ts-expect-error -- the function was called, and its result is none
  loop.submit(Promise.resolve(1));
  // @ts-expect-error -- the items are no numbers
  loop.map((item: number) => item, urls);
  // @ts-expect-error -- the index is no text
  loop.map((item: string, index: string) => item + index, urls);
  // @ts-expect-error -- a task gets no index
  loop.map(stage.add, [1]);
  // @ts-expect-error -- nothing is moved where nothing is sent
  loop.with({ transfer: [] });
  // @ts-expect-error -- nor sent in chunks
  loop.with({ chunksize: 8 });
  // @ts-expect-error -- yes or no
  loop.with({ stopOnError: "yes" });
}
