/** CPython's test_threading: TimerTests, ThreadingIteratorToolsTests, and MiscTestCase but for the list of exports. */
import assert from "node:assert/strict";
import { concurrentTee, enumerate, serializeIterator, Thread, Timer } from "multilane";
import { join, threadingTest, waitingTest } from "./support/thread-cases.js";
import * as tasks from "./thread-tasks.js";

waitingTest("TimerTests", "test_init_immutable_default_args", async (mode) => {
  const first = new Timer(10, tasks.spy);
  first.start();
  assert.deepEqual(await join(mode, first), []);
  Array.prototype.push.call(first.args, "blah"); // what TypeScript refuses and JavaScript can do
  const second = new Timer(10, tasks.spy);
  assert.deepEqual(second.args, []);
  second.start();
  assert.deepEqual(await join(mode, second), []);
  const given = [1, 2];
  const third = new Timer(10, tasks.spy, given);
  given.push(3);
  third.start();
  assert.deepEqual(await join(mode, third), [1, 2]);
});

/** Counts to `end`; two calls at once would find it in the middle of one. */
class Fragile implements AsyncIterator<number> {
  #inside = false;
  #n = 0;
  readonly #end: number;

  constructor(end: number) {
    this.#end = end;
  }

  async next(): Promise<IteratorResult<number>> {
    assert.equal(this.#inside, false, "next() was called while it ran");
    this.#inside = true;
    await new Promise((resolve) => setImmediate(resolve));
    this.#inside = false;
    return this.#n < this.#end ? { done: false, value: this.#n++ } : { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

async function collect<T>(iterator: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterator) items.push(item);
  return items;
}

const upTo = (end: number): number[] => Array.from({ length: end }, (_, n) => n);

threadingTest("ThreadingIteratorToolsTests", "test_serialize_serializes_concurrent_iteration", async () => {
  const iterator = serializeIterator(new Fragile(100));
  const parts = await Promise.all(upTo(10).map(() => collect(iterator)));
  assert.deepEqual(
    parts.flat().toSorted((a, b) => a - b),
    upTo(100),
  );
});

threadingTest("ThreadingIteratorToolsTests", "test_serialize_next_exception", async () => {
  let calls = 0;
  const iterator = serializeIterator({
    [Symbol.asyncIterator]: () => ({
      next: async (): Promise<IteratorResult<number>> => {
        if (++calls % 2 === 1) throw new RangeError(`call ${calls}`);
        return { done: false, value: calls };
      },
    }),
  });
  // Who is behind a call that fails gets the next item, and no call is lost.
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => iterator.next()));
  assert.deepEqual(
    outcomes.map((outcome) =>
      outcome.status === "fulfilled" ? (outcome.value.value as number) : String(outcome.reason),
    ),
    ["RangeError: call 1", 2, "RangeError: call 3", 4],
  );
});

threadingTest(
  "ThreadingIteratorToolsTests",
  "test_concurrent_tee_supports_concurrent_consumers",
  async () => {
    const consumers = concurrentTee(new Fragile(50), 5);
    assert.equal(consumers.length, 5);
    for (const items of await Promise.all(consumers.map(collect))) assert.deepEqual(items, upTo(50));
  },
);

threadingTest("ThreadingIteratorToolsTests", "test_concurrent_tee_zero_iterators", () => {
  assert.deepEqual(concurrentTee(upTo(10), 0), []);
});

threadingTest("ThreadingIteratorToolsTests", "test_concurrent_tee_negative_n", () => {
  assert.throws(() => concurrentTee(upTo(10), -1), RangeError);
});

waitingTest("MiscTestCase", "test_set_name", async (mode) => {
  // Of CPython's list: plain, accented, wide, beyond the basic plane, unprintable, longer than any limit.
  const names = ["CustomName", "namé€", "一二三四五", "🚗 lane", "a\0b", "x".repeat(100)];
  const threads = names.map((name) => new Thread({ target: tasks.ownNames, name }));
  for (const thread of threads) {
    thread.start();
    // In every thread's list, cut where the operating system cuts at 15 bytes.
    assert.ok(enumerate().some(({ name }) => name === thread.name));
  }
  for (const [index, thread] of threads.entries()) {
    const { name, engine } = await join(mode, thread);
    assert.equal(name, names[index]);
    if (engine !== undefined) assert.equal(engine, names[index]);
  }
});

waitingTest("MiscTestCase", "test_change_name", async (mode) => {
  const thread = new Thread({ target: tasks.changeName, args: ["new name"], name: "name" });
  thread.start();
  assert.deepEqual(await join(mode, thread), ["name", "new name"]);
  assert.equal(thread.name, "new name");
});
