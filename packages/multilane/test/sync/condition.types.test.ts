/** The types of `RLock` and `Condition`. `tsc` does the checking; one run shows that it was built. */
import { expectTypeOf } from "expect-type";
import { describe, it } from "node:test";
import { Condition, Lock, RLock } from "multilane";
import type { Guard, RLockStatistics } from "multilane";

/** Never called. */
export async function forgetsAwait(condition: Condition, lock: RLock): Promise<void> {
  // @ts-expect-error a promise is not disposable: the await is missing
  using held = lock.acquire();
  // @ts-expect-error the same
  using other = condition.acquire();
  using awaited = await condition.acquire();
  using blocked = condition.acquireSync();
  void [held, other, awaited, blocked];
}

/** Never called. */
export function misuses(condition: Condition): void {
  // @ts-expect-error the lock of a condition is a Lock or an RLock
  void new Condition(5);
  // @ts-expect-error the lock comes first
  void new Condition("jobs", new Lock());
  // @ts-expect-error a buffer is for the codec
  void new RLock(new SharedArrayBuffer(16));
  // @ts-expect-error milliseconds are a number
  void condition.wait({ timeout: "5s" });
  // @ts-expect-error a number
  condition.notify("all");
}

const perhaps = (): string | undefined => "a";

describe("the types of RLock and Condition", () => {
  it("are these", () => {
    expectTypeOf<Condition["wait"]>().returns.toEqualTypeOf<Promise<boolean>>();
    expectTypeOf<Condition["waitSync"]>().returns.toEqualTypeOf<boolean>();
    expectTypeOf<Condition["acquire"]>().returns.toEqualTypeOf<Promise<Guard>>();
    expectTypeOf<Condition["lock"]>().toEqualTypeOf<Lock | RLock>();
    const condition = new Condition(new Lock(), { name: "condition.types" });
    expectTypeOf(() => condition.waitFor(() => 5)).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(() => condition.waitFor(async () => Promise.resolve("a"))).returns.toEqualTypeOf<
      Promise<string>
    >();
    expectTypeOf(() => condition.waitForSync(perhaps)).returns.toEqualTypeOf<string | undefined>();
    expectTypeOf(new RLock().run(() => Promise.resolve(5))).toEqualTypeOf<Promise<number>>();
    expectTypeOf(new RLock().statistics()).toEqualTypeOf<RLockStatistics>();
    void [
      new Condition(),
      new Condition("condition.types: own"),
      new Condition(undefined, {}),
      new Condition({}),
    ];
  });
});
