/** CPython's `executor.ExecutorTest`. */
import assert from "node:assert/strict";
import { NotATaskError, TimeoutError } from "multilane";
import * as tasks from "./executor-tasks.js";
import { askingTest, errorOf, executorTest, listOf, resultOf, WORKERS } from "./support/executors.js";
import { FileGate } from "../support/file-gate.js";
import { untilCollected } from "./support/garbage.js";

const suite = { suite: "executor", class: "ExecutorTest" } as const;
const ten = Array.from({ length: 10 }, (_, n) => n);
const four = [0, 1, 2, 3];
const sizes = [1, 2, four.length, 2 * four.length];

/** As `itertools.count()`. */
function* counter(): Generator<number, never> {
  for (let count = 0; ; count++) yield count;
}

async function three<T>(results: AsyncIterableIterator<T>): Promise<T[]> {
  const values: T[] = [];
  for (let n = 0; n < 3; n++) {
    const next = await results.next();
    if (next.done !== true) values.push(next.value);
  }
  await results.return?.();
  return values;
}

askingTest(suite, "test_submit", async ({ executor, mode }) => {
  assert.equal(await resultOf(mode, executor.submit(tasks.pow, 2, 8)), 256);
});

// Adapted: what is named goes into an object, and the function is always the first.
askingTest(suite, "test_submit_keyword", async ({ executor, mode }) => {
  assert.equal(await resultOf(mode, executor.submit(tasks.mulBy, 2, { y: 8 })), 16);
  const future = executor.submit(tasks.capture, 1, { self: 2, fn: 3 });
  assert.deepEqual(await resultOf(mode, future), [1, { self: 2, fn: 3 }]);
  // @ts-expect-error not a task
  assert.throws(() => executor.submit({ fn: tasks.capture, arg: 1 }), NotATaskError);
  // @ts-expect-error nothing to run
  assert.throws(() => executor.submit(), NotATaskError);
});

executorTest(suite, "test_map", async ({ executor }) => {
  const powers = ten.map((n) => n ** n);
  assert.deepEqual(await listOf(executor.map(tasks.pow, ten, ten)), powers);
  const options = { chunksize: 3, buffersize: undefined };
  assert.deepEqual(await listOf(executor.with(options).map(tasks.pow, ten, ten)), powers);
});

executorTest(suite, "test_map_exception", async ({ executor }) => {
  const results = executor.map(tasks.divmod, [1, 1, 1, 1], [2, 3, 0, 5]);
  assert.deepEqual((await results.next()).value, [0, 1]);
  assert.deepEqual((await results.next()).value, [0, 1]);
  await assert.rejects(results.next(), RangeError);
});

executorTest(suite, "test_map_timeout", async ({ executor }) => {
  const gate = new FileGate();
  await Promise.all(ten.map((n) => executor.submit(tasks.abs, n))); // the workers are up
  const results: unknown[] = [];
  try {
    const timed = executor.with({ timeout: 2000 });
    await assert.rejects(async () => {
      for await (const result of timed.map(tasks.pass, ["", "", gate.directory])) results.push(result);
    }, TimeoutError);
  } finally {
    gate.open();
  }
  // Where a worker takes longer to start than that, the first are late, too.
  assert.ok(results.length <= 2 && results.every((result) => result === undefined), String(results));
});

// Adapted: 2.0 is a whole number here.
executorTest(suite, "test_map_buffersize_type_validation", ({ executor }) => {
  // @ts-expect-error not a number
  assert.throws(() => executor.with({ buffersize: "foo" }).map(tasks.str, four), {
    name: "TypeError",
    message: /buffersize must be a number/,
  });
  assert.throws(() => executor.with({ buffersize: 2.5 }).map(tasks.str, four), {
    name: "RangeError",
    message: /buffersize must be a whole number/,
  });
});

executorTest(suite, "test_map_buffersize_value_validation", ({ executor }) => {
  for (const buffersize of [0, -1])
    assert.throws(() => executor.with({ buffersize }).map(tasks.str, four), {
      name: "RangeError",
      message: /buffersize must be a whole number ≥ 1/,
    });
});

executorTest(suite, "test_map_buffersize", async ({ executor }) => {
  for (const buffersize of sizes)
    assert.deepEqual(await listOf(executor.with({ buffersize }).map(tasks.str, four)), ["0", "1", "2", "3"]);
});

executorTest(suite, "test_map_buffersize_on_multiple_iterables", async ({ executor }) => {
  for (const buffersize of sizes)
    assert.deepEqual(await listOf(executor.with({ buffersize }).map(tasks.add, four, four)), [0, 2, 4, 6]);
});

executorTest(suite, "test_map_buffersize_on_infinite_iterable", async ({ executor }) => {
  const results = executor.with({ buffersize: 2 }).map(tasks.str, counter());
  assert.deepEqual(await three(results), ["0", "1", "2"]);
});

executorTest(suite, "test_map_buffersize_on_multiple_infinite_iterables", async ({ executor }) => {
  const results = executor.with({ buffersize: 2 }).map(tasks.add, counter(), counter());
  assert.deepEqual(await three(results), [0, 2, 4]);
});

executorTest(suite, "test_map_buffersize_on_empty_iterable", async ({ executor }) => {
  const results = executor.with({ buffersize: 2 }).map(tasks.str, []);
  assert.deepEqual(await results.next(), { done: true, value: undefined });
});

executorTest(suite, "test_map_buffersize_without_iterable", async ({ executor }) => {
  // @ts-expect-error an iterable is missing
  const results = executor.with({ buffersize: 2 }).map(tasks.str);
  assert.deepEqual(await results.next(), { done: true, value: undefined });
});

executorTest(suite, "test_map_buffersize_when_buffer_is_full", async ({ executor }) => {
  const [ints, buffersize] = [four.values(), 2];
  executor.with({ buffersize }).map(tasks.str, ints);
  await executor.shutdown();
  assert.equal(ints.next().value, buffersize);
});

executorTest(suite, "test_shutdown_race_issue12456", async ({ executor }) => {
  executor.map(
    tasks.str,
    Array.from({ length: WORKERS + 1 }, () => 2),
  );
  await executor.shutdown();
});

// Adapted: what is not to be held is an argument, of which the worker gets a copy.
executorTest(suite, "test_no_stale_references", async ({ executor }) => {
  await untilCollected(async () => {
    const object = { mine: true };
    void executor.submit(tasks.capture, object); // nobody keeps the future
    return Promise.resolve(new WeakRef(object));
  });
});

executorTest(suite, "test_max_workers_negative", ({ construct }) => {
  for (const maxWorkers of [0, -1])
    assert.throws(() => construct({ maxWorkers }), { name: "RangeError", message: /maxWorkers must be/ });
});

executorTest(suite, "test_free_reference", async ({ executor }) => {
  const results = executor.map(tasks.makeObject, ten);
  for (const n of ten)
    await untilCollected(async () => {
      const { value } = (await results.next()) as IteratorYieldResult<{ n: number }>;
      assert.equal(value.n, n);
      return new WeakRef(value);
    });
});

// Adapted: any value can be thrown.
askingTest(suite, "test_swallows_falsey_exceptions", async ({ executor, mode }) => {
  for (const value of [undefined, 0, "", null, false, Number.NaN]) {
    const future = executor.submit(tasks.raise, value);
    const thrown = await resultOf(mode, future).then(
      () => assert.fail("nothing was thrown"),
      (error: unknown) => ({ error }),
    );
    assert.ok(Object.is(thrown.error, value), String(value));
    assert.ok(Object.is(await errorOf(mode, future), value));
  }
});
