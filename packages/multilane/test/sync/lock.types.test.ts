/** What must not compile, and what types the rest has. `tsc` does the checking; one run shows that it was built. */
import { expectTypeOf } from "expect-type";
import { describe, it } from "node:test";
import type { Guard } from "#src/sync/guard.js";
import { Lock } from "#src/sync/lock.js";
import type { TryRunOutcome } from "#src/sync/lock.js";

/** Never called. */
export async function forgetsAwait(lock: Lock): Promise<void> {
  // @ts-expect-error a promise is not disposable: the await is missing
  using held = lock.acquire();
  using awaited = await lock.acquire();
  using blocked = lock.acquireSync();
  using perhaps = lock.tryAcquire();
  void [held, awaited, blocked, perhaps];
}

/** Never called. */
export function misuses(lock: Lock): void {
  // @ts-expect-error a name is a string
  void new Lock(5);
  // @ts-expect-error a buffer is for the codec
  void new Lock(new SharedArrayBuffer(16));
  // @ts-expect-error milliseconds are a number
  void lock.acquire({ timeout: "5s" });
  // @ts-expect-error tryAcquire never waits
  void lock.tryAcquire({ timeout: 5 });
}

describe("the types of Lock", () => {
  it("are these", () => {
    expectTypeOf<Lock["acquire"]>().returns.toEqualTypeOf<Promise<Guard>>();
    expectTypeOf<Lock["acquireSync"]>().returns.toEqualTypeOf<Guard>();
    expectTypeOf<Lock["tryAcquire"]>().returns.toEqualTypeOf<Guard | undefined>();
    expectTypeOf(new Lock().run(() => 5)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(new Lock().run(() => Promise.resolve(5))).toEqualTypeOf<Promise<number>>();
    expectTypeOf(new Lock().tryRun(() => Promise.resolve(5))).toEqualTypeOf<Promise<TryRunOutcome<number>>>();
    expectTypeOf<Guard>().toExtend<Disposable>();
  });
});
