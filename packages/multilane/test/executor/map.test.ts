import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ThreadPoolExecutor, TimeoutError } from "multilane";
import { within } from "../support/patience.js";
import { Gate } from "../support/gate.js";
import * as tasks from "../tasks/sample.js";

const limit = { timeout: 20_000 };
const executor = new ThreadPoolExecutor({ maxWorkers: 2 });
after(() => executor.shutdown());

async function collect<T>(results: AsyncIterable<T>): Promise<{ values: T[]; error?: unknown }> {
  const values: T[] = [];
  try {
    for await (const value of results) values.push(value);
    return { values };
  } catch (error) {
    return { values, error };
  }
}

void test("the results come in the order of the inputs, up to the end of the shortest", async () => {
  assert.deepEqual(await collect(executor.map(tasks.add, [1, 2, 3, 4], [10, 20, 30])), {
    values: [11, 22, 33],
  });
  assert.deepEqual(await collect(executor.map(tasks.later, [20, 1, 10], ["a", "b", "c"])), {
    values: ["a", "b", "c"],
  });
  assert.deepEqual(await collect(executor.map(tasks.add, [], [])), { values: [] });
  assert.deepEqual(await collect(executor.map(tasks.echo, "abc")), { values: ["a", "b", "c"] });
});

void test("arrays are submitted at the call (map_submits_without_iteration)", async () => {
  const gate = new Gate();
  executor.map(tasks.awaitGate, [gate.words, gate.words]);
  await gate.arrived(2);
  gate.open();
});

void test("other iterables are pulled only within buffersize, endless ones too", async () => {
  let pulled = 0;
  let closed = 0;
  function* naturals(): Generator<number> {
    try {
      for (;;) yield pulled++;
    } finally {
      closed++;
    }
  }
  const seen: number[] = [];
  for await (const sum of executor.with({ buffersize: 3 }).map(tasks.add, naturals(), naturals())) {
    seen.push(sum);
    assert.ok(pulled <= 2 * (3 + seen.length), `${pulled} pulled for ${seen.length} results`);
    if (seen.length === 5) break;
  }
  assert.deepEqual(seen, [1, 5, 9, 13, 17]);
  assert.equal(closed, 2);
});

void test("asynchronous sources are taken; a result does not wait for a source that is slow", async () => {
  let next: ((value: number) => void) | undefined;
  async function* typed(): AsyncGenerator<number> {
    for (;;) yield await new Promise<number>((resolve) => (next = resolve));
  }
  const results = executor.map(tasks.echo, typed());
  const first = results.next();
  await new Promise((resolve) => setImmediate(resolve));
  next?.(1);
  assert.deepEqual(await within(first, "the first result"), { done: false, value: 1 });
  // The source owes its second value and never gives it: the end does not wait for that either.
  assert.deepEqual(await within(results.return?.() ?? assert.fail(), "the return"), {
    done: true,
    value: undefined,
  });
});

void test("a source that throws ends the map after the results that came before", async () => {
  const broken = new Error("source broke");
  function* source(): Generator<number> {
    yield 1;
    yield 2;
    throw broken;
  }
  assert.deepEqual(await collect(executor.map(tasks.echo, source())), { values: [1, 2], error: broken });
  assert.deepEqual(await collect(executor.with({ buffersize: 1 }).map(tasks.echo, source())), {
    values: [1, 2],
    error: broken,
  });
});

void test("what a source says to its end does not hide why it came", async () => {
  let asked = 0;
  const source: Iterable<string> = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false, value: `number ${asked++}` }),
      return: () => {
        throw new Error("return broke");
      },
    }),
  };
  const { values, error } = await collect(executor.with({ buffersize: 1 }).map(tasks.raise, source));
  assert.deepEqual(values, []);
  assert.ok(error instanceof TypeError && error.message === "number 0", String(error));
});

void test("calls of next at once are answered in order", async () => {
  const results = executor.map(tasks.echo, new Set([1, 2, 3]));
  const answers = await Promise.all([results.next(), results.next(), results.next(), results.next()]);
  assert.deepEqual(
    answers.map(({ value }) => value as unknown),
    [1, 2, 3, undefined],
  );
  assert.equal(answers[3]?.done, true);
});

void test("an error ends it and cancels what has not begun; so does a timeout", async () => {
  await using lane = new ThreadPoolExecutor({ maxWorkers: 1 });
  const results = lane.map(tasks.raise, ["first", "second"]);
  await assert.rejects(results.next(), /first/);
  assert.equal((await results.next()).done, true);
  const gate = new Gate();
  const late = lane.with({ timeout: 1 }).map(tasks.waitAtGate, [gate.words, gate.words, gate.words]);
  await assert.rejects(late.next(), TimeoutError);
  gate.open();
  assert.equal(await lane.submit(tasks.add, 2, 2).result(limit), 4);
  assert.ok(Atomics.load(gate.words, 0) <= 1, "a cancelled call has run");
});

async function* silent(): AsyncGenerator<number> {
  yield await new Promise<number>(() => undefined);
}

void test("a signal ends the wait for a source that is silent", async () => {
  const controller = new AbortController();
  const first = executor.with({ signal: controller.signal }).map(tasks.echo, silent()).next();
  const reason = new Error("enough");
  controller.abort(reason);
  await assert.rejects(within(first, "the rejection"), reason);
});

void test("what is not iterable is refused at the call, and named", () => {
  // @ts-expect-error an element, where its iterable should be
  assert.throws(() => executor.map(tasks.add, [1], 5), {
    name: "TypeError",
    message: "map takes an iterable for each parameter of the task; its input 2 is none: 5",
  });
  const chunks = executor.with({ chunksize: 2 });
  // @ts-expect-error nothing at all
  assert.throws(() => chunks.map(tasks.add, undefined, [1]), /input 1 is none: undefined/);
});

void test("bad options are refused at the call", () => {
  // @ts-expect-error not a signal
  assert.throws(() => executor.with({ signal: "stop" }), TypeError);
  // @ts-expect-error not a number
  assert.throws(() => executor.with({ buffersize: "4" }).map(tasks.add, [1], [2]), TypeError);
  assert.throws(() => executor.with({ buffersize: 0 }).map(tasks.add, [1], [2]), RangeError);
  assert.throws(() => executor.with({ timeout: Number.NaN }).map(tasks.add, [1], [2]), RangeError);
});
