/** What must not compile of semaphores, events and barriers. `tsc` does the checking; one run shows that it was built. */
import { expectTypeOf } from "expect-type";
import { describe, it } from "node:test";
import { Barrier, BoundedSemaphore, Event, Semaphore } from "multilane";
import type { Guard } from "multilane";

/** Never called. */
export async function forgetsAwait(semaphore: Semaphore): Promise<void> {
  // @ts-expect-error a promise is not disposable: the await is missing
  using held = semaphore.acquire();
  using awaited = await semaphore.acquire();
  using blocked = semaphore.acquireSync();
  using perhaps = semaphore.tryAcquire();
  void [held, awaited, blocked, perhaps];
}

/** Never called. */
export function misuses(event: Event): void {
  // @ts-expect-error a value is a number
  void new Semaphore("seats");
  // @ts-expect-error a buffer is for the codec
  void new Semaphore(1, new SharedArrayBuffer(16));
  // @ts-expect-error a buffer is for the codec
  void new BoundedSemaphore(1, new SharedArrayBuffer(16));
  // @ts-expect-error a buffer is for the codec
  void new Event(new SharedArrayBuffer(16));
  // @ts-expect-error a barrier has a number of parties
  void new Barrier();
  // @ts-expect-error a buffer is for the codec
  void new Barrier(2, {}, new SharedArrayBuffer(16));
  // @ts-expect-error an action takes nothing
  void new Barrier(2, { action: (index: number) => index });
  // @ts-expect-error milliseconds are a number
  void event.wait({ timeout: "5s" });
}

describe("the types of semaphores, events and barriers", () => {
  it("are these", () => {
    expectTypeOf<Semaphore["acquire"]>().returns.toEqualTypeOf<Promise<Guard>>();
    expectTypeOf<BoundedSemaphore["tryAcquire"]>().returns.toEqualTypeOf<Guard | undefined>();
    expectTypeOf(new Semaphore().run(() => Promise.resolve(5))).toEqualTypeOf<Promise<number>>();
    expectTypeOf<BoundedSemaphore>().toExtend<Semaphore>();
    expectTypeOf<Event["wait"]>().returns.toEqualTypeOf<Promise<boolean>>();
    expectTypeOf<Event["waitSync"]>().returns.toEqualTypeOf<boolean>();
    expectTypeOf<Barrier["wait"]>().returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf<Barrier["waitSync"]>().returns.toEqualTypeOf<number>();
  });
});
