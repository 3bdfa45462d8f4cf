/** Queues among real threads. Many operations: queue-stress.test.ts; dying threads: queue-death.test.ts. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LifoQueue, PriorityQueue, Queue, SimpleQueue, ThreadPoolExecutor } from "multilane";
import type { TaskReference } from "multilane";
import { within } from "../support/patience.js";
import { until } from "../support/until.js";
import * as tasks from "../tasks/queueing.js";

const LONG = { timeout: 20_000 };

const gettings: readonly TaskReference<[Queue<number>], number | Promise<number>>[] = [
  tasks.getOne,
  tasks.awaitOne,
  tasks.getOne,
];

function ascending(a: number, b: number): number {
  return a - b;
}

describe("Queue among threads", () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 4 });
  after(() => pool.shutdown());

  for (const queue of [new Queue<number>(), new Queue<number>(0, "queue-threads: get")]) {
    it(`gives an item to each of those who wait, blocked or awaiting: ${String(queue)}`, async () => {
      const gets = gettings.map((get) => pool.run(get, queue));
      const here = queue.get(LONG);
      await until("4 wait", () => queue.statistics().gettersWaiting === 4);
      for (const item of [1, 2, 3, 4]) queue.putSync(item);
      const got = await within(Promise.all([...gets, here]), "the end of the gets");
      assert.deepEqual(got.toSorted(ascending), [1, 2, 3, 4]);
      assert.equal(queue.statistics().waiting, 0);
    });
  }

  it("takes an item of each of those who wait for room, blocked or awaiting", async () => {
    const queue = new Queue<number>(1);
    queue.putSync(0);
    const puts = [tasks.putOne, tasks.awaitRoom, tasks.putOne].map((put, index) =>
      pool.run(put, queue, index + 1),
    );
    puts.push(queue.put(4, LONG));
    await until("4 wait", () => queue.statistics().puttersWaiting === 4);
    const got: number[] = [];
    while (got.length < 5) got.push(await queue.get(LONG));
    await within(Promise.all(puts), "the end of the puts");
    assert.deepEqual(got.toSorted(ascending), [0, 1, 2, 3, 4]);
    assert.equal(queue.statistics().waiting, 0);
  });

  it("wakes all who join when the last item is done", async () => {
    const queue = new Queue<number>();
    for (const item of [1, 2]) queue.putSync(item);
    const joins = [tasks.joinIt, tasks.awaitJoin, tasks.joinIt].map((join) => pool.run(join, queue));
    joins.push(queue.join(LONG));
    await until("4 wait", () => queue.statistics().joinersWaiting === 4);
    queue.taskDone();
    assert.equal(queue.statistics().joinersWaiting, 4);
    queue.taskDone();
    await within(Promise.all(joins), "the end of the joins");
  });

  it("wakes all who wait for room when its maxsize is raised", async () => {
    const queue = new Queue<number>(1);
    queue.putSync(0);
    const puts = [tasks.putOne, tasks.awaitRoom, tasks.putOne].map((put) => pool.run(put, queue, 1));
    await until("3 wait", () => queue.statistics().puttersWaiting === 3);
    queue.maxsize = 4;
    await within(Promise.all(puts), "the end of the puts");
    assert.equal(queue.qsize(), 4);
  });

  for (const immediate of [false, true]) {
    it(`wakes all who wait when it is shut down, immediate: ${immediate}`, async () => {
      const [full, empty] = [new Queue<number>(1), new Queue<number>()];
      full.putSync(0);
      const waits = [
        pool.run(tasks.putOne, full, 1),
        pool.run(tasks.awaitRoom, full, 1),
        pool.run(tasks.getOne, empty),
        pool.run(tasks.awaitOne, empty),
      ].map((wait) => assert.rejects(wait, { name: "QueueShutdownError" }));
      await until("2 wait for room", () => full.statistics().puttersWaiting === 2);
      await until("2 wait for items", () => empty.statistics().gettersWaiting === 2);
      for (const queue of [full, empty]) queue.shutdown({ immediate });
      await within(Promise.all(waits), "the end of the waits");
      assert.equal(full.qsize(), immediate ? 0 : 1);
    });
  }

  it("serves main while it is blocked", () => {
    const [work, name] = [new Queue<number>(2), "queue-threads: blocked main"];
    const sum = pool.submit(tasks.addUp, work);
    for (let item = 1; item <= 100; item++) work.putSync(item, LONG);
    work.joinSync(LONG);
    work.shutdown();
    assert.equal(sum.resultSync(LONG), 5050);

    const numbers = new Queue<number>(4, name);
    const counter = pool.submit(tasks.countInto, name, 100);
    for (let item = 1; item <= 100; item++) assert.equal(numbers.getSync(LONG), item);
    assert.throws(() => numbers.getSync(LONG), { name: "QueueShutdownError" });
    counter.resultSync(LONG);
  });

  it("does not count on a loop that was told of an item and is blocked", async () => {
    const queue = new Queue<number>();
    const pending = queue.get(LONG);
    const blocked = pool.submit(tasks.getOne, queue);
    await until("2 wait", () => queue.statistics().gettersWaiting === 2);
    const putter = pool.submit(tasks.putOne, queue, 1);
    assert.equal(blocked.resultSync(LONG), 1); // this loop does not turn until the other thread has it
    await putter;
    queue.putSync(2);
    assert.equal(await pending, 2);
  });

  it("ends a wait in another thread at its timeout", () => {
    const queue = new Queue<number>();
    const get = pool.submit(tasks.getSoon, queue, 3);
    assert.throws(() => get.resultSync(LONG), { name: "QueueEmptyError", message: /within 3 ms/ });
    assert.equal(queue.statistics().waiting, 0);
  });

  it("is the same object for who gets it twice, and the one of its name", async () => {
    const kinds = [Queue, LifoQueue, PriorityQueue, SimpleQueue] as const;
    for (const Kind of kinds) {
      const simple = Kind === SimpleQueue;
      const anonymous = simple ? new SimpleQueue<number>() : new Kind<number>(3);
      const name = `queue-threads: ${Kind.name}`;
      const named = simple ? new SimpleQueue<number>(name) : new Kind<number>(3, name);
      for (const [item, queue] of [anonymous, named].entries()) {
        if (queue instanceof PriorityQueue) queue.putSync(item, 0);
        else if (queue instanceof SimpleQueue) queue.put(item);
        else queue.putSync(item);
      }
      assert.deepEqual(await pool.run(tasks.compare, anonymous, anonymous, named), {
        same: true,
        kinds: [Kind.name, Kind.name],
        items: [0, 1],
      });
    }
  });

  for (const name of [undefined, "queue-threads: large"]) {
    it(`shows a thread what another put behind the end of its views: ${name ?? "anonymous"}`, async () => {
      const queue = new Queue<Uint8Array>(0, name);
      queue.putSync(new Uint8Array(10));
      assert.equal(queue.getSync().length, 10);
      for (const size of [1_000_000, 4_000_000, 70]) {
        await pool.run(tasks.putLarge, queue, size);
        assert.deepEqual(queue.getSync(LONG), new Uint8Array(size).fill(7));
      }
    });
  }

  for (const wait of ["get", "put", "join", "iterate"]) {
    it(`keeps the program alive while it awaits ${wait}, and not afterwards`, async () => {
      const program = fileURLToPath(new URL("wait-keep-alive.js", import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [program, wait], LONG);
      assert.equal(stdout, `${wait} done\n`);
    });
  }
});
