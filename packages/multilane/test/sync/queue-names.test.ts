/** Queues by name, and on their way to other threads. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LifoQueue, Lock, PriorityQueue, Queue, SimpleQueue } from "multilane";
import { decode, encode } from "#src/memory/codec/codec.js";

const LONG = { timeout: 10_000 };

/** As a message to another thread would carry it. */
function cross<T>(value: T): T {
  return decode(structuredClone(encode(value, "args"))) as T;
}

describe("a named queue", () => {
  it("is one queue for one name, and one waiting list", async () => {
    const [one, other] = [
      new Queue<number>(1, "queue-names: one"),
      new Queue<number>(1, { name: "queue-names: one" }),
    ];
    one.putSync(1);
    assert.deepEqual([other.full(), other.getSync()], [true, 1]);
    const gets = [one.get(LONG), other.get(LONG), one.get(LONG)];
    assert.equal(other.statistics().gettersWaiting, 3);
    for (const item of [1, 2, 3]) await other.put(item);
    assert.deepEqual(await Promise.all(gets), [1, 2, 3]);
    other.maxsize = 7;
    other.shutdown();
    assert.deepEqual([one.maxsize, one.isShutdown], [7, true]);
  });

  it("has one maxsize to be made with", () => {
    const queue = new Queue(3, "queue-names: three");
    queue.maxsize = 5;
    assert.equal(new Queue(3, "queue-names: three").maxsize, 5);
    assert.throws(() => new Queue(5, "queue-names: three"), {
      name: "TypeError",
      message: /maxsize 3 .* cannot have 5/,
    });
    assert.throws(() => new Queue(0, "queue-names: three"), TypeError);
    assert.equal(new Queue(-1, "queue-names: any").maxsize, -1);
    assert.equal(new Queue(0, "queue-names: any").maxsize, -1); // both say: no bound
  });

  it("is of one kind", () => {
    const kinds = [Queue, LifoQueue, PriorityQueue] as const;
    for (const Kind of kinds) {
      const name = `queue-names: ${Kind.name}`;
      void new Kind(0, name);
      for (const Other of kinds.filter((one) => one !== Kind))
        assert.throws(() => new Other(0, name), { name: "TypeError", message: /belongs to a/ });
      assert.throws(() => new SimpleQueue(name), TypeError);
      assert.throws(() => new Lock(name), TypeError);
    }
  });

  it("refuses names that are none", () => {
    assert.throws(() => new Queue(0, ""), { name: "TypeError", message: /must not be empty/ });
    assert.throws(() => new Queue(0, { name: "" }), TypeError);
    assert.throws(() => new Queue(0, 5 as unknown as string), {
      name: "TypeError",
      message: /not number: new Queue\(maxsize, "name"\)/,
    });
    assert.equal(new Queue(0, {}).name, undefined);
  });

  it("carries others, and locks, that have a name", () => {
    const queue = new Queue<{ answers: Queue<string>; lock: Lock }>(0, "queue-names: carrier");
    queue.putSync({
      answers: new Queue<string>(4, "queue-names: answers"),
      lock: new Lock("queue-names: lock"),
    });
    const { answers, lock } = queue.getSync();
    answers.putSync("yes");
    assert.equal(new Queue<string>(4, "queue-names: answers").getSync(), "yes");
    assert.ok(lock instanceof Lock);
  });
});

describe("a queue that crosses", () => {
  const makers = [
    (name?: string) => new Queue<number>(2, name),
    (name?: string) => new LifoQueue<number>(2, name),
    (name?: string) => new PriorityQueue<number>(2, name),
    (name?: string) => new SimpleQueue<number>(name),
  ] as const;
  for (const make of makers) {
    const { name: kind } = make().constructor;

    it(`is itself in its own thread: ${kind}`, () => {
      const queue = make();
      const [one, again] = cross([queue, queue]);
      assert.equal(one, queue);
      assert.equal(again, queue);
    });

    it(`is the queue of its name: ${kind}`, () => {
      const queue = make(`queue-names: crossing ${kind}`);
      const copy = cross(queue);
      assert.equal(copy.constructor, queue.constructor);
      assert.equal(copy.name, `queue-names: crossing ${kind}`);
      if (queue instanceof PriorityQueue) queue.putSync(5, 1);
      else if (queue instanceof SimpleQueue) queue.put(5);
      else queue.putSync(5);
      assert.equal(copy.getSync(), 5);
    });
  }

  it("keeps its maxsize, whatever that has become", () => {
    const queue = new Queue<number>(2, "queue-names: resized");
    queue.maxsize = 9;
    assert.equal(cross(queue).maxsize, 9);
  });
});
