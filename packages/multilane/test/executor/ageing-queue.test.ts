import assert from "node:assert/strict";
import { test } from "node:test";
import { AgeingQueue } from "#src/executor/ageing-queue.js";
import type { Ageing } from "#src/executor/ageing-queue.js";

interface Item extends Ageing<Item> {
  readonly name: string;
}

function item(name: string, priority: number, queued: number): Item {
  return { name, priority, queued, ahead: undefined, behind: undefined };
}

function drain(queue: AgeingQueue<Item>): string[] {
  const names: string[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) names.push(next.name);
  return names;
}

void test("a point of priority is worth a second of waiting", () => {
  const queue = new AgeingQueue<Item>();
  for (const each of [
    item("old", 0, 0),
    item("urgent, within the second", 1, 999),
    item("urgent, later", 1, 1001),
    item("as old", 0, 0),
    item("far behind", -3, 0),
    item("behind that", 0, 3001),
  ])
    queue.push(each);
  assert.equal(queue.size, 6);
  assert.deepEqual(drain(queue), [
    "urgent, within the second",
    "old",
    "as old",
    "urgent, later",
    "far behind",
    "behind that",
  ]);
  assert.equal(queue.size, 0);
});

void test("what leaves from the middle is gone, once", () => {
  const queue = new AgeingQueue<Item>();
  const [a, b, c] = [item("a", 0, 0), item("b", 0, 0), item("c", 2, 0)];
  for (const each of [a, b, c]) queue.push(each);
  assert.equal(queue.delete(b), true);
  assert.equal(queue.delete(b), false);
  assert.equal(queue.delete(c), true);
  assert.deepEqual([...queue], [a]);
  assert.deepEqual(drain(queue), ["a"]);
});
