/** What `LifoQueue`, `PriorityQueue` and `SimpleQueue` have of their own. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LifoQueue, PriorityQueue, Queue, QueueEmptyError, QueueFullError, QueueShutdownError, SimpleQueue } from "multilane"; // prettier-ignore

const LONG = { timeout: 10_000 };

describe("LifoQueue", () => {
  it("gives the item that was put last", async () => {
    const queue = new LifoQueue<number>(3);
    for (const item of [1, 2]) queue.putSync(item);
    assert.equal(await queue.get(), 2);
    await queue.put(3);
    queue.putSync(4);
    assert.throws(() => queue.putSync(5, { timeout: 0 }), QueueFullError);
    assert.deepEqual([queue.getSync(), queue.getSync(), queue.tryGet(), queue.tryGet()], [4, 3, { value: 1 }, undefined]); // prettier-ignore
    assert.ok(queue instanceof Queue);
    assert.equal(String(queue), "<LifoQueue of 0 items>");
  });
});

describe("PriorityQueue", () => {
  it("gives the item with the lowest number, the first of equal ones", async () => {
    const queue = new PriorityQueue<string>();
    queue.putSync("b1", 2);
    await queue.put("c1", Infinity);
    queue.tryPut("b2", 2);
    queue.putSync("a", -0.5);
    queue.putSync("b3", 2);
    queue.putSync("first", -Infinity);
    queue.putSync("c2", Infinity);
    const taken = Array.from({ length: 7 }, () => queue.getSync());
    assert.deepEqual(taken, ["first", "a", "b1", "b2", "b3", "c1", "c2"]);
  });

  it("takes what waits for room with its own priority", async () => {
    const queue = new PriorityQueue<string>(1);
    queue.putSync("middle", 2);
    const puts = [queue.put("late", 3, LONG), queue.put("early", 1, LONG)];
    queue.maxsize = 3;
    await Promise.all(puts);
    assert.deepEqual([queue.getSync(), queue.getSync(), queue.getSync()], ["early", "middle", "late"]);
  });

  it("refuses a priority that is none, and puts nothing", async () => {
    const queue = new PriorityQueue<string>();
    for (const [priority, error] of [
      [NaN, RangeError],
      [undefined, TypeError],
      ["high", TypeError],
      [1n, TypeError],
      [null, TypeError],
    ] as const) {
      await assert.rejects(queue.put("x", priority as number), error);
      assert.throws(() => queue.putSync("x", priority as number), error);
      assert.throws(() => queue.tryPut("x", priority as number), error);
    }
    assert.equal(queue.qsize(), 0);
  });

  it("is iterated, joined and shut down like any other", async () => {
    const queue = new PriorityQueue<number>(0, "queue-kinds: ranked");
    for (const item of [3, 1, 2]) queue.putSync(item, item);
    queue.shutdown();
    await assert.rejects(queue.put(4, 4), QueueShutdownError);
    const taken: number[] = [];
    for await (const item of queue) {
      taken.push(item);
      queue.taskDone();
    }
    await queue.join();
    assert.deepEqual(taken, [1, 2, 3]);
    assert.equal(String(queue), '<shut down PriorityQueue "queue-kinds: ranked" of 0 items>');
  });
});

describe("SimpleQueue", () => {
  it("puts without waiting, and gives in order", async () => {
    const queue = new SimpleQueue<number | undefined>();
    for (let item = 0; item < 1000; item++) queue.put(item);
    queue.put(undefined);
    assert.deepEqual([queue.qsize(), queue.empty()], [1001, false]);
    assert.equal(await queue.get(), 0);
    for (let item = 1; item < 1000; item++) assert.equal(queue.getSync(), item);
    assert.deepEqual(
      [queue.tryGet(), queue.tryGet(), queue.empty()],
      [{ value: undefined }, undefined, true],
    );
  });

  it("ends a wait at its timeout or abort, and serves those who wait in order", async () => {
    const queue = new SimpleQueue<number>();
    await assert.rejects(queue.get({ timeout: 2 }), QueueEmptyError);
    assert.throws(() => queue.getSync({ timeout: 2 }), QueueEmptyError);
    await assert.rejects(queue.get({ timeout: -1 }), RangeError);
    const controller = new AbortController();
    const gaveUp = assert.rejects(queue.get({ signal: controller.signal }), { name: "AbortError" });
    const gets = [queue.get(LONG), queue.get(LONG)];
    controller.abort();
    await gaveUp;
    assert.deepEqual(queue.statistics(), { name: undefined, size: 0, gettersWaiting: 2, waiting: 2 });
    queue.put(1);
    queue.put(2);
    assert.deepEqual(await Promise.all(gets), [1, 2]);
  });

  it("refuses what cannot be written", () => {
    const queue = new SimpleQueue<unknown>("queue-kinds: simple");
    assert.throws(() => queue.put([Symbol("s")]), {
      name: "SerializationError",
      message: /^item\[0\] is a symbol/,
    });
    assert.equal(String(queue), '<SimpleQueue "queue-kinds: simple" of 0 items>');
    assert.throws(() => new SimpleQueue(5 as unknown as string), {
      name: "TypeError",
      message: /new SimpleQueue\("name"\)/,
    });
  });
});
