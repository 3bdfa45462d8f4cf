/** `Lock` in one thread. Among threads: lock-threads.test.ts; in every interleaving: ../model/mutex.test.ts. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { InvalidStateError, TimeoutError } from "#src/errors.js";
import { decode, encode } from "#src/memory/codec/codec.js";
import { namedWords } from "#src/memory/names.js";
import { Lock } from "#src/sync/lock.js";

const LONG = 10_000;
const activeTimers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

describe("Lock", () => {
  it("is taken by one at a time", () => {
    const lock = new Lock();
    assert.equal(lock.locked(), false);
    const guard = lock.acquireSync();
    assert.equal(lock.locked(), true);
    assert.equal(lock.tryAcquire(), undefined);
    guard.release();
    assert.equal(lock.locked(), false);
    const again = lock.tryAcquire();
    assert.ok(again);
    again.release();
  });

  it("is released at the end of a using scope, also by an error", async () => {
    const lock = new Lock();
    {
      using _held = await lock.acquire();
      assert.equal(lock.locked(), true);
    }
    assert.equal(lock.locked(), false);
    assert.throws(() => {
      using _held = lock.acquireSync();
      throw new Error("inside");
    }, /inside/);
    assert.equal(lock.locked(), false);
  });

  it("refuses to be released when nobody holds it, and works afterwards", () => {
    const lock = new Lock("lock.test: unheld");
    const unheld = { name: "InvalidStateError", message: /^release unlocked lock: .*"lock.test: unheld"/ };
    assert.throws(() => lock.release(), unheld);
    lock.acquireSync();
    lock.release();
    assert.throws(() => lock.release(), InvalidStateError);
    assert.equal(lock.locked(), false);
    lock.acquireSync({ timeout: 0 }).release();
  });

  it("has guards that release their own hold, once", async () => {
    const lock = new Lock();
    const first = lock.acquireSync();
    lock.release();
    const second = await lock.acquire();
    first.release();
    assert.equal(lock.locked(), true);
    second.release();
    second.release();
    const third = lock.acquireSync();
    second[Symbol.dispose]();
    assert.equal(lock.locked(), true);
    third.release();
  });

  it("is granted in the order of the calls to those who await it in one thread", async () => {
    const lock = new Lock();
    const order: number[] = [];
    const held = await lock.acquire();
    const waits = [1, 2, 3].map(async (number) => {
      using _held = await lock.acquire({ timeout: LONG });
      order.push(number);
    });
    held.release();
    assert.equal(lock.locked(), false);
    const last = await lock.acquire(); // it was free, but others came first
    order.push(4);
    last.release();
    await Promise.all(waits);
    assert.deepEqual(order, [1, 2, 3, 4]);
  });

  it("ends a wait at its timeout, and is none the worse", async () => {
    const lock = new Lock("lock.test: timeout");
    const held = lock.acquireSync();
    const late = { name: "TimeoutError", message: /"lock.test: timeout" was not free within 3 ms/ };
    const timers = activeTimers();
    await assert.rejects(lock.acquire({ timeout: 3 }), late);
    assert.throws(() => lock.acquireSync({ timeout: 3 }), late);
    await assert.rejects(lock.acquire({ timeout: 0 }), TimeoutError);
    assert.throws(() => lock.acquireSync({ timeout: 0 }), TimeoutError);
    assert.equal(lock.statistics().waiting, 0);
    assert.equal(activeTimers(), timers);
    held.release();
    (await lock.acquire({ timeout: 0 })).release();
    (await lock.acquire({ timeout: LONG })).release();
    assert.equal(activeTimers(), timers);
    assert.equal(lock.locked(), false);
  });

  it("does not time out an acquire if the lock is free by then, though its loop has not heard of it", async () => {
    const lock = new Lock();
    const held = lock.acquireSync();
    setTimeout(() => held.release(), 1); // runs right before the timeout of the next line
    const pending = lock.acquire({ timeout: 1 });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    (await pending).release();
  });

  it("lets an aborted signal end a wait with its reason, and keeps no listener", async () => {
    const lock = new Lock();
    const held = lock.acquireSync();
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("changed my mind");
    const pending = lock.acquire({ signal });
    const rejected = assert.rejects(pending, reason);
    assert.equal(getEventListeners(signal, "abort").length, 1);
    controller.abort(reason);
    await rejected;
    assert.equal(getEventListeners(signal, "abort").length, 0);
    assert.equal(lock.statistics().waiting, 0);
    held.release();

    await assert.rejects(lock.acquire({ signal }), reason);
    assert.throws(() => lock.acquireSync({ signal }), reason);
    assert.equal(lock.locked(), false);
  });

  it("keeps no listener when it is granted", async () => {
    const lock = new Lock();
    const held = lock.acquireSync();
    const { signal } = new AbortController();
    const pending = lock.acquire({ signal, timeout: LONG });
    held.release();
    (await pending).release();
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });

  it("passes over those who gave up", async () => {
    const lock = new Lock();
    const held = lock.acquireSync();
    const controller = new AbortController();
    const gaveUp = assert.rejects(lock.acquire({ signal: controller.signal }), { name: "AbortError" });
    const next = lock.acquire({ timeout: LONG });
    controller.abort();
    await gaveUp;
    held.release();
    (await next).release();
    assert.equal(lock.locked(), false);
  });

  it("refuses to block for a signal that could never fire", () => {
    const lock = new Lock("lock.test: signal");
    const { signal } = new AbortController();
    assert.throws(() => lock.acquireSync({ signal }), {
      name: "TypeError",
      message: /await acquire\(\{ signal \}\)/,
    });
    assert.equal(lock.locked(), false);
  });

  for (const [timeout, error] of [
    [Number.NaN, RangeError],
    [-1, RangeError],
    [-Infinity, RangeError],
    ["5", TypeError],
    [null, TypeError],
  ] as const) {
    it(`refuses ${String(timeout)} as a timeout, also when it is free`, async () => {
      const lock = new Lock();
      const options = { timeout: timeout as number };
      await assert.rejects(lock.acquire(options), error);
      assert.throws(() => lock.acquireSync(options), error);
      assert.equal(lock.locked(), false);
    });
  }

  it("runs a function while it holds the lock, and passes on what it returns or throws", async () => {
    const lock = new Lock();
    const locked = lock.run(async () => {
      await new Promise(setImmediate);
      return lock.locked();
    });
    assert.deepEqual(await lock.tryRun(() => 1), { ran: false });
    assert.equal(await locked, true);
    assert.equal(await lock.run(() => 7), 7);
    await assert.rejects(
      lock.run(() => Promise.reject(new Error("inside"))),
      /inside/,
    );
    assert.deepEqual(await lock.tryRun(() => undefined), { ran: true, value: undefined });
    assert.deepEqual(await lock.tryRun(() => Promise.resolve(lock.locked())), { ran: true, value: true });
    await assert.rejects(
      lock.tryRun(() => {
        throw new Error("inside");
      }),
      /inside/,
    );
    assert.equal(lock.locked(), false);
  });

  it("does not call the function of a run that gets no lock", async () => {
    const lock = new Lock();
    using _held = lock.acquireSync();
    await assert.rejects(
      lock.run(() => assert.fail("called"), { timeout: 1 }),
      TimeoutError,
    );
  });

  it("says what it is", async () => {
    const lock = new Lock("status_report");
    assert.equal(String(lock), '<unlocked Lock "status_report">');
    assert.deepEqual(lock.statistics(), { name: "status_report", locked: false, waiting: 0 });
    const held = lock.acquireSync();
    const waits = [lock.acquire({ timeout: LONG }), lock.acquire({ timeout: LONG })];
    assert.equal(lock.toString(), '<locked Lock "status_report">');
    assert.deepEqual(lock.statistics(), { name: "status_report", locked: true, waiting: 2 });
    held.release();
    for (const wait of waits) (await wait).release();
    assert.equal(String(new Lock()), "<unlocked Lock>");
    assert.equal(new Lock().name, undefined);
  });

  it("is one lock for one name, and one waiting list", async () => {
    const [one, other] = [new Lock("lock.test: one"), new Lock({ name: "lock.test: one" })];
    const held = one.acquireSync();
    assert.equal(other.locked(), true);
    assert.equal(new Lock("lock.test: another").locked(), false);
    const order: string[] = [];
    const first = one.acquire({ timeout: LONG }).then((guard) => (order.push("first"), guard.release()));
    held.release();
    const second = other.acquire({ timeout: LONG }).then((guard) => (order.push("second"), guard.release()));
    await Promise.all([first, second]);
    assert.deepEqual(order, ["first", "second"]);
  });

  it("refuses names that are none", () => {
    assert.throws(() => new Lock(""), { name: "TypeError", message: /must not be empty/ });
    assert.throws(() => new Lock({ name: "" }), TypeError);
    assert.throws(() => new Lock(5 as unknown as string), { name: "TypeError", message: /not number/ });
    assert.throws(() => new Lock(null as unknown as string), { name: "TypeError", message: /not null/ });
    assert.equal(new Lock({}).name, undefined);
    assert.equal(new Lock({ name: undefined }).name, undefined);
  });

  it("refuses a name that belongs to another kind", () => {
    namedWords("Semaphore", "lock.test: seats", 3);
    assert.throws(() => new Lock("lock.test: seats"), {
      name: "TypeError",
      message: /a Semaphore .* a Lock/,
    });
  });

  it("crosses in a message, by its name or by its buffer", () => {
    const [named, anonymous] = [new Lock("lock.test: crossing"), new Lock()];
    const message = structuredClone(encode({ named, anonymous, again: anonymous }, "args"));
    const copy = decode(message) as Record<"named" | "anonymous" | "again", Lock>;
    assert.ok(copy.named instanceof Lock && copy.anonymous instanceof Lock);
    assert.equal(copy.named.name, "lock.test: crossing");
    assert.equal(copy.anonymous.name, undefined);
    assert.equal(copy.again, copy.anonymous);
    using _one = copy.named.acquireSync();
    using _other = copy.anonymous.acquireSync();
    assert.deepEqual([named.locked(), anonymous.locked()], [true, true]);
  });

  it("keeps a hold that is being granted apart from the one before it", async () => {
    const lock = new Lock();
    const first = lock.acquireSync();
    lock.release(); // not by its guard
    const granted = lock.acquire({ timeout: 1000 });
    first.release();
    assert.equal(lock.locked(), true);
    const guard = await granted;
    assert.equal(lock.tryAcquire(), undefined);
    guard.release();
    assert.equal(lock.locked(), false);
  });

  it("refuses a signal that is none, and begins nothing", async () => {
    const lock = new Lock();
    using _ = lock.acquireSync();
    // @ts-expect-error -- what JavaScript may pass
    await assert.rejects(lock.acquire({ signal: null, timeout: 5 }), TypeError);
    assert.equal(lock.statistics().waiting, 0);
  });
});
