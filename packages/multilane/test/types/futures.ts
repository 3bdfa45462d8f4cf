/** `Future`, `asCompleted`, `wait`: what they give, also for futures of several types. */
import { expectTypeOf } from "expect-type";
import { asCompleted, Future, wait } from "multilane";
import type { DoneAndNotDone, ReturnWhen, SettledFuture } from "multilane";
import * as stage from "./stage.js";
import type { Status } from "./stage.js";

const { executor, loop } = stage;

const number = executor.submit(stage.add, 1, 2);
const status = executor.submit(stage.getStatus, "u");
const never = executor.submit(stage.spin);
const mixed = [number, status];

export async function future(): Promise<void> {
  expectTypeOf(await status).toEqualTypeOf<Status>();
  expectTypeOf(status.result({ timeout: 5 })).toEqualTypeOf<Promise<Status>>();
  expectTypeOf(status.resultSync()).toEqualTypeOf<Status>();
  expectTypeOf(status.exception()).toEqualTypeOf<Promise<unknown>>();
  expectTypeOf(status.cancel()).toEqualTypeOf<boolean>();
  expectTypeOf(status.then(({ url }) => url.length)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(Promise.all([number, status])).toEqualTypeOf<Promise<[number, Status]>>();
  expectTypeOf(await Promise.race(mixed)).toEqualTypeOf<number | Status>();
  expectTypeOf(new Future<string>().result()).toEqualTypeOf<Promise<string>>();
  status.addDoneCallback((done) => expectTypeOf(done).toEqualTypeOf<Future<Status>>());
  expectTypeOf(status).toExtend<Future<unknown>>();
  expectTypeOf(status).toExtend<PromiseLike<Status>>();
  // What never returns fits wherever a future is wanted.
  expectTypeOf(never).toExtend<Future<Status>>();
  expectTypeOf(status).not.toExtend<Future<number>>();
  expectTypeOf(executor.submit(stage.find, 1)).not.toExtend<Future<string>>();
}

export async function completed(): Promise<void> {
  type Each<T> = AsyncIterableIterator<SettledFuture<T>, undefined>;
  expectTypeOf(asCompleted([number])).toEqualTypeOf<Each<number>>();
  expectTypeOf(asCompleted(mixed)).toEqualTypeOf<Each<number | Status>>();
  expectTypeOf(asCompleted(new Set(mixed), { timeout: 5 })).toEqualTypeOf<Each<number | Status>>();
  expectTypeOf(asCompleted([never, number])).toEqualTypeOf<Each<number>>();
  expectTypeOf(asCompleted([never])).toEqualTypeOf<Each<never>>();
  expectTypeOf(asCompleted([loop.submit(() => "a"), number])).toEqualTypeOf<Each<string | number>>();
  for await (const done of asCompleted(mixed)) {
    // Not unwrapped on its way through the loop.
    expectTypeOf(done).toEqualTypeOf<SettledFuture<number | Status>>();
    expectTypeOf(done.result()).toEqualTypeOf<number | Status>();
    expectTypeOf(done.future).toEqualTypeOf<Future<number | Status>>();
    expectTypeOf<Awaited<typeof done>>().toEqualTypeOf<SettledFuture<number | Status>>();
  }
}

export async function waiting(): Promise<void> {
  type Either = Future<number> | Future<Status>;
  expectTypeOf(wait([number])).toEqualTypeOf<Promise<DoneAndNotDone<Future<number>>>>();
  const { done, notDone } = await wait(mixed, { returnWhen: "FIRST_COMPLETED", timeout: 5 });
  expectTypeOf(done).toEqualTypeOf<Set<Either>>();
  expectTypeOf(notDone).toEqualTypeOf<Set<Either>>();
  expectTypeOf(wait(new Set([status]), { returnWhen: "FIRST_EXCEPTION" })).resolves.toEqualTypeOf<
    DoneAndNotDone<Future<Status>>
  >();
  expectTypeOf<ReturnWhen>().toEqualTypeOf<"FIRST_COMPLETED" | "FIRST_EXCEPTION" | "ALL_COMPLETED">();
}

export function misuse(): void {
  // @ts-expect-error -- the value comes with await
  void (number + 1);
  // @ts-expect-error -- a future of another type
  const text: Future<string> = number;
  // @ts-expect-error -- a promise is not a future
  asCompleted([executor.run(stage.add, 1, 2)]);
  // @ts-expect-error -- one future is no iterable of futures
  asCompleted(number);
  // @ts-expect-error -- neither are tasks futures
  void wait([stage.add]);
  // @ts-expect-error -- promises are for Promise.all
  void wait([executor.run(stage.add, 1, 2)]);
  // @ts-expect-error -- no such condition
  void wait([number], { returnWhen: "FIRST_DONE" });
  // @ts-expect-error -- no such option; it is returnWhen
  void wait([number], { return_when: "FIRST_COMPLETED" });
  // @ts-expect-error -- milliseconds, not a text
  void number.result({ timeout: "5s" });
  // @ts-expect-error -- an object, not a number
  void number.result(5);
  void text;
}
