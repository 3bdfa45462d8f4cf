// What the compiler infers. Checked when this file is compiled; run only so that no test file goes unlisted.
import { test } from "node:test";
import { expectTypeOf } from "expect-type";
import { asCompleted } from "#src/future/as-completed.js";
import { Future } from "#src/future/future.js";
import type { SettledFuture } from "#src/future/settled-future.js";
import { wait } from "#src/future/wait.js";
import type { WaitForFuturesOptions } from "#src/future/wait.js";

type Page = { url: string; status: number };

function succeeded<T>(value: T): Future<T> {
  const future = new Future<T>();
  future.setResult(value);
  return future;
}

const page = (): Future<Page> => succeeded({ url: "http://a", status: 200 });
const count = (): Future<number> => succeeded(1);

async function firstOf<T>(futures: Future<T>[]): Promise<T | undefined> {
  for await (const settled of asCompleted(futures)) return settled.result();
  return undefined;
}

// The return type is what is tested.
async function* pass() {
  for await (const settled of asCompleted([page()])) yield settled;
  yield* asCompleted([page()]);
}

test("the value, through await, result, resultSync and then", async () => {
  expectTypeOf(await page()).toEqualTypeOf<Page>();
  expectTypeOf(await page().result({ timeout: 1 })).toEqualTypeOf<Page>();
  expectTypeOf(page().resultSync()).toEqualTypeOf<Page>();
  expectTypeOf(await page().then((value) => value.status)).toEqualTypeOf<number>();
  expectTypeOf(await page().then(undefined, () => "caught" as const)).toEqualTypeOf<Page | "caught">();
  expectTypeOf(await Promise.all([page(), count()])).toEqualTypeOf<[Page, number]>();
  expectTypeOf<Awaited<Future<Page>>>().toEqualTypeOf<Page>();
});

test("an error is unknown", async () => {
  expectTypeOf(await page().exception()).toBeUnknown();
  expectTypeOf(page().exceptionSync()).toBeUnknown();
  void page().then(undefined, (reason) => expectTypeOf(reason).toBeUnknown());
});

test("a future of something is a future of unknown, and not of something else", () => {
  expectTypeOf<Future<Page>>().toExtend<Future<unknown>>();
  expectTypeOf<Future<Page>>().toExtend<PromiseLike<Page>>();
  expectTypeOf<Future<1>>().toExtend<Future<number>>();
  expectTypeOf<Future<unknown>>().not.toExtend<Future<Page>>();
  expectTypeOf<Future<number>>().not.toExtend<Future<string>>();
  expectTypeOf<Promise<Page>>().not.toExtend<Future<Page>>();
});

test("a done-callback gets the future itself", () => {
  page().addDoneCallback((future) => expectTypeOf(future).toEqualTypeOf<Future<Page>>());
});

test("a future of nothing is settled with nothing", () => {
  new Future<void>().setResult();
  expectTypeOf<Parameters<Future<number>["setResult"]>>().toEqualTypeOf<[value: number]>();
});

test("asCompleted yields settled futures of the same type", async () => {
  for await (const settled of asCompleted([page()])) {
    expectTypeOf(settled).toEqualTypeOf<SettledFuture<Page>>();
    expectTypeOf(settled.result()).toEqualTypeOf<Page>();
    expectTypeOf(settled.exception()).toBeUnknown();
    expectTypeOf(settled.future).toEqualTypeOf<Future<Page>>();
  }
  for await (const settled of asCompleted(new Map([["a", page()]]).values()))
    expectTypeOf(settled).toEqualTypeOf<SettledFuture<Page>>();
  for await (const settled of asCompleted(new Set<Future<unknown>>()))
    expectTypeOf(settled).toEqualTypeOf<SettledFuture<unknown>>();
});

test("asCompleted of different types yields their union", async () => {
  for await (const settled of asCompleted([page(), count()])) {
    expectTypeOf(settled).toEqualTypeOf<SettledFuture<Page | number>>();
    expectTypeOf(settled.result()).toEqualTypeOf<Page | number>();
  }
});

test("asCompleted inside a generic function keeps T", async () => {
  expectTypeOf(await firstOf([page()])).toEqualTypeOf<Page | undefined>();
});

test("a settled future passes through an async generator as it is", async () => {
  for await (const settled of pass()) expectTypeOf(settled).toEqualTypeOf<SettledFuture<Page>>();
  expectTypeOf<Awaited<SettledFuture<Page>>>().toEqualTypeOf<SettledFuture<Page>>();
});

test("wait returns sets of what it was given", async () => {
  const { done, notDone } = await wait([page()]);
  expectTypeOf(done).toEqualTypeOf<Set<Future<Page>>>();
  expectTypeOf(notDone).toEqualTypeOf<Set<Future<Page>>>();
  const mixed = await wait([page(), count()], { returnWhen: "FIRST_COMPLETED" });
  expectTypeOf(mixed.done).toEqualTypeOf<Set<Future<Page> | Future<number>>>();
});

test("what is not a future does not compile", () => {
  expectTypeOf<Promise<number>[]>().not.toExtend<Parameters<typeof wait>[0]>();
  expectTypeOf<Promise<number>[]>().not.toExtend<Parameters<typeof asCompleted>[0]>();
  expectTypeOf<Future<number>[]>().toExtend<Parameters<typeof wait>[0]>();
  expectTypeOf<"SOME_COMPLETED">().not.toExtend<WaitForFuturesOptions["returnWhen"]>();
});
