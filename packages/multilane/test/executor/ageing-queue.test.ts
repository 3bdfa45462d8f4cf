import assert from "node:assert/strict";
import { test } from "node:test";
import { AgeingQueue } from "#src/executor/ageing-queue.js";
import type { Ageing } from "#src/executor/ageing-queue.js";
import { random } from "../support/random.js";

class Item implements Ageing<Item> {
  ahead: Item | undefined;
  behind: Item | undefined;
  readonly priority: number;
  readonly queued: number;

  constructor(priority: number, queued: number) {
    this.priority = priority;
    this.queued = queued;
  }
}

function drain(queue: AgeingQueue<Item>): Item[] {
  const items: Item[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

void test("higher priorities go first, first in first out within one", () => {
  const queue = new AgeingQueue<Item>();
  const [a, b, c, d, e] = [new Item(0, 1), new Item(5, 2), new Item(0, 3), new Item(5, 4), new Item(-1, 5)];
  for (const item of [a, b, c, d, e]) queue.push(item);
  assert.equal(queue.first, b);
  assert.deepEqual(drain(queue), [b, d, a, c, e]);
  assert.equal(queue.size, 0);
  assert.equal(queue.first, undefined);
});

void test("a second of waiting is worth one point of priority", () => {
  const queue = new AgeingQueue<Item>();
  const old = new Item(0, 0);
  const before = new Item(2, 1_999);
  const after = new Item(2, 2_001);
  for (const item of [old, before, after]) queue.push(item);
  assert.deepEqual(drain(queue), [before, old, after]);
});

void test("what is given back goes to the front of its priority, and what leaves was there", () => {
  const queue = new AgeingQueue<Item>();
  const [a, b, c] = [new Item(0, 1), new Item(0, 2), new Item(3, 3)];
  for (const item of [b, c]) queue.push(item);
  queue.unshift(a);
  assert.equal(queue.delete(c), true);
  assert.equal(queue.delete(c), false);
  assert.equal(queue.delete(new Item(7, 1)), false);
  assert.deepEqual([...queue], [a, b]);
  assert.deepEqual(drain(queue), [a, b]);
});

void test("Infinity goes before all, and -Infinity after all, in order", () => {
  const queue = new AgeingQueue<Item>();
  const [first, second, last, usual] = [
    new Item(Infinity, 5),
    new Item(Infinity, 6),
    new Item(-Infinity, 0),
    new Item(9, 1),
  ];
  for (const item of [last, usual, first, second]) queue.push(item);
  assert.deepEqual(drain(queue), [first, second, usual, last]);
});

void test("any pushing and leaving, with one priority or a hundred, comes out as a sort would have it", () => {
  const next = random(4);
  for (const priorities of [1, 3, 100]) {
    const queue = new AgeingQueue<Item>();
    const model = new Set<Item>();
    for (let time = 0; time < 3_000; time++) {
      const item = new Item(Math.floor(next() * priorities), time);
      queue.push(item);
      model.add(item);
      if (next() < 0.4) {
        const [leaving] = [...model].slice(Math.floor(next() * model.size));
        if (leaving !== undefined) {
          assert.equal(queue.delete(leaving), true);
          model.delete(leaving);
        }
      }
      if (next() < 0.3) {
        const first = queue.shift();
        assert.ok(first !== undefined && model.delete(first));
        for (const other of model) assert.ok(urgency(other) <= urgency(first));
      }
      assert.equal(queue.size, model.size);
    }
    const sorted = [...model].toSorted((one, other) => urgency(other) - urgency(one));
    assert.deepEqual(drain(queue).map(urgency), sorted.map(urgency));
  }
});

function urgency({ priority, queued }: Item): number {
  return priority - queued / 1000;
}
