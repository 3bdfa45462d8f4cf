/** `Queue` in one thread. Its kinds: queue-kinds.test.ts; among threads: queue-threads.test.ts, queue-death.test.ts. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import {
  InvalidStateError,
  Queue,
  QueueEmptyError,
  QueueFullError,
  QueueShutdownError,
  registerClass,
  SerializationError,
  TimeoutError,
} from "multilane";
import { until } from "../support/until.js";

const LONG = { timeout: 10_000 };
const activeTimers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

describe("Queue", () => {
  it("gives items in the order in which they were put", async () => {
    const queue = new Queue<number>();
    queue.putSync(1);
    await queue.put(2);
    assert.equal(queue.tryPut(3), true);
    assert.deepEqual([queue.qsize(), queue.empty(), queue.full()], [3, false, false]);
    assert.deepEqual([await queue.get(), queue.getSync(), queue.tryGet()], [1, 2, { value: 3 }]);
    assert.deepEqual([queue.qsize(), queue.empty(), queue.tryGet()], [0, true, undefined]);
  });

  it("takes no more than its maxsize", async () => {
    const queue = new Queue<number>(2);
    await queue.put(1);
    assert.deepEqual([queue.full(), queue.empty()], [false, false]);
    await queue.put(2);
    assert.equal(queue.full(), true);
    assert.equal(queue.tryPut(3), false);
    assert.throws(() => queue.putSync(3, { timeout: 0 }), QueueFullError);
    await assert.rejects(queue.put(3, { timeout: 0 }), QueueFullError);
    assert.equal(queue.getSync(), 1);
    assert.equal(queue.tryPut(3), true);
    assert.deepEqual([queue.getSync(), queue.getSync(), queue.tryGet()], [2, 3, undefined]);
  });

  it("keeps null, undefined and what a message can carry apart", () => {
    const queue = new Queue<unknown>();
    const shared = { name: "shared" };
    const values = [null, undefined, NaN, -0, "", "\ud800", 10n ** 30n, Object.assign([], { 1: "hole before" }), new Date(5), new Map([[shared, shared]])]; // prettier-ignore
    for (const value of values) assert.equal(queue.tryPut(value), true);
    const got = values.map(() => queue.tryGet());
    assert.deepEqual(got, values.map((value) => ({ value }))); // prettier-ignore
    const map = got.at(-1)?.value;
    assert.ok(map instanceof Map);
    assert.equal(map.keys().next().value, map.values().next().value);
  });

  it("takes an item of any size, and gives its memory back", () => {
    const queue = new Queue<Uint8Array>();
    const large = new Uint8Array(3_000_000).map((_, index) => index % 251);
    for (let round = 0; round < 5; round++) {
      queue.putSync(large.subarray(0, 3_000_000 - round));
      assert.equal(queue.qsize(), 1);
      assert.deepEqual(queue.getSync(), large.slice(0, 3_000_000 - round));
    }
  });

  it("refuses what cannot be written, at once, and is none the worse", async () => {
    const queue = new Queue<unknown>(1);
    const refused = { name: "SerializationError", message: /^item\.job\.handler is a function/ };
    const item = { job: { handler: () => 1 } };
    assert.throws(() => queue.putSync(item), refused);
    assert.throws(() => queue.tryPut(item), refused);
    await assert.rejects(queue.put(item), refused);
    assert.throws(() => queue.tryPut(new SharedArrayBuffer(8)), SerializationError);
    assert.throws(() => queue.tryPut({ jobs: new Queue() }), { message: /those that have a name/ });
    assert.deepEqual([queue.qsize(), queue.statistics().unfinished], [0, 0]);
    queue.putSync(1);
    await assert.rejects(queue.put(item), refused); // though it is full
    assert.equal(queue.getSync(), 1);
  });

  it("gives an item that cannot be read as an error, once", async () => {
    class Fragile {
      readonly state = "whole";
    }
    registerClass(Fragile, {
      name: "queue.test: Fragile",
      encode: () => 1,
      decode: (): Fragile => {
        throw new Error("broken on the way");
      },
    });
    const queue = new Queue<unknown>();
    for (const get of [() => queue.get(), async () => queue.getSync(), async () => queue.tryGet()]) {
      queue.putSync(new Fragile());
      await assert.rejects(get(), { name: "SerializationError", message: /broken on the way/ });
      assert.equal(queue.qsize(), 0);
    }
    const waiting = assert.rejects(queue.get(), SerializationError);
    queue.putSync(new Fragile());
    await waiting;
    assert.equal(queue.statistics().unfinished, 4);
  });

  it("serves those who await in the order of their calls", async () => {
    const queue = new Queue<number>();
    const order: string[] = [];
    const gets = ["a", "b", "c"].map(async (who) => order.push(`${who}${await queue.get(LONG)}`));
    assert.equal(queue.statistics().gettersWaiting, 3);
    for (const item of [1, 2, 3]) queue.putSync(item);
    const late = queue.get(LONG); // there are items, but others came first
    await queue.put(4);
    await Promise.all(gets);
    assert.equal(await late, 4);
    assert.deepEqual(order, ["a1", "b2", "c3"]);
    assert.equal(queue.statistics().waiting, 0);
  });

  it("takes what those who await put in the order of their calls", async () => {
    const queue = new Queue<number>(1);
    queue.putSync(0);
    const puts = [1, 2, 3, 4].map((item) => queue.put(item, LONG));
    assert.equal(queue.statistics().puttersWaiting, 4);
    const got: number[] = [];
    while (got.length < 5) got.push(await queue.get(LONG));
    await Promise.all(puts);
    assert.deepEqual(got, [0, 1, 2, 3, 4]);
    assert.equal(queue.statistics().waiting, 0);
  });

  it("takes what those who await put before what comes while there is room", async () => {
    const queue = new Queue<number>(1);
    queue.putSync(0);
    const first = queue.put(1, LONG);
    assert.equal(queue.getSync(), 0);
    const second = queue.put(2); // there is room, but the other came first
    assert.equal(await queue.get(), 1);
    await first;
    await second;
    assert.equal(queue.getSync(), 2);
  });

  it("takes an item that waits for room as it was when it was put", async () => {
    const queue = new Queue<number[]>(1);
    queue.putSync([0]);
    const item = [1];
    const put = queue.put(item, LONG);
    item.push(2);
    queue.getSync();
    await put;
    assert.deepEqual(queue.getSync(), [1]);
  });

  it("ends a wait at its timeout, and is none the worse", async () => {
    const queue = new Queue<number>(1, "queue.test: timeout");
    const timers = activeTimers();
    const empty = {
      name: "QueueEmptyError",
      message: /^Queue "queue.test: timeout" is empty, .* within 3 ms/,
    };
    await assert.rejects(queue.get({ timeout: 3 }), empty);
    assert.throws(() => queue.getSync({ timeout: 3 }), empty);
    queue.putSync(1);
    const full = { name: "QueueFullError", message: /^Queue "queue.test: timeout" is full, .* within 3 ms/ };
    await assert.rejects(queue.put(2, { timeout: 3 }), full);
    assert.throws(() => queue.putSync(2, { timeout: 3 }), full);
    const late = { name: "TimeoutError", message: /within 3 ms: 1 items/ };
    await assert.rejects(queue.join({ timeout: 3 }), late);
    assert.throws(() => queue.joinSync({ timeout: 3 }), late);
    const { size, unfinished, waiting } = queue.statistics();
    assert.deepEqual([size, unfinished, waiting], [1, 1, 0]);
    assert.equal(activeTimers(), timers);
    assert.equal(await queue.get(LONG), 1);
    await queue.put(2, LONG);
    assert.equal(activeTimers(), timers);
  });

  it("does not wait with a timeout of 0", async () => {
    const queue = new Queue<number>(1);
    await assert.rejects(queue.get({ timeout: 0 }), QueueEmptyError);
    assert.throws(() => queue.getSync({ timeout: 0 }), QueueEmptyError);
    await queue.put(1, { timeout: 0 });
    const join = queue.join({ timeout: 0 });
    assert.equal(queue.statistics().waiting, 0);
    await assert.rejects(join, TimeoutError);
    assert.throws(() => queue.joinSync({ timeout: 0 }), TimeoutError);
    assert.equal(await queue.get({ timeout: 0 }), 1);
    queue.taskDone();
    await queue.join({ timeout: 0 });
    queue.joinSync({ timeout: 0 });
  });

  it("lets an aborted signal end a wait with its reason, and keeps no listener", async () => {
    const queue = new Queue<number>(1);
    const reason = new Error("changed my mind");
    for (const wait of [
      (signal: AbortSignal) => queue.get({ signal }),
      (signal: AbortSignal) => queue.put(2, { signal }),
      (signal: AbortSignal) => queue.join({ signal }),
    ]) {
      const controller = new AbortController();
      const { signal } = controller;
      const rejected = assert.rejects(wait(signal), reason);
      assert.equal(getEventListeners(signal, "abort").length, 1);
      controller.abort(reason);
      await rejected;
      assert.equal(getEventListeners(signal, "abort").length, 0);
      await assert.rejects(wait(signal), reason);
      assert.equal(queue.statistics().waiting, 0);
      queue.tryPut(1); // for the next two to wait
    }
    assert.throws(() => queue.getSync({ signal: AbortSignal.abort(reason) }), reason);
    assert.throws(() => queue.putSync(1, { signal: AbortSignal.abort(reason) }), reason);
    assert.throws(() => queue.joinSync({ signal: AbortSignal.abort(reason) }), reason);
    assert.equal(queue.qsize(), 1);
  });

  it("passes over those who gave up", async () => {
    const queue = new Queue<number>();
    const controller = new AbortController();
    const gaveUp = assert.rejects(queue.get({ signal: controller.signal }), { name: "AbortError" });
    const next = queue.get(LONG);
    controller.abort();
    await gaveUp;
    queue.putSync(1);
    assert.equal(await next, 1);
  });

  it("refuses to block for a signal that could never fire", () => {
    const queue = new Queue<number>();
    const { signal } = new AbortController();
    assert.throws(() => queue.getSync({ signal }), {
      name: "TypeError",
      message: /await get\(\{ signal \}\)/,
    });
    assert.throws(() => queue.putSync(1, { signal }), {
      name: "TypeError",
      message: /await put\(\{ signal \}\)/,
    });
    assert.throws(() => queue.joinSync({ signal }), {
      name: "TypeError",
      message: /await join\(\{ signal \}\)/,
    });
    assert.equal(queue.qsize(), 0);
  });

  for (const [timeout, error] of [
    [Number.NaN, RangeError],
    [-1, RangeError],
    ["5", TypeError],
  ] as const) {
    it(`refuses ${String(timeout)} as a timeout, also when it need not wait`, async () => {
      const queue = new Queue<number>();
      const options = { timeout: timeout as number };
      await assert.rejects(queue.put(1, options), error);
      assert.throws(() => queue.putSync(1, options), error);
      await assert.rejects(queue.join(options), error);
      assert.throws(() => queue.joinSync(options), error);
      queue.putSync(1);
      await assert.rejects(queue.get(options), error);
      assert.throws(() => queue.getSync(options), error);
      assert.equal(queue.qsize(), 1);
    });
  }

  it("refuses a maxsize that is none", () => {
    for (const maxsize of [NaN, 1.5, Infinity, 2 ** 31])
      assert.throws(() => new Queue(maxsize), { name: "RangeError", message: /whole number/ });
    for (const maxsize of ["jobs", null, {}])
      assert.throws(() => new Queue(maxsize as number), {
        name: "TypeError",
        message: /maxsize must be a number/,
      });
    const queue = new Queue(3);
    assert.throws(() => (queue.maxsize = 1.5), RangeError);
    assert.throws(() => (queue.maxsize = "4" as unknown as number), TypeError);
    assert.equal(queue.maxsize, 3);
  });

  it("has no bound with a maxsize of 0 or less", () => {
    for (const maxsize of [undefined, 0, -1, -(2 ** 31 - 2)]) {
      const queue = new Queue<number>(maxsize);
      assert.equal(queue.maxsize, maxsize ?? 0);
      for (let item = 0; item < 1000; item++) assert.equal(queue.tryPut(item), true);
      assert.equal(queue.full(), false);
    }
    assert.equal(new Queue(2 ** 31 - 2).maxsize, 2 ** 31 - 2);
  });

  it("lets puts go on when its maxsize is raised, and keeps what is above a lower one", async () => {
    const queue = new Queue<number>(1);
    queue.putSync(1);
    const puts = [2, 3, 4].map((item) => queue.put(item, LONG));
    assert.equal(queue.statistics().puttersWaiting, 3);
    queue.maxsize = 2;
    await puts[0];
    assert.deepEqual([queue.maxsize, queue.qsize(), queue.statistics().puttersWaiting], [2, 2, 2]);
    queue.maxsize = 0;
    await Promise.all(puts);
    queue.maxsize = 3;
    assert.deepEqual([queue.qsize(), queue.full(), queue.tryPut(5)], [4, true, false]);
    assert.equal(queue.getSync(), 1);
    assert.equal(queue.full(), true);
    assert.equal(queue.getSync(), 2);
    assert.equal(queue.tryPut(5), true);
  });

  it("joins when each item that was put is done", async () => {
    const queue = new Queue<number>();
    await queue.join();
    queue.joinSync();
    queue.putSync(1);
    queue.putSync(2);
    const join = queue.join(LONG);
    let joined = false;
    void join.then(() => (joined = true));
    assert.equal(queue.statistics().joinersWaiting, 1);
    queue.getSync();
    queue.taskDone();
    queue.getSync();
    await new Promise(setImmediate);
    assert.deepEqual([joined, queue.statistics().unfinished], [false, 1]);
    queue.taskDone();
    await join;
    assert.equal(queue.statistics().waiting, 0);
  });

  it("refuses taskDone when nothing is unfinished", () => {
    const queue = new Queue<number>(0, "queue.test: done");
    const tooOften = { name: "InvalidStateError", message: /too often: .*"queue.test: done"/ };
    assert.throws(() => queue.taskDone(), tooOften);
    queue.putSync(1);
    queue.taskDone(); // CPython does not ask for a get, either
    assert.throws(() => queue.taskDone(), tooOften);
    assert.equal(queue.getSync(), 1);
    assert.throws(() => queue.taskDone(), tooOften);
  });

  it("lets nothing in after a shutdown, and everything out", async () => {
    const queue = new Queue<number>(2);
    queue.putSync(1);
    queue.putSync(2);
    const waiting = assert.rejects(queue.put(3, LONG), {
      name: "QueueShutdownError",
      message: /^Queue was shut down/,
    });
    assert.equal(queue.isShutdown, false);
    queue.shutdown();
    assert.equal(queue.isShutdown, true);
    await waiting;
    await assert.rejects(queue.put(3), QueueShutdownError);
    assert.throws(() => queue.putSync(3), QueueShutdownError);
    assert.throws(() => queue.tryPut(3), QueueShutdownError);
    assert.deepEqual([queue.getSync(), await queue.get()], [1, 2]);
    await assert.rejects(queue.get(), QueueShutdownError);
    assert.throws(() => queue.getSync(), QueueShutdownError);
    assert.throws(() => queue.tryGet(), QueueShutdownError);
    await assert.rejects(queue.get({ timeout: 0 }), QueueShutdownError);
    queue.shutdown();
    queue.taskDone();
    queue.taskDone();
    await queue.join();
  });

  it("ends the gets that wait when it is shut down", async () => {
    const queue = new Queue<number>();
    const gets = [queue.get(), queue.get(LONG)].map((get) => assert.rejects(get, QueueShutdownError));
    assert.equal(queue.statistics().gettersWaiting, 2);
    queue.shutdown();
    await Promise.all(gets);
  });

  it("drops its items in an immediate shutdown, and owes only what was taken", async () => {
    const queue = new Queue<number>();
    for (const item of [1, 2, 3]) queue.putSync(item);
    assert.equal(queue.getSync(), 1);
    const join = queue.join(LONG);
    queue.shutdown({ immediate: true });
    assert.deepEqual([queue.qsize(), queue.statistics().unfinished], [0, 1]);
    assert.throws(() => queue.getSync(), QueueShutdownError);
    assert.equal(queue.statistics().joinersWaiting, 1);
    queue.taskDone();
    await join;
    assert.throws(() => queue.taskDone(), InvalidStateError);
  });

  it("ends a join in an immediate shutdown, also one after another shutdown", async () => {
    const queue = new Queue<number>();
    queue.putSync(1);
    queue.putSync(2);
    queue.taskDone();
    const join = queue.join(LONG);
    queue.shutdown({ immediate: false });
    assert.deepEqual([queue.qsize(), queue.statistics().joinersWaiting], [2, 1]);
    queue.shutdown({ immediate: true });
    await join;
    assert.throws(() => queue.taskDone(), InvalidStateError);
  });

  it("is iterated until it was shut down and is empty", async () => {
    const queue = new Queue<number | undefined>(2);
    const taken: unknown[] = [];
    const reader = (async () => {
      for await (const item of queue) taken.push(item);
    })();
    for (const item of [1, undefined, 3]) await queue.put(item, LONG);
    await until("all are taken", () => taken.length === 3);
    await until("the reader waits", () => queue.statistics().gettersWaiting === 1);
    queue.shutdown();
    await reader;
    assert.deepEqual(taken, [1, undefined, 3]);
  });

  it("can be left in the middle of an iteration", async () => {
    const queue = new Queue<number>();
    for (const item of [1, 2, 3]) queue.putSync(item);
    for await (const item of queue) if (item === 2) break;
    assert.equal(queue.getSync(), 3);
    assert.equal(queue.statistics().waiting, 0);
  });

  it("says what it is", async () => {
    const queue = new Queue<number>(2, "queue.test: jobs");
    assert.equal(String(queue), '<Queue "queue.test: jobs" of 0 items>');
    queue.putSync(1);
    assert.equal(String(queue), '<Queue "queue.test: jobs" of 1 item>');
    queue.putSync(2);
    const waits = [queue.put(3, LONG), queue.put(4, LONG), queue.join(LONG)];
    assert.deepEqual(queue.statistics(), {
      name: "queue.test: jobs",
      size: 2,
      maxsize: 2,
      unfinished: 2,
      puttersWaiting: 2,
      gettersWaiting: 0,
      joinersWaiting: 1,
      waiting: 3,
      shutdown: false,
    });
    queue.shutdown({ immediate: true });
    assert.equal(String(queue), '<shut down Queue "queue.test: jobs" of 0 items>');
    await Promise.allSettled(waits);
    assert.equal(String(new Queue()), "<Queue of 0 items>");
  });
});
