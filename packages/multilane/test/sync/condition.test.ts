/** `Condition` in one thread. Among threads: condition-threads.test.ts; against a model: condition.property.test.ts. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { Condition } from "multilane";
import type { Lock, RLock } from "multilane";
import { decode, encode } from "#src/memory/codec/codec.js";
import { threadLot } from "#src/sync/thread-lot.js";
import { until } from "../support/until.js";
import { kinds, LONG, notify, NOW, turn, waiter } from "./condition-fixture.js";

const activeTimers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

/** The error of who does not hold the lock. */
const unheld = (verb: string): object => ({
  name: "InvalidStateError",
  message: new RegExp(`^cannot ${verb} on un-acquired lock: .*unheld by`),
});

for (const [which, make] of kinds) {
  describe(`Condition with ${which}`, () => {
    it("lets go of the lock while it waits, and has it again when it was notified", async () => {
      const lock = make();
      const condition = new Condition(lock);
      assert.equal(condition.lock, lock);
      const guard = await lock.acquire();
      const waiting = condition.wait(LONG);
      assert.equal(lock.locked(), false); // before anything else runs
      assert.equal(condition.statistics().waiting, 1);
      {
        using _ = await lock.acquire(LONG);
        condition.notify();
        assert.equal(condition.statistics().waiting, 0);
        await until("it waits for the lock", () => lock.statistics().waiting === 1);
      }
      assert.equal(await waiting, true);
      assert.equal(lock.locked(), true);
      guard.release();
      assert.equal(lock.locked(), false);
      guard.release();
      lock.acquireSync(NOW).release();
    });

    it("wakes those that came first, as many as it says, in their order", async () => {
      const condition = new Condition(make());
      const log: unknown[] = [];
      const waits = Array.from({ length: 40 }, (_, name) => waiter(condition, log, name));
      await until("all wait", () => condition.statistics().waiting === 40);
      for (const [count, expected] of [
        [1, 1],
        [0, 1],
        [3, 4],
        [undefined, 5],
        [20, 25],
      ] as const) {
        await notify(condition, count);
        await until("they are through", () => log.length >= expected && !condition.locked());
        await turn();
        assert.deepEqual(
          log,
          Array.from({ length: expected }, (_, name) => name),
        );
      }
      {
        using _ = await condition.acquire();
        condition.notifyAll();
      }
      await Promise.all(waits);
      assert.deepEqual(
        log,
        Array.from({ length: 40 }, (_, name) => name),
      );
      assert.equal(condition.locked(), false);
    });

    it("does not keep a notification for one who comes later, nor give it to one", async () => {
      const condition = new Condition(make());
      await notify(condition, 5);
      const log: unknown[] = [];
      const first = waiter(condition, log, "first");
      await until("it waits", () => condition.statistics().waiting === 1);
      let late: Promise<void>;
      {
        using _ = await condition.acquire();
        condition.notify(5);
        late = waiter(condition, log, "late");
      }
      await first;
      await until("the other waits", () => condition.statistics().waiting === 1);
      assert.deepEqual(log, ["first"]);
      await notify(condition);
      await late;
      assert.deepEqual(log, ["first", "late"]);
    });

    it("gives up at the timeout, holding the lock, and is passed over then", async () => {
      const condition = new Condition(make());
      const timers = activeTimers();
      using _ = await condition.acquire();
      assert.equal(await condition.wait({ timeout: 3 }), false);
      assert.equal(condition.locked(), true);
      assert.equal(condition.waitSync({ timeout: 3 }), false);
      assert.equal(condition.waitSync(NOW), false);
      let turned = false;
      setImmediate(() => (turned = true));
      assert.equal(await condition.wait(NOW), false);
      assert.equal(turned, false);
      assert.equal(condition.locked(), true);
      assert.equal(condition.statistics().waiting, 0);
      assert.equal(activeTimers(), timers);
    });

    it("was notified if that came before the timeout, though its loop has not heard of it", async () => {
      const condition = new Condition(make());
      const guard = condition.acquireSync();
      const waiting = condition.wait({ timeout: 1 });
      const other = condition.acquireSync(NOW);
      condition.notify();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      other.release();
      assert.equal(await waiting, true);
      guard.release();
    });

    it("waits for the lock however long, timeout or not", async () => {
      const condition = new Condition(make());
      const guard = await condition.acquire();
      const waiting = condition.wait({ timeout: 1 });
      const other = await condition.acquire(LONG);
      await until("its time is over", () => condition.lock.statistics().waiting === 1);
      assert.equal(condition.statistics().waiting, 0);
      other.release();
      assert.equal(await waiting, false);
      guard.release();
      assert.equal(condition.locked(), false);
    });

    it("ends a wait with the reason of an abort, holding the lock, and keeps no listener", async () => {
      const condition = new Condition(make());
      const guard = await condition.acquire();
      const controller = new AbortController();
      const { signal } = controller;
      const reason = new Error("changed my mind");
      const rejected = assert.rejects(condition.wait({ signal }), reason);
      assert.equal(getEventListeners(signal, "abort").length, 1);
      const other = await condition.acquire(LONG);
      controller.abort(reason);
      assert.equal(condition.statistics().waiting, 0);
      other.release();
      await rejected;
      assert.equal(condition.locked(), true);
      assert.equal(getEventListeners(signal, "abort").length, 0);
      await assert.rejects(condition.wait({ signal }), reason);
      assert.throws(() => condition.waitSync({ signal }), reason);
      assert.equal(condition.locked(), true);
      guard.release();
      assert.equal(condition.locked(), false);
    });

    it("was notified if the abort came after that", async () => {
      const condition = new Condition(make());
      const guard = await condition.acquire();
      const controller = new AbortController();
      const waiting = condition.wait({ signal: controller.signal });
      const other = await condition.acquire(LONG);
      condition.notify();
      controller.abort();
      other.release();
      assert.equal(await waiting, true);
      guard.release();
    });

    it("refuses to wait and to notify when the lock is not held", async () => {
      const condition = new Condition(make(), `condition.test: unheld by ${which}`);
      await assert.rejects(condition.wait(LONG), unheld("wait"));
      assert.throws(() => condition.waitSync(LONG), unheld("wait"));
      await assert.rejects(
        condition.waitFor(() => assert.fail("called")),
        unheld("wait"),
      );
      assert.throws(() => condition.waitForSync(() => assert.fail("called")), unheld("wait"));
      assert.throws(() => condition.notify(), unheld("notify"));
      assert.throws(() => condition.notifyAll(), unheld("notify"));
      assert.equal(condition.statistics().waiting, 0);
      assert.equal(condition.locked(), false);
    });

    for (const [timeout, error] of [
      [Number.NaN, RangeError],
      [-1, RangeError],
      ["5", TypeError],
    ] as const) {
      it(`refuses ${timeout} as a timeout, holding the lock`, async () => {
        const condition = new Condition(make());
        const options = { timeout: timeout as number };
        using _ = await condition.acquire();
        await assert.rejects(condition.wait(options), error);
        assert.throws(() => condition.waitSync(options), error);
        await assert.rejects(
          condition.waitFor(() => true, options),
          error,
        );
        assert.throws(() => condition.waitForSync(() => true, options), error);
        assert.equal(condition.locked(), true);
      });
    }

    it("refuses a signal that could not fire when it blocks, and numbers that are none", async () => {
      const condition = new Condition(make());
      using _ = await condition.acquire();
      const { signal } = new AbortController();
      assert.throws(() => condition.waitSync({ signal }), { name: "TypeError", message: /await wait\(/ });
      assert.throws(() => condition.waitForSync(() => false, { signal }), /await waitFor\(/);
      for (const count of [-1, 1.5, Number.NaN]) assert.throws(() => condition.notify(count), RangeError);
      assert.equal(condition.locked(), true);
    });

    it("ends a wait whose guard was released meanwhile with an error, and leaves the lock free", async () => {
      const condition = new Condition(make());
      const guard = await condition.acquire();
      const waiting = condition.wait(LONG);
      guard.release();
      await notify(condition);
      await assert.rejects(waiting, { name: "InvalidStateError", message: /released during a wait/ });
      assert.equal(condition.locked(), false);
      condition.acquireSync(NOW).release();
    });

    it("waits and notifies with another condition of the same lock", async () => {
      const lock = make();
      const [full, empty] = [new Condition(lock), new Condition(lock)];
      const log: string[] = [];
      const waits = [waiter(full, log, "full"), waiter(empty, log, "empty")];
      await until("both wait", () => full.statistics().waiting + empty.statistics().waiting === 2);
      await notify(empty, 2);
      await waits[1];
      await turn();
      assert.deepEqual(log, ["empty"]);
      await notify(full);
      await waits[0];
      assert.deepEqual(log, ["empty", "full"]);
    });

    it("crosses together with its lock", async () => {
      const lock = make();
      const [condition, other] = [new Condition(lock), new Condition(lock)];
      const message = structuredClone(encode({ condition, other, lock }, "args"));
      const copy = decode(message) as { condition: Condition; other: Condition; lock: Lock | RLock };
      assert.equal(copy.condition, condition);
      assert.equal(copy.other, other);
      assert.equal(copy.lock, lock);
      const named = new Condition(lock, `condition.test: crossing with ${which}`);
      const again = decode(structuredClone(encode(named, "args"))) as Condition;
      assert.equal(again.name, named.name);
      assert.equal(again.lock, lock);
      const log: unknown[] = [];
      const waiting = waiter(named, log, 1);
      await until("it waits", () => again.statistics().waiting === 1);
      await notify(again);
      await waiting;
    });

    it("takes no shared memory for good", async () => {
      const condition = new Condition(make());
      const { atomics, words, nodesHigh } = threadLot().memory;
      const round = async (): Promise<void> => {
        const waits = Array.from({ length: 50 }, async (_, name) => {
          using _held = await condition.acquire(LONG);
          await condition.wait(name % 2 === 0 ? LONG : { timeout: 1 });
        });
        await until("the rest waits", () => condition.statistics().waiting === 25);
        await notify(condition, Infinity);
        await Promise.all(waits);
      };
      await round();
      const high = atomics.load(words, nodesHigh);
      for (let count = 0; count < 5; count++) await round();
      assert.equal(atomics.load(words, nodesHigh), high);
    });
  });
}
