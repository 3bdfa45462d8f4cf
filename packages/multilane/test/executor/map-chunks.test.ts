/** `map` with `chunksize` and with `ordered: false`. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { SerializationError, ThreadPoolExecutor, TimeoutError } from "multilane";
import type { TaskReference } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import * as bounded from "../tasks/bounded.js";
import * as tasks from "../tasks/sample.js";

const executor = new ThreadPoolExecutor({ maxWorkers: 2 });
after(() => executor.shutdown());

/** The same, whether a task is asynchronous or not. */
const squares: readonly TaskReference<[i: number], unknown>[] = [bounded.square, bounded.squareLater];

async function collect<T>(results: AsyncIterable<T>): Promise<{ values: T[]; error?: unknown }> {
  const values: T[] = [];
  try {
    for await (const value of results) values.push(value);
    return { values };
  } catch (error) {
    return { values, error };
  }
}

function* range(end: number): Generator<number> {
  for (let n = 0; n < end; n++) yield n;
}

function* failing(): Generator<number> {
  yield* range(4);
  throw new Error("no more");
}

const expected = [...range(100)].map((n) => n * n);

void test("results are those of a plain map, for any chunksize, over arrays and iterators", async () => {
  for (const task of squares)
    for (const chunksize of [1, 3, 50, 1000])
      for (const input of [[...range(100)], range(100)])
        assert.deepEqual((await collect(executor.with({ chunksize }).map(task, input))).values, expected);
  const { values } = await collect(
    executor.with({ chunksize: 2 }).map(tasks.add, [1, 2, 3], [10, 20, 30, 40]),
  );
  assert.deepEqual(values, [11, 22, 33]);
  assert.deepEqual(await collect(executor.with({ chunksize: 2 }).map(tasks.add, [], [])), { values: [] });
});

void test("so many elements are one call", async () => {
  const { values } = await collect(executor.with({ chunksize: 4 }).map(bounded.callId, range(10)));
  assert.deepEqual(
    values.map(([, element]) => element),
    [...range(10)],
  );
  const calls = values.map(([id]) => id);
  assert.equal(new Set(calls).size, 3);
  assert.equal(new Set(calls.slice(0, 4)).size, 1);
});

void test("an error comes after the values before it, as itself, and ends the map", async () => {
  for (const task of squares) {
    const { values, error } = await collect(
      executor.with({ chunksize: 3 }).map(task, [1, 2, 3, 4, -5, 6, 7]),
    );
    assert.deepEqual(values, [1, 4, 9, 16]);
    assert.ok(error instanceof RangeError);
    assert.equal(error.message, "-5 is negative");
    assert.match(error.stack ?? "", /submitted at[\s\S]*map-chunks\.test/);
  }
});

void test("a result that cannot cross fails its chunk", async () => {
  const { error } = await collect(executor.with({ chunksize: 2 }).map(tasks.echo, [1, () => 1]));
  assert.ok(error instanceof SerializationError && /args\[1\]\[0\]/.test(error.message), String(error));
});

void test("a source that throws ends the map after what came before; leaving early closes the sources", async () => {
  const { values, error } = await collect(executor.with({ chunksize: 3 }).map(bounded.square, failing()));
  assert.deepEqual(values, [0, 1, 4, 9]);
  assert.ok(error instanceof Error && error.message === "no more");

  let closed = 0;
  function* endless(): Generator<number> {
    try {
      for (let n = 0; ; n++) yield n;
    } finally {
      closed++;
    }
  }
  for await (const value of executor.with({ chunksize: 3, buffersize: 6 }).map(bounded.square, endless()))
    if (value === 25) break;
  assert.equal(closed, 1);
});

void test("leaving early cancels the chunks that have not begun", async () => {
  await using alone = new ThreadPoolExecutor({ maxWorkers: 1 });
  const gate = new Gate();
  const running = alone.submit(tasks.waitAtGate, gate.words);
  const results = alone.with({ chunksize: 2 }).map(tasks.openGate, [gate.words, gate.words, gate.words]);
  assert.equal(alone.statistics().queued, 2);
  await results.return?.();
  assert.equal(alone.statistics().queued, 0);
  gate.open();
  await running;
});

void test("unordered results come as they complete; a chunk's together", async () => {
  const gate = new Gate();
  const gates = [gate.words, undefined, undefined, undefined];
  const results = executor.with({ ordered: false }).map(bounded.whenOpen, gates, ["last", "a", "b", "c"]);
  const seen: unknown[] = [];
  for (let n = 0; n < 3; n++) seen.push((await within(results.next(), "a result")).value);
  assert.deepEqual(new Set(seen), new Set(["a", "b", "c"]));
  gate.open();
  assert.equal((await within(results.next(), "the last")).value, "last");
  assert.equal((await within(results.next(), "the end")).done, true);

  const shut = new Gate();
  const chunks = executor
    .with({ ordered: false, chunksize: 2 })
    .map(bounded.whenOpen, [shut.words, undefined, undefined, undefined], ["c", "d", "a", "b"]);
  const order = [(await within(chunks.next(), "a")).value, (await within(chunks.next(), "b")).value];
  shut.open();
  for await (const value of chunks) order.push(value);
  assert.deepEqual(order, ["a", "b", "c", "d"]);
});

void test("without an order, too, buffersize bounds, an error ends it, a timeout and a signal end the wait", async () => {
  let pulled = 0;
  function* naturals(): Generator<number> {
    for (;;) yield pulled++;
  }
  let count = 0;
  for await (const _ of executor.with({ ordered: false, buffersize: 3 }).map(bounded.square, naturals()))
    if (++count === 20) break;
  assert.ok(pulled <= 23, String(pulled));

  const failed = await collect(executor.with({ ordered: false }).map(bounded.square, [-1]));
  assert.ok(failed.error instanceof RangeError);

  const gate = new Gate();
  const late = await collect(
    executor.with({ ordered: false, timeout: 30 }).map(bounded.whenOpen, [gate.words], ["never"]),
  );
  assert.ok(late.error instanceof TimeoutError, String(late.error));
  const controller = new AbortController();
  const aborted = collect(
    executor
      .with({ ordered: false, signal: controller.signal })
      .map(bounded.whenOpen, [gate.words], ["never"]),
  );
  const reason = new Error("enough");
  controller.abort(reason);
  assert.equal((await within(aborted, "the end")).error, reason);
  gate.open();
});

void test("bad options are refused at the call", () => {
  for (const chunksize of [0, -1, 1.5, Number.NaN, Infinity])
    assert.throws(() => executor.with({ chunksize }).map(tasks.echo, [1]), RangeError);
  // @ts-expect-error not a number
  assert.throws(() => executor.with({ chunksize: "2" }).map(tasks.echo, [1]), TypeError);
  // @ts-expect-error not a boolean
  assert.throws(() => executor.with({ ordered: 0 }).map(tasks.echo, [1]), TypeError);
});
