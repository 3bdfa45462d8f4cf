/** `Semaphore` and `BoundedSemaphore` in one thread. Among threads: semaphore-threads.test.ts. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { BoundedSemaphore, InvalidStateError, Semaphore, TimeoutError } from "multilane";
import { decode, encode } from "#src/memory/codec/codec.js";
import { namedWords } from "#src/memory/names.js";
import { MOST_PERMITS } from "#src/sync/permits.js";
import { threadLot } from "#src/sync/thread-lot.js";

const LONG = { timeout: 20_000 };
const activeTimers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

for (const Kind of [Semaphore, BoundedSemaphore]) {
  describe(Kind.name, () => {
    it("has its value in permits, and no more", () => {
      const semaphore = new Kind(2);
      assert.equal(semaphore.value, 2);
      const one = semaphore.acquireSync();
      const other = semaphore.tryAcquire();
      assert.ok(other);
      assert.equal(semaphore.value, 0);
      assert.equal(semaphore.tryAcquire(), undefined);
      assert.throws(() => semaphore.acquireSync({ timeout: 0 }), TimeoutError);
      one.release();
      assert.equal(semaphore.value, 1);
      other.release();
      assert.equal(semaphore.value, 2);
      assert.equal(new Kind().value, 1);
    });

    it("has guards that release their permit, once", async () => {
      const semaphore = new Kind(2);
      const one = await semaphore.acquire();
      const other = semaphore.acquireSync();
      one.release();
      one.release();
      one[Symbol.dispose]();
      assert.equal(semaphore.value, 1);
      other.release();
      assert.equal(semaphore.value, 2);
      {
        using _ = semaphore.acquireSync();
        assert.equal(semaphore.value, 1);
      }
      assert.equal(semaphore.value, 2);
    });

    it("serves those who await it in one thread in the order of their calls", async () => {
      const semaphore = new Kind(1);
      const order: number[] = [];
      const held = await semaphore.acquire();
      const waits = [1, 2, 3].map(async (number) => {
        using _ = await semaphore.acquire(LONG);
        order.push(number);
      });
      assert.equal(semaphore.statistics().waiting, 3);
      held.release();
      const last = await semaphore.acquire(); // there was a permit, but others came first
      order.push(4);
      last.release();
      await Promise.all(waits);
      assert.deepEqual(order, [1, 2, 3, 4]);
      assert.deepEqual(semaphore.statistics(), { name: undefined, value: 1, waiting: 0 });
    });

    it("ends a wait at its timeout, and is none the worse", async () => {
      const semaphore = new Kind(0, `semaphore.test: timeout of ${Kind.name}`);
      const late = { name: "TimeoutError", message: /timeout of .*" had no permit within 3 ms/ };
      const timers = activeTimers();
      await assert.rejects(semaphore.acquire({ timeout: 3 }), late);
      assert.throws(() => semaphore.acquireSync({ timeout: 3 }), late);
      await assert.rejects(semaphore.acquire({ timeout: 0 }), TimeoutError);
      assert.deepEqual([semaphore.value, semaphore.statistics().waiting], [0, 0]);
      assert.equal(activeTimers(), timers);
    });

    it("does not time out if there is a permit by then, though its loop has not heard of it", async () => {
      const semaphore = new Kind(1);
      const held = semaphore.acquireSync();
      setTimeout(() => held.release(), 1); // runs right before the timeout of the next line
      const pending = semaphore.acquire({ timeout: 1 });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      (await pending).release();
    });

    it("lets an aborted signal end a wait with its reason, and keeps no listener", async () => {
      const semaphore = new Kind(1);
      const held = semaphore.acquireSync();
      const controller = new AbortController();
      const { signal } = controller;
      const reason = new Error("changed my mind");
      const rejected = assert.rejects(semaphore.acquire({ signal }), reason);
      const next = semaphore.acquire({ ...LONG, signal: new AbortController().signal });
      controller.abort(reason);
      await rejected;
      assert.equal(getEventListeners(signal, "abort").length, 0);
      assert.equal(semaphore.statistics().waiting, 1);
      held.release();
      (await next).release();
      await assert.rejects(semaphore.acquire({ signal }), reason);
      assert.throws(() => semaphore.acquireSync({ signal }), reason);
      assert.throws(() => semaphore.acquireSync({ signal: new AbortController().signal }), TypeError);
      assert.equal(semaphore.value, 1);
    });

    for (const [timeout, error] of [
      [Number.NaN, RangeError],
      [-1, RangeError],
      ["5", TypeError],
    ] as const) {
      it(`refuses ${timeout} as a timeout, also when there is a permit`, async () => {
        const semaphore = new Kind();
        const options = { timeout: timeout as number };
        await assert.rejects(semaphore.acquire(options), error);
        assert.throws(() => semaphore.acquireSync(options), error);
        assert.equal(semaphore.value, 1);
      });
    }

    it("refuses values that are none", () => {
      for (const value of [-1, 0.5, Number.NaN, Infinity, MOST_PERMITS + 1])
        assert.throws(() => new Kind(value), { name: "RangeError", message: new RegExp(`not ${value}`) });
      assert.throws(() => new Kind("1" as unknown as number), TypeError);
      assert.equal(new Kind(0).value, 0);
      assert.equal(new Kind(MOST_PERMITS).value, MOST_PERMITS);
    });

    it("refuses to release what is no number of permits", () => {
      const semaphore = new Kind(2);
      semaphore.acquireSync();
      for (const n of [0, -1, 0.5, Number.NaN, Infinity])
        assert.throws(() => semaphore.release(n), RangeError);
      assert.throws(() => semaphore.release("1" as unknown as number), TypeError);
      assert.equal(semaphore.value, 1);
    });

    it("runs a function while it has a permit, and passes on what it returns or throws", async () => {
      const semaphore = new Kind(1);
      const value = semaphore.run(async () => {
        await new Promise(setImmediate);
        return semaphore.value;
      });
      assert.deepEqual(await semaphore.tryRun(() => 1), { ran: false });
      assert.equal(await value, 0);
      await assert.rejects(
        semaphore.run(() => Promise.reject(new Error("inside"))),
        /inside/,
      );
      assert.deepEqual(await semaphore.tryRun(() => Promise.resolve(7)), { ran: true, value: 7 });
      const held = semaphore.acquireSync();
      await assert.rejects(
        semaphore.run(() => assert.fail("called"), { timeout: 1 }),
        TimeoutError,
      );
      held.release();
      assert.equal(semaphore.value, 1);
    });

    it("is one semaphore for one name, and of one value", async () => {
      const name = `semaphore.test: one ${Kind.name}`;
      const [one, other] = [new Kind(2, name), new Kind(2, { name })];
      const held = [one.acquireSync(), one.acquireSync()];
      assert.equal(other.value, 0);
      const order: string[] = [];
      const waits = [
        one.acquire(LONG).then((guard) => (order.push("first"), guard.release())),
        other.acquire(LONG).then((guard) => (order.push("second"), guard.release())),
      ];
      held[0]?.release();
      await Promise.all(waits);
      assert.deepEqual(order, ["first", "second"]);
      assert.throws(() => new Kind(3, name), {
        name: "TypeError",
        message: `${Kind.name} "${name}" exists with the initial value 2 in this program, and cannot have 3 here: make it with the same everywhere, or choose another name`,
      });
      assert.equal(other.value, 1);
    });

    it("refuses names that are none, or belong to another kind", () => {
      assert.throws(() => new Kind(1, ""), { name: "TypeError", message: /must not be empty/ });
      assert.throws(() => new Kind(1, 5 as unknown as string), { name: "TypeError", message: /not number/ });
      namedWords("Lock", `semaphore.test: ${Kind.name}`, 2);
      assert.throws(() => new Kind(1, `semaphore.test: ${Kind.name}`), {
        name: "TypeError",
        message: new RegExp(`a Lock .* a ${Kind.name}`),
      });
      const other = Kind === Semaphore ? BoundedSemaphore : Semaphore;
      void new Kind(1, `semaphore.test: kind ${Kind.name}`);
      assert.throws(() => new other(1, `semaphore.test: kind ${Kind.name}`), TypeError);
    });

    it("crosses in a message, by its name or by its buffer", () => {
      const [named, anonymous] = [new Kind(3, `semaphore.test: crossing ${Kind.name}`), new Kind(2)];
      const message = structuredClone(encode({ named, anonymous, again: anonymous }, "args"));
      const copy = decode(message) as Record<"named" | "anonymous" | "again", Semaphore>;
      assert.ok(copy.named instanceof Kind);
      assert.equal(copy.named.constructor, Kind);
      assert.equal(copy.anonymous, anonymous);
      assert.equal(copy.again, anonymous);
      copy.named.acquireSync();
      assert.equal(named.value, 2);
      assert.equal(copy.named.name, named.name);
    });

    it("gives all its nodes back", async () => {
      const { memory } = threadLot();
      const semaphore = new Kind(0);
      await assert.rejects(semaphore.acquire({ timeout: 1 }), TimeoutError);
      const before = memory.atomics.load(memory.words, memory.nodesHigh);
      for (let round = 0; round < 100; round++) {
        const pending = semaphore.acquire({ timeout: 1 });
        assert.throws(() => semaphore.acquireSync({ timeout: 0.01 }), TimeoutError);
        await assert.rejects(pending, TimeoutError);
      }
      assert.ok(memory.atomics.load(memory.words, memory.nodesHigh) <= before + 1);
    });
  });
}

describe("Semaphore", () => {
  it("can have more permits than at first, up to 2^30−1", async () => {
    const semaphore = new Semaphore(1, "semaphore.test: more");
    semaphore.release();
    semaphore.release(3);
    assert.equal(semaphore.value, 5);
    assert.throws(() => semaphore.release(MOST_PERMITS - 4), {
      name: "RangeError",
      message: /"semaphore.test: more" cannot have more than 1073741823 permits/,
    });
    assert.equal(semaphore.value, 5);
    semaphore.release(MOST_PERMITS - 5);
    assert.equal(semaphore.value, MOST_PERMITS);
    assert.throws(() => semaphore.release(), RangeError);
    semaphore.acquireSync();
    assert.equal(semaphore.value, MOST_PERMITS - 1);
  });

  it("can go from the most permits to none", () => {
    const semaphore = new Semaphore(MOST_PERMITS);
    for (let round = 0; round < 3; round++) semaphore.acquireSync();
    assert.equal(semaphore.value, MOST_PERMITS - 3);
    semaphore.release(3);
    assert.equal(semaphore.value, MOST_PERMITS);
  });

  it("lets n go on for release(n)", async () => {
    const semaphore = new Semaphore(0);
    const waits = [1, 2, 3].map(() => semaphore.acquire(LONG));
    semaphore.release(2);
    await Promise.all(waits.slice(0, 2));
    assert.deepEqual(semaphore.statistics(), { name: undefined, value: 0, waiting: 1 });
    semaphore.release();
    await waits[2];
    assert.equal(semaphore.value, 0);
  });

  it("says what it is", () => {
    assert.equal(String(new Semaphore(2, "seats")), '<Semaphore "seats": value=2>');
    assert.equal(String(new Semaphore()), "<Semaphore: value=1>");
    assert.equal(
      String(new BoundedSemaphore(3, "bounded seats")),
      '<BoundedSemaphore "bounded seats": value=3/3>',
    );
  });
});

describe("BoundedSemaphore", () => {
  it("refuses to have more permits than at first, and is unchanged", () => {
    const semaphore = new BoundedSemaphore(2, "semaphore.test: bounded");
    const tooMany = {
      name: "InvalidStateError",
      message: /"semaphore.test: bounded" was released too many times/,
    };
    assert.throws(() => semaphore.release(), tooMany);
    const guard = semaphore.acquireSync();
    assert.throws(() => semaphore.release(2), tooMany);
    assert.equal(semaphore.value, 1);
    semaphore.release();
    assert.equal(semaphore.value, 2);
    assert.throws(() => guard.release(), InvalidStateError);
    assert.equal(semaphore.value, 2);
  });

  it("is a Semaphore", () => {
    assert.ok(new BoundedSemaphore() instanceof Semaphore);
  });
});
