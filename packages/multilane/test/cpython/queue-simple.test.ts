/** CPython's test_queue, BaseSimpleQueueTest. */
import assert from "node:assert/strict";
import { QueueEmptyError, SimpleQueue } from "multilane";
import * as tasks from "./queue-simple-tasks.js";
import type { Manner, SimpleItem } from "./queue-simple-tasks.js";
import type { CaseId } from "./support/cases.js";
import { cpythonTest } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";
import { untilCollected } from "./support/garbage.js";
import { SharedCounter } from "./support/shared-counter.js";
import { until } from "./support/until.js";

function id(method: string): CaseId {
  return { suite: "test_queue", class: "BaseSimpleQueueTest", method, target: "SimpleQueue" };
}

function numbers(end: number): number[] {
  return Array.from({ length: end }, (_, item) => item);
}

function ascending(a: number, b: number): number {
  return a - b;
}

async function getOne(
  crew: Crew,
  queue: SimpleQueue<SimpleItem>,
  timeout?: number,
): Promise<SimpleItem | undefined> {
  const [item] = await crew.start(tasks.get, 1, crew.mode, queue, timeout).join();
  return item;
}

/** So many feeders and so many consumers; what the consumers got, one after the other. */
async function run(crew: Crew, members: number, items: number, manner: Manner): Promise<number[]> {
  const queue = new SimpleQueue<SimpleItem>();
  const next = new SharedCounter();
  const consumers = crew.start(tasks.consume, members, crew.mode, queue, manner);
  const feeders = crew.start(tasks.feed, members, crew.mode, queue, next, items, 42);
  await feeders.join();
  const got = (await consumers.join()).flat();
  assert.deepEqual([queue.empty(), queue.qsize(), queue.statistics().waiting], [true, 0, 0]);
  return got;
}

/** CPython's 50 where a member costs nothing. */
function many(crew: Crew): number {
  return crew.where === "threads" ? 4 : 50;
}

cpythonTest(
  id("test_basic"),
  played(async (crew) => {
    const queue = new SimpleQueue<SimpleItem>();
    const look = (): unknown => [queue.empty(), queue.qsize()];
    assert.deepEqual(look(), [true, 0]);
    queue.put(1);
    assert.deepEqual(look(), [false, 1]);
    for (const item of [2, 3, 4]) queue.put(item);
    assert.deepEqual(look(), [false, 4]);
    assert.equal(await getOne(crew, queue), 1);
    assert.equal(queue.qsize(), 3);
    assert.equal(await getOne(crew, queue, 0), 2);
    assert.equal(queue.qsize(), 2);
    assert.deepEqual(queue.tryGet(), { value: 3 });
    assert.deepEqual(look(), [false, 1]);
    assert.equal(await getOne(crew, queue, 100), 4);
    assert.deepEqual(look(), [true, 0]);
    assert.equal(queue.tryGet(), undefined);
    await assert.rejects(getOne(crew, queue, 1), QueueEmptyError);
    await assert.rejects(getOne(crew, queue, 0), QueueEmptyError);
    assert.deepEqual(look(), [true, 0]);
  }),
);

cpythonTest(
  id("test_negative_timeout_raises_exception"),
  played(async (crew) => {
    const queue = new SimpleQueue<SimpleItem>();
    queue.put(1);
    await assert.rejects(getOne(crew, queue, -1), RangeError);
    await assert.rejects(getOne(crew, queue, NaN), RangeError);
    assert.equal(queue.qsize(), 1);
  }),
);

cpythonTest(id("test_nonblocking_ignores_timeout"), () => {
  const queue = new SimpleQueue<SimpleItem>();
  // What TypeScript refuses and JavaScript can do: the call that never waits knows no timeout, not even a bad one.
  const tryGet = queue.tryGet.bind(queue) as (options: { timeout: unknown }) => unknown;
  for (const timeout of [1, 20_000, -1, NaN, "soon"]) assert.equal(tryGet({ timeout }), undefined);
  queue.put(1);
  assert.deepEqual(tryGet({ timeout: -1 }), { value: 1 });
});

cpythonTest(
  id("test_order"),
  played(async (crew) => {
    assert.deepEqual(await run(crew, 1, 100, "waiting"), numbers(100));
  }),
);

cpythonTest(
  id("test_many_threads"),
  played(async (crew) => {
    assert.deepEqual((await run(crew, many(crew), 10_000, "waiting")).toSorted(ascending), numbers(10_000));
  }),
);

cpythonTest(
  id("test_many_threads_nonblock"),
  played(async (crew) => {
    const got = await run(crew, many(crew), 10_000, "never waiting");
    assert.deepEqual(got.toSorted(ascending), numbers(10_000));
  }),
);

cpythonTest(
  id("test_many_threads_timeout"),
  played(async (crew) => {
    const got = await run(crew, many(crew), 1000, "with a timeout");
    assert.deepEqual(got.toSorted(ascending), numbers(1000));
  }),
);

/** Puts an object that nothing else refers to. */
async function putObject(queue: SimpleQueue<object>, index: number): Promise<WeakRef<object>> {
  const item = { index };
  queue.put(item);
  return new WeakRef(item);
}

cpythonTest(id("test_references"), async () => {
  const queue = new SimpleQueue<object>();
  // The queue has bytes, not the objects: they can go as soon as they are in it.
  for (let index = 0; index < 20; index++) await untilCollected(() => putObject(queue, index));
  assert.equal(queue.qsize(), 20);
  for (let taken = 0; taken < 20; taken++) {
    const awaits = taken % 2 === 0;
    await untilCollected(async () => new WeakRef(awaits ? await queue.get() : queue.getSync({ timeout: 0 })));
  }
  // Nor does a getter that waited keep what it was given.
  const waiting = untilCollected(async () => new WeakRef(await queue.get()));
  await until("a getter waits", () => queue.statistics().waiting === 1);
  queue.put({ index: 20 });
  await waiting;
});
