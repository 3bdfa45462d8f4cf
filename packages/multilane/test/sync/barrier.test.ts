/** `Barrier` in one thread. Among threads: barrier-threads.test.ts. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { Barrier, BrokenBarrierError, Event, SerializationError } from "multilane";
import { decode, encode } from "#src/memory/codec/codec.js";

const LONG = { timeout: 20_000 };

/** What became of a wait: the index, the class of the error, or that it took too long. */
async function outcome(wait: Promise<number>): Promise<number | string> {
  return await wait.catch((error: Error) => (/ within \d+ ms/.test(error.message) ? "late" : error.name));
}

async function outcomes(waits: readonly Promise<number>[]): Promise<(number | string)[]> {
  return await Promise.all(waits.map(outcome));
}

const BROKEN = "BrokenBarrierError";

describe("Barrier", () => {
  it("lets all go on when all have come, each with its index in the order of arrival", async () => {
    const barrier = new Barrier(3);
    for (let phase = 0; phase < 3; phase++) {
      const waits = [barrier.wait(LONG), barrier.wait(LONG)];
      assert.equal(barrier.waiting, 2);
      assert.equal(barrier.waitSync(), 2);
      assert.equal(barrier.waiting, 0);
      assert.deepEqual(await outcomes(waits), [0, 1]);
    }
    assert.equal(barrier.broken, false);
    assert.equal(barrier.parties, 3);
  });

  it("begins the next phase at once, before those of the last have run on", async () => {
    const barrier = new Barrier(2);
    const waits = [1, 2, 3, 4, 5, 6].map(() => barrier.wait(LONG));
    assert.equal(barrier.waiting, 0);
    assert.deepEqual(await outcomes(waits), [0, 1, 0, 1, 0, 1]);
  });

  it("is no obstacle for one party", async () => {
    const barrier = new Barrier(1);
    assert.equal(barrier.waitSync(), 0);
    assert.equal(await barrier.wait({ timeout: 0 }), 0);
  });

  it("runs the action once in each phase, in the last one to come, before the others go on", async () => {
    const log: string[] = [];
    const barrier = new Barrier(3, { action: () => log.push(`action, ${barrier.waiting} wait`) });
    const party = async (name: string): Promise<void> => {
      const index = await barrier.wait(LONG);
      log.push(`${name} ${index}`);
    };
    for (let phase = 0; phase < 2; phase++) await Promise.all([party("a"), party("b"), party("c")]);
    assert.deepEqual(log.length, 8);
    for (const phase of [log.slice(0, 4), log.slice(4)]) {
      assert.equal(phase[0], "action, 0 wait");
      assert.deepEqual(phase.slice(1).toSorted(), ["a 0", "b 1", "c 2"]);
    }
  });

  it("awaits an action, and runs it once more for those who come meanwhile", async () => {
    const gate = new Event();
    let [running, runs] = [0, 0];
    const action = async (): Promise<void> => {
      assert.equal(++running, 1, "two actions at once");
      await gate.wait(LONG);
      runs++;
      running--;
    };
    const barrier = new Barrier(2, { action });
    const waits = [1, 2, 3, 4, 5, 6, 7].map(() => barrier.wait(LONG));
    assert.deepEqual([barrier.waiting, barrier.statistics().waiting, running], [0, 6, 1]);
    gate.set();
    assert.deepEqual(await outcomes(waits.slice(0, 6)), [0, 1, 0, 1, 0, 1]);
    assert.equal(runs, 3);
    assert.equal(barrier.waiting, 1);
    barrier.abort();
    assert.deepEqual(await outcomes(waits.slice(6)), [BROKEN]);
  });

  it("runs the action of one party, one after another", async () => {
    const gate = new Event();
    let runs = 0;
    const barrier = new Barrier(1, { action: () => gate.wait(LONG).then(() => runs++) });
    const waits = [barrier.wait(LONG), barrier.wait(LONG), barrier.wait(LONG)];
    assert.equal(barrier.statistics().waiting, 2);
    gate.set();
    assert.deepEqual(await outcomes(waits), [0, 0, 0]);
    assert.equal(runs, 3);
    assert.equal(barrier.statistics().waiting, 0);
  });

  for (const [how, fail] of [
    [
      "throws",
      () => {
        throw new RangeError("no");
      },
    ],
    ["rejects", () => Promise.reject(new RangeError("no"))],
  ] as const) {
    it(`is broken by an action that ${how}: that caller gets its error, the others BrokenBarrierError`, async () => {
      const barrier = new Barrier(3, { action: fail });
      const waits = [1, 2, 3].map(() => barrier.wait(LONG));
      assert.deepEqual(await outcomes(waits), [BROKEN, BROKEN, "RangeError"]);
      assert.equal(barrier.broken, true);
      await assert.rejects(barrier.wait(), BrokenBarrierError);
    });
  }

  it("is broken by an action that throws in waitSync", async () => {
    const barrier = new Barrier(2, {
      action: () => {
        throw new RangeError("no");
      },
    });
    const wait = barrier.wait(LONG);
    assert.throws(() => barrier.waitSync(), { message: "no" });
    assert.deepEqual(await outcomes([wait]), [BROKEN]);
    assert.throws(() => barrier.waitSync(), BrokenBarrierError);
  });

  it("refuses an action that returns a promise to waitSync, and is broken", async () => {
    const barrier = new Barrier(2, { action: () => Promise.resolve(), name: "barrier.test: promise" });
    const wait = barrier.wait(LONG);
    assert.throws(() => barrier.waitSync(), {
      name: "TypeError",
      message: /"barrier.test: promise" returned a promise/,
    });
    assert.deepEqual(await outcomes([wait]), [BROKEN]);
    assert.equal(barrier.broken, true);
  });

  it("is broken for all by one whose time is over", async () => {
    const barrier = new Barrier(3, "barrier.test: timeout");
    const patient = barrier.wait(LONG);
    await assert.rejects(barrier.wait({ timeout: 2 }), {
      name: BROKEN,
      message: /"barrier.test: timeout" broke, because not all of its 3 parties came within 2 ms/,
    });
    assert.deepEqual(await outcomes([patient]), [BROKEN]);
    assert.equal(barrier.broken, true);
    assert.equal(barrier.waiting, 0);
  });

  it("is broken by a timeout of waitSync, and by one of 0", async () => {
    const barrier = new Barrier(2);
    assert.throws(() => barrier.waitSync({ timeout: 2 }), BrokenBarrierError);
    assert.equal(barrier.broken, true);
    barrier.reset();
    assert.throws(() => barrier.waitSync({ timeout: 0 }), BrokenBarrierError);
    barrier.reset();
    await assert.rejects(barrier.wait({ timeout: 0 }), BrokenBarrierError);
    assert.equal(barrier.broken, true);
    barrier.reset();
    const first = barrier.wait(LONG);
    assert.equal(await barrier.wait({ timeout: 0 }), 1);
    assert.equal(await first, 0);
  });

  it("is not broken by a timeout if all had come by then, though its loop has not heard of it", async () => {
    const barrier = new Barrier(2);
    setTimeout(() => barrier.waitSync(), 1); // runs right before the timeout of the next line
    const wait = barrier.wait({ timeout: 1 });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    assert.equal(await wait, 0);
    assert.equal(barrier.broken, false);
  });

  it("has a timeout of its own, which a wait may change", async () => {
    const barrier = new Barrier(2, { timeout: 2 });
    await assert.rejects(barrier.wait(), BrokenBarrierError);
    barrier.reset();
    assert.throws(() => barrier.waitSync(), BrokenBarrierError);
    barrier.reset();
    const wait = barrier.wait({ timeout: Infinity });
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(barrier.waitSync(), 1);
    assert.equal(await wait, 0);
  });

  it("is broken for all by an abort of one, who gets the signal's reason", async () => {
    const barrier = new Barrier(3);
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new RangeError("changed my mind");
    const waits = [barrier.wait(LONG), barrier.wait({ signal })];
    controller.abort(reason);
    assert.deepEqual(await outcomes(waits), [BROKEN, "RangeError"]);
    assert.equal(getEventListeners(signal, "abort").length, 0);
    barrier.reset();
    const other = barrier.wait(LONG);
    await assert.rejects(barrier.wait({ signal }), reason);
    assert.equal(barrier.broken, true);
    assert.deepEqual(await outcomes([other]), [BROKEN]);
    barrier.reset();
    assert.throws(() => barrier.waitSync({ signal }), reason);
    assert.equal(barrier.broken, true);
  });

  it("keeps no listener and no timer when all have come", async () => {
    const barrier = new Barrier(2);
    const { signal } = new AbortController();
    const timers = process.getActiveResourcesInfo().length;
    const wait = barrier.wait({ signal, ...LONG });
    barrier.waitSync();
    assert.equal(await wait, 0);
    assert.equal(getEventListeners(signal, "abort").length, 0);
    assert.equal(process.getActiveResourcesInfo().length, timers);
  });

  it("stays broken after abort() until reset()", async () => {
    const barrier = new Barrier(2);
    const wait = barrier.wait(LONG);
    barrier.abort();
    assert.deepEqual([barrier.broken, barrier.waiting], [true, 0]);
    assert.deepEqual(await outcomes([wait, barrier.wait()]), [BROKEN, BROKEN]);
    assert.throws(() => barrier.waitSync(), BrokenBarrierError);
    barrier.reset();
    assert.equal(barrier.broken, false);
    const next = barrier.wait(LONG);
    assert.equal(barrier.waitSync(), 1);
    assert.equal(await next, 0);
  });

  it("is empty after reset(), and those who waited get BrokenBarrierError", async () => {
    const barrier = new Barrier(3);
    const waits = [barrier.wait(LONG), barrier.wait(LONG)];
    barrier.reset();
    assert.deepEqual([barrier.broken, barrier.waiting], [false, 0]);
    const next = [barrier.wait(LONG), barrier.wait(LONG), barrier.wait(LONG)];
    assert.deepEqual(await outcomes([...waits, ...next]), [BROKEN, BROKEN, 0, 1, 2]);
  });

  for (const how of ["abort", "reset"] as const) {
    it(`lets nobody pass when ${how}() is called while the action runs`, async () => {
      const gate = new Event();
      let runs = 0;
      const barrier = new Barrier(2, { action: () => (runs++, gate.wait(LONG)) });
      const waits = [barrier.wait(LONG), barrier.wait(LONG), barrier.wait(LONG)];
      barrier[how]();
      assert.equal(barrier.broken, how === "abort");
      barrier.reset();
      // The turn of the next one must not be taken for that of the one whose phase was ended.
      const next = [barrier.wait(LONG), barrier.wait(LONG)];
      assert.deepEqual([runs, barrier.waiting, barrier.statistics().waiting], [2, 0, 1]);
      gate.set();
      assert.deepEqual(await outcomes([...waits, ...next]), [BROKEN, BROKEN, BROKEN, 0, 1]);
      assert.equal(barrier.broken, false);
    });
  }

  it("gives its error to who runs an action that throws when the barrier was reset meanwhile", async () => {
    const gate = new Event();
    const action = (): Promise<never> => gate.wait(LONG).then(() => Promise.reject(new RangeError("late")));
    const barrier = new Barrier(1, { action });
    const wait = barrier.wait();
    barrier.reset();
    gate.set();
    assert.deepEqual(await outcomes([wait]), ["RangeError"]);
    assert.equal(barrier.broken, false);
  });

  it("is broken by a timeout while the action runs", async () => {
    const gate = new Event();
    const barrier = new Barrier(2, { action: () => gate.wait(LONG) });
    const waits = [barrier.wait({ timeout: 2 }), barrier.wait({ timeout: 0 })];
    assert.deepEqual(await outcomes(waits.slice(0, 1)), ["late"]);
    gate.set();
    assert.deepEqual(await outcomes(waits), ["late", BROKEN]);
    assert.equal(barrier.broken, true);
  });

  it("refuses to block the thread whose event loop runs the action, or is to run it", async () => {
    const gate = new Event();
    const barrier = new Barrier(2, { action: () => gate.wait(LONG) });
    const waits = [barrier.wait(LONG), barrier.wait(LONG)];
    assert.throws(() => barrier.waitSync(), {
      name: "DeadlockError",
      message: /waitSync of Barrier would block this thread/,
    });
    gate.set();
    assert.deepEqual(await outcomes(waits), [0, 1]);
    assert.equal(barrier.broken, false);

    const nested = new Barrier(1, { action: () => nested.waitSync() });
    assert.throws(() => nested.waitSync(), { name: "DeadlockError" });
    assert.equal(nested.broken, true);
  });

  it("refuses what is no number of parties, no timeout, no action, no name", () => {
    for (const parties of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 31])
      assert.throws(() => new Barrier(parties), {
        name: "RangeError",
        message: new RegExp(`not ${parties}`),
      });
    assert.throws(() => new Barrier("2" as unknown as number), TypeError);
    assert.throws(() => new Barrier(2, { timeout: -1 }), RangeError);
    assert.throws(() => new Barrier(2, { timeout: Number.NaN }), RangeError);
    assert.throws(() => new Barrier(2, { action: 5 as unknown as () => void }), {
      name: "TypeError",
      message: /must be a function, not number/,
    });
    assert.throws(() => new Barrier(2, ""), { name: "TypeError", message: /must not be empty/ });
    void new Event("barrier.test: an event");
    assert.throws(() => new Barrier(2, "barrier.test: an event"), {
      name: "TypeError",
      message: /an? Event/,
    });
  });

  it("refuses what is no timeout of a wait, and is not broken by that", async () => {
    const barrier = new Barrier(2);
    for (const timeout of [-1, Number.NaN]) {
      await assert.rejects(barrier.wait({ timeout }), RangeError);
      assert.throws(() => barrier.waitSync({ timeout }), RangeError);
    }
    assert.throws(() => barrier.waitSync({ signal: new AbortController().signal }), TypeError);
    assert.deepEqual([barrier.broken, barrier.waiting], [false, 0]);
  });

  it("is one barrier for one name, of one number of parties and one timeout", async () => {
    const name = "barrier.test: one";
    const [one, other] = [
      new Barrier(2, { name, timeout: 20_000.5 }),
      new Barrier(2, { name, timeout: 20_000.5 }),
    ];
    const wait = one.wait();
    assert.equal(other.waiting, 1);
    assert.equal(other.waitSync(), 1);
    assert.equal(await wait, 0);
    const same = " in this program, and cannot have ";
    assert.throws(() => new Barrier(3, { name, timeout: 20_000.5 }), {
      name: "TypeError",
      message: new RegExp(`"barrier.test: one" exists with the number of parties 2${same}3 here`),
    });
    assert.throws(() => new Barrier(2, name), {
      name: "TypeError",
      message: new RegExp(`"barrier.test: one" exists with the timeout 20000.5 ms${same}none here`),
    });
    void new Barrier(2, "barrier.test: for ever");
    void new Barrier(2, { name: "barrier.test: for ever", timeout: Infinity });
    assert.throws(() => new Barrier(2, { name: "barrier.test: for ever", timeout: 0 }), TypeError);
    void new Barrier(2, { name: "barrier.test: zero", timeout: -0 });
    void new Barrier(2, { name: "barrier.test: zero", timeout: 0 });
  });

  it("says what it is", async () => {
    const barrier = new Barrier(3, "barrier.test: what");
    assert.equal(String(barrier), '<Barrier "barrier.test: what": waiters=0/3>');
    const wait = outcome(barrier.wait(LONG));
    assert.equal(barrier.toString(), '<Barrier "barrier.test: what": waiters=1/3>');
    assert.deepEqual(barrier.statistics(), {
      name: "barrier.test: what",
      parties: 3,
      broken: false,
      waiting: 1,
    });
    barrier.abort();
    assert.equal(String(barrier), '<Barrier "barrier.test: what": broken>');
    assert.equal(await wait, BROKEN);
    assert.equal(String(new Barrier(1)), "<Barrier: waiters=0/1>");
  });

  it("crosses in a message, by its name or by its buffer, with its timeout", async () => {
    const named = new Barrier(2, { name: "barrier.test: crossing", timeout: 5 });
    const anonymous = new Barrier(3);
    const copy = decode(structuredClone(encode({ named, anonymous }, "args"))) as Record<string, Barrier>;
    assert.equal(copy["anonymous"], anonymous);
    assert.ok(copy["named"] instanceof Barrier);
    assert.deepEqual([copy["named"].parties, copy["named"].name], [2, "barrier.test: crossing"]);
    await assert.rejects(copy["named"].wait(), BrokenBarrierError);
    assert.equal(named.broken, true);
  });

  it("refuses to cross with an action, and says what to do", () => {
    const barrier = new Barrier(2, { name: "barrier.test: action", action: () => undefined });
    assert.throws(() => encode([barrier], "args"), {
      name: "SerializationError",
      message:
        'args[0] cannot cross to another thread: Barrier "barrier.test: action" has an action, which is a function: ' +
        "give the barrier a name, and construct it by name in each thread, with its action",
    });
    assert.throws(() => encode([new Barrier(2, { action: () => undefined })], "args"), SerializationError);
  });
});
