/** `serializeIterator` and `concurrentTee`: one source, several consumers in one thread. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { expectTypeOf } from "expect-type";
import { concurrentTee, serializeIterator } from "multilane";
import { collectGarbage } from "../support/collect-garbage.js";

/** A source that notices overlapping calls, as a hand-written one may not stand them. */
class Source implements AsyncIterableIterator<number> {
  asked = 0;
  closed = 0;
  readonly #end: number;
  readonly #failAt: number;
  #inside = false;

  constructor(end: number, failAt = -1) {
    this.#end = end;
    this.#failAt = failAt;
  }

  async next(): Promise<IteratorResult<number>> {
    assert.equal(this.#inside, false, "two calls of next() overlap");
    this.#inside = true;
    const value = this.asked++;
    await new Promise((resolve) => setImmediate(resolve));
    this.#inside = false;
    if (value === this.#failAt) throw new RangeError(`no item ${value}`);
    return value < this.#end ? { done: false, value } : { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<number>> {
    this.closed++;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

async function drain<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

async function* numbers(end: number): AsyncGenerator<number> {
  for (let n = 0; n < end; n++) yield n;
}

describe("serializeIterator", () => {
  it("runs concurrent calls one after another, and gives each item to one consumer", async () => {
    const source = new Source(50);
    const shared = serializeIterator(source);
    const parts = await Promise.all([drain(shared), drain(shared), drain(shared)]);
    assert.deepEqual(
      parts.flat().toSorted((a, b) => a - b),
      Array.from({ length: 50 }, (_, n) => n),
    );
    assert.ok(parts.every((part) => part.length > 0));
  });

  it("answers concurrent calls in their order", async () => {
    const shared = serializeIterator(new Source(3));
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => shared.next()));
    assert.deepEqual(
      answers.map(({ value }) => value as unknown),
      [0, 1, 2, undefined, undefined],
    );
    assert.deepEqual(
      answers.map(({ done }) => done),
      [false, false, false, true, true],
    );
  });

  it("passes an error to the call that met it, and goes on", async () => {
    const shared = serializeIterator(new Source(3, 1));
    const outcomes = await Promise.allSettled([shared.next(), shared.next(), shared.next()]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.deepEqual(await shared.next(), { done: true, value: undefined });
  });

  it("closes the source after the calls that came before", async () => {
    const source = new Source(10);
    const shared = serializeIterator(source);
    const first = shared.next();
    const closed = shared.return?.();
    assert.equal(source.closed, 0);
    assert.deepEqual(await first, { done: false, value: 0 });
    assert.deepEqual(await closed, { done: true, value: undefined });
    assert.equal(source.closed, 1);
    const bare = serializeIterator({ [Symbol.asyncIterator]: () => ({ next: () => source.next() }) });
    assert.deepEqual(await bare.return?.(7), { done: true, value: 7 });
  });

  it("takes iterables that are not asynchronous, and promises in them", async () => {
    assert.deepEqual(await drain(serializeIterator([1, Promise.resolve(2), 3])), [1, 2, 3]);
    assert.deepEqual(await drain(serializeIterator(new Set(["a"]))), ["a"]);
    await assert.rejects(drain(serializeIterator([Promise.reject(new RangeError("in it"))])), /in it/);
    expectTypeOf(serializeIterator([1, Promise.resolve(2)])).toEqualTypeOf<AsyncIterableIterator<number>>();
    expectTypeOf(serializeIterator(numbers(1))).toEqualTypeOf<AsyncIterableIterator<number>>();
  });
});

describe("concurrentTee", () => {
  it("gives every consumer every item, one call of the source at a time", async () => {
    const source = new Source(20);
    const all = Array.from({ length: 20 }, (_, n) => n);
    assert.deepEqual(await Promise.all(concurrentTee(source, 3).map(drain)), [all, all, all]);
    assert.equal(source.asked, 21);
  });

  it("lets them go at their own pace, and asks only for what somebody wants", async () => {
    const source = new Source(5);
    const [fast, slow] = concurrentTee(source);
    assert.ok(fast !== undefined && slow !== undefined);
    assert.equal(source.asked, 0);
    assert.deepEqual(
      (await Promise.all([fast.next(), fast.next(), fast.next()])).map(({ value }) => value as unknown),
      [0, 1, 2],
    );
    assert.equal(source.asked, 3);
    assert.equal((await slow.next()).value, 0);
    assert.equal(source.asked, 3);
    assert.deepEqual(await drain(slow), [1, 2, 3, 4]);
    assert.deepEqual(await drain(fast), [3, 4]);
    assert.equal((await fast.next()).done, true);
    assert.equal(source.asked, 6);
  });

  it("gives every consumer the error at its place, and the end after it", async () => {
    const source = new Source(5, 2);
    for (const consumer of concurrentTee(source, 2)) {
      assert.equal((await consumer.next()).value, 0);
      assert.equal((await consumer.next()).value, 1);
      await assert.rejects(consumer.next(), /no item 2/);
      assert.equal((await consumer.next()).done, true);
    }
    assert.equal(source.asked, 3);
  });

  it("closes the source when the last consumer has left", async () => {
    const source = new Source(100);
    const [one, two] = concurrentTee(source, 2);
    assert.ok(one !== undefined && two !== undefined);
    for await (const item of one) if (item === 1) break;
    await one.return?.();
    assert.equal(source.closed, 0);
    assert.deepEqual(await one.next(), { done: true, value: undefined });
    for await (const item of two) if (item === 3) break;
    assert.equal(source.closed, 1);
  });

  it("takes 0 and refuses what is no number of iterators", () => {
    const untouched = {
      [Symbol.asyncIterator](): never {
        throw new Error("the source was touched");
      },
    };
    assert.deepEqual(concurrentTee(untouched, 0), []);
    for (const n of [-1, 1.5, Number.NaN, Infinity])
      assert.throws(() => concurrentTee(untouched, n), RangeError);
    assert.equal(concurrentTee([1]).length, 2);
  });

  it("keeps no item that all have passed", async () => {
    const passed: WeakRef<object>[] = [];
    async function* objects(): AsyncGenerator<object> {
      for (let n = 0; n < 20; n++) {
        const item = { n };
        passed.push(new WeakRef(item));
        yield item;
      }
    }
    const tees = concurrentTee(objects(), 2);
    for (let n = 0; n < 19; n++) for (const tee of tees) await tee.next();
    await collectGarbage();
    const kept = passed.filter((item) => item.deref() !== undefined).length;
    assert.ok(kept <= 2, `${kept} of ${passed.length} items are kept`);
    assert.equal((await tees[0]?.next())?.done, false);
  });
});
