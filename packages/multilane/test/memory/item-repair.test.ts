/** A thread dies at every single write of every operation, and at every write of the repair; the next one goes on. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BLOCK_BYTES, blocksFor } from "#src/memory/item-layout.js";
import type { ItemStore } from "#src/memory/item-store.js";
import { PAGE_BYTES } from "#src/memory/page-table.js";
import { dies, Life, orders, putItem, takeItem, World } from "./item-world.js";
import type { Item, Place } from "./item-world.js";

interface Scenario {
  readonly name: string;
  readonly place: Place;
  /** The lengths of the items that are there before. */
  readonly before: readonly number[];
  readonly operation: (store: ItemStore) => void;
  /** Whether what is left may be anything between before and after: an operation with several commit points. */
  readonly inSteps?: boolean;
}

const put = (length: number) => (store: ItemStore) => putItem(store, { id: 1000, length }, 1);
const take = (store: ItemStore): unknown => takeItem(store);
const few = [4, 200, 40, 33, 4];

const scenarios: readonly Scenario[] = [
  { name: "a put into an empty store", place: "own", before: [], operation: put(8) },
  { name: "a put of a small item", place: "own", before: few, operation: put(8) },
  { name: "a put of several blocks", place: "own", before: few, operation: put(300) },
  { name: "a put for which the memory grows", place: "own", before: few, operation: put(6000) },
  { name: "a take", place: "own", before: few, operation: take },
  { name: "a take of several blocks", place: "own", before: [300, 300, 300], operation: take },
  { name: "the last take", place: "own", before: [100], operation: take },
  { name: "clear", place: "own", before: few, operation: (store) => store.clear(), inSteps: true },
  { name: "the first put", place: "heap", before: [], operation: put(8) },
  { name: "a put that takes pages", place: "heap", before: few, operation: put(80_000) },
  { name: "the take that gives pages back", place: "heap", before: [80_000], operation: take },
  { name: "the clear that gives pages back", place: "heap", before: [80_000, 4], operation: (store) => store.clear(), inSteps: true }, // prettier-ignore
];

const sorted = (items: readonly Item[]): number[] => items.map(({ id }) => id).toSorted((a, b) => a - b);

/** Whether `part` is `whole` without some of its items, in the same order. */
function isWithin(part: readonly Item[], whole: readonly Item[]): boolean {
  let from = 0;
  for (const { id } of part) {
    from = whole.findIndex((one, index) => index >= from && one.id === id) + 1;
    if (from === 0) return false;
  }
  return true;
}

/** All of a few writes; of many the first and last ones, and some between. */
function points(count: number, each = 25): number[] {
  const all = Array.from({ length: count + 1 }, (_, index) => index);
  const stride = Math.ceil(count / each);
  return all.filter((index) => index < each || index > count - each || index % stride === 0);
}

for (const [orderName, order] of orders) {
  describe(`a thread dies in a ${orderName} store`, () => {
    for (const { name, place, before, operation, inSteps = false } of scenarios) {
      if (place === "heap" && orderName !== "priority") continue; // pages are the same to all orders, and large
      const prepare = (): World => {
        const world = new World(place, order, 8 * PAGE_BYTES);
        const store = world.thread();
        for (const [id, length] of before.entries()) putItem(store, { id, length }, id % 2);
        return world;
      };

      test(`in ${name}`, () => {
        const old = prepare().contents();
        const done = prepare();
        const whole = new Life(Infinity);
        operation(done.thread(whole));
        const now = done.contents();
        assert.notDeepEqual(sorted(now), sorted(old));

        let committed = false;
        for (const limit of points(whole.writes)) {
          const world = prepare();
          const life = new Life(limit);
          dies(() => operation(world.thread(life)));
          assert.equal(life.over, limit < whole.writes);
          const next = world.thread();
          next.repair();
          world.audit();
          const left = world.contents();
          const isOld = left.length === old.length && isWithin(left, old);
          const isNow = left.length === now.length && isWithin(left, now);
          assert.ok(
            isOld || isNow || (inSteps && isWithin(left, old)),
            `after ${limit} writes: ${sorted(left).join()}`,
          );
          if (!inSteps) assert.ok(isNow || !committed, `after ${limit} writes it is undone again`);
          committed ||= isNow;
          assert.equal(next.size, left.length);
          assert.equal(next.puts, before.length + (left.some(({ id }) => id === 1000) ? 1 : 0));
          if (left.length === 0 && place === "heap") assert.ok(next.memory.held <= PAGE_BYTES);
          putItem(next, { id: 2000, length: 77 }, 0);
          world.audit();
          assert.deepEqual(sorted(world.contents()), [...sorted(left), 2000]);
        }
        assert.ok(committed);
      });

      test(`and the next one in the repair after ${name}`, () => {
        const whole = new Life(Infinity);
        operation(prepare().thread(whole));
        const { writes } = whole;
        for (const limit of [Math.floor(writes / 2), writes - 1]) {
          const expected = prepare();
          dies(() => operation(expected.thread(new Life(limit))));
          const repairing = new Life(Infinity);
          expected.thread(repairing).repair();
          for (const point of points(repairing.writes, 8)) {
            const world = prepare();
            dies(() => operation(world.thread(new Life(limit))));
            dies(() => world.thread(new Life(point)).repair());
            world.thread().repair();
            world.audit();
            assert.deepEqual(
              world.contents(),
              expected.contents(),
              `after ${limit} writes and ${point} of the repair`,
            );
          }
        }
      });
    }
  });
}

describe("whatever is called next after a death repairs first", () => {
  const count = few.length + 1;
  const blocks = [...few, 300].reduce((sum, length) => sum + blocksFor(length), 0);
  const members: readonly (readonly [name: string, call: (store: ItemStore) => unknown, left: number])[] = [
    ["repair", (store) => store.repair(), count],
    ["size", (store) => assert.equal(store.size, count), count],
    ["puts", (store) => assert.equal(store.puts, count), count],
    ["memory", (store) => assert.equal(store.memory.used, blocks * BLOCK_BYTES), count],
    ["put", (store) => putItem(store, { id: 7, length: 300 }), count + 1],
    ["take", (store) => assert.notEqual(takeItem(store), undefined), count - 1],
    ["clear", (store) => assert.equal(store.clear(), count), 0],
  ];
  for (const [name, call, left] of members) {
    test(name, () => {
      for (const [, order] of orders) {
        const world = new World("own", order);
        for (const [id, length] of few.entries()) putItem(world.thread(), { id, length });
        const whole = new Life(Infinity);
        put(300)(new World("own", order, 8 * PAGE_BYTES, world).thread(whole));
        // The item is committed; the five words of the header that say so are not written.
        assert.ok(dies(() => put(300)(world.thread(new Life(whole.writes - 5)))));
        call(world.thread());
        world.audit();
        assert.equal(world.contents().length, left);
      }
    });
  }
});

test("a thread that was there before reaches the pages that a dying one took and another one found", () => {
  for (const [, order] of orders) {
    for (let writes = 0; writes < 40; writes++) {
      const world = new World("heap", order);
      putItem(world.thread(), { id: 0, length: 8 });
      const bystander = world.thread();
      assert.ok(dies(() => put(250_000)(world.thread(new Life(writes)))));
      world.thread().repair();
      if (writes > 12) assert.equal(bystander.memory.held, 5 * PAGE_BYTES);
      putItem(bystander, { id: 1, length: 200_000 });
      world.audit();
      assert.deepEqual(sorted(world.contents()), [0, 1]);
    }
  }
});

test("a thread that was there before repairs what has grown since", () => {
  for (const place of ["own", "heap"] as const) {
    for (const [, order] of orders) {
      const world = new World(place, order);
      putItem(world.thread(), { id: 0, length: 8 });
      const bystander = world.thread();
      for (let id = 1; id < 5; id++) putItem(world.thread(), { id, length: 50_000 });
      assert.ok(dies(() => put(8)(world.thread(new Life(3)))));
      assert.equal(bystander.size, 5);
      world.audit();
      assert.deepEqual(sorted(world.contents()), [0, 1, 2, 3, 4]);
    }
  }
});
