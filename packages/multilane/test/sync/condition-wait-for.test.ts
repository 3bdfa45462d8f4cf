/** `Condition.waitFor` and `waitForSync`, in one thread. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Condition } from "multilane";
import type { WaitOptions } from "multilane";
import { until } from "../support/until.js";
import { kinds, LONG, notify, NOW, turn } from "./condition-fixture.js";

function fails(): never {
  throw new Error("inside");
}

for (const [which, make] of kinds) {
  describe(`waiting for a predicate, with ${which}`, () => {
    it("waits until a predicate holds, and returns what it said", async () => {
      const condition = new Condition(make());
      let value = 0;
      const calls: number[] = [];
      const predicate = (): string | undefined => {
        assert.equal(condition.locked(), true);
        calls.push(value);
        return value >= 2 ? `it is ${value}` : undefined;
      };
      const waiting = condition.run(() => condition.waitFor(predicate, LONG));
      for (let round = 1; round <= 2; round++) {
        await until("it waits", () => condition.statistics().waiting === 1);
        using _ = await condition.acquire();
        value++;
        condition.notify();
      }
      assert.equal(await waiting, "it is 2");
      assert.deepEqual(calls, [0, 1, 2]);
      assert.equal(condition.locked(), false);
    });

    it("awaits an asynchronous predicate with the lock held", async () => {
      const condition = new Condition(make());
      let ready = false;
      const waiting = condition.run(() =>
        condition.waitFor(async () => {
          await turn();
          assert.equal(condition.locked(), true);
          return ready;
        }, LONG),
      );
      await until("it waits", () => condition.statistics().waiting === 1);
      {
        using _ = await condition.acquire();
        ready = true;
        condition.notify();
      }
      assert.equal(await waiting, true);
    });

    it("returns what the predicate said last when the time is over, notified or not", async () => {
      const condition = new Condition(make());
      using _ = await condition.acquire();
      let calls = 0;
      const predicate = (): number => (calls++, 0);
      assert.equal(await condition.waitFor(predicate, { timeout: 2 }), 0);
      assert.ok(calls >= 2, `${calls} calls`); // more if a timer was early
      calls = 0;
      assert.equal(condition.waitForSync(predicate, { timeout: 2 }), 0);
      assert.ok(calls >= 2, `${calls} calls`);
      calls = 0;
      assert.equal(await condition.waitFor(predicate, NOW), 0);
      assert.equal(condition.waitForSync(predicate, NOW), 0);
      assert.equal(calls, 4); // CPython: before and after a wait that lets others have the lock
      assert.equal(
        condition.waitForSync(() => "at once"),
        "at once",
      );
      assert.equal(condition.locked(), true);
    });

    it("has one timeout for all of it, however often it is notified", async () => {
      const limits: number[] = [];
      class Watched extends Condition {
        override wait(options: WaitOptions = {}): Promise<boolean> {
          limits.push(options.timeout ?? Infinity);
          return super.wait(options);
        }
      }
      const condition = new Watched(make());
      let over = false;
      const waiting = condition.run(() => condition.waitFor(() => over, LONG));
      await until("it has waited three times", async () => (await notify(condition), limits.length === 3));
      over = true;
      await notify(condition);
      assert.equal(await waiting, true);
      assert.ok(Number(limits[0]) <= LONG.timeout && Number(limits[0]) > Number(limits[1]), String(limits));
      assert.ok(Number(limits[1]) > Number(limits[2]), String(limits));
    });

    it("passes on what the predicate throws, holding the lock", async () => {
      const condition = new Condition(make());
      using _ = await condition.acquire();
      await assert.rejects(condition.waitFor(fails), /inside/);
      assert.throws(() => condition.waitForSync(fails), /inside/);
      assert.throws(() => condition.waitForSync(() => Promise.resolve(false)), {
        name: "TypeError",
        message: /returned a promise.*await waitFor\(\)/,
      });
      assert.equal(condition.locked(), true);
    });
  });
}
