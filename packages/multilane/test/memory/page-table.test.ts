/** Who owns which page of the heap. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { PAGE_BYTES, PageTable } from "#src/memory/page-table.js";
import { atomics } from "#src/platform/atomics.js";
import { dies, Life } from "./item-world.js";
import type { Job } from "./page-table-fixture.js";

function heap(pages: number): SharedArrayBuffer {
  return new SharedArrayBuffer(PAGE_BYTES, { maxByteLength: pages * PAGE_BYTES });
}

test("gives out every page once, never the table, and says when there are no more", () => {
  const buffer = heap(40);
  const table = new PageTable(atomics, buffer);
  assert.equal(table.most, 39);
  const pages = Array.from({ length: 39 }, (_, index) => table.take(1 + (index % 2)));
  assert.deepEqual(
    pages,
    Array.from({ length: 39 }, (_, index) => index + 1),
  );
  assert.equal(table.take(3), 0);
  assert.deepEqual(table.owned(1), pages.filter((page) => page % 2 === 1)); // prettier-ignore
  assert.deepEqual([table.owned(3), table.owned(2).length], [[], 19]);
});

test("grows as it is used: by as much as it has, at most 16 MiB", () => {
  const buffer = heap(16_384);
  const table = new PageTable(atomics, buffer);
  const sizes = new Set<number>();
  for (let index = 0; index < 2000; index++) {
    table.take(1);
    sizes.add(buffer.byteLength / PAGE_BYTES);
  }
  assert.deepEqual([...sizes], [2, 4, 8, 16, 32, 64, 128, 256, 512, 768, 1024, 1280, 1536, 1792, 2048]);
});

test("finds what was given back before it grows, wherever that is", () => {
  const buffer = heap(100);
  const table = new PageTable(atomics, buffer);
  for (let page = 1; page < 64; page++) table.take(1);
  const size = buffer.byteLength;
  for (const page of [50, 3, 20]) table.give(page);
  assert.deepEqual([table.take(2), table.take(2), table.take(2)], [3, 20, 50]);
  table.give(10);
  new Int32Array(buffer)[0] = 60; // a hint that another thread left
  assert.equal(table.take(2), 10);
  assert.equal(buffer.byteLength, size);
});

test("a thread that dies in take or give leaves each page with one owner, or none", () => {
  for (let limit = 0; limit < 12; limit++) {
    const buffer = heap(8);
    const table = new PageTable(new Life(limit).atomics, buffer);
    const held: number[] = [];
    dies(() => {
      for (let count = 0; count < 3; count++) held.push(table.take(7));
      table.give(held.shift() ?? 0);
      held.push(table.take(7));
    });
    const next = new PageTable(atomics, buffer);
    const owned = next.owned(7);
    assert.ok(held.every((page) => owned.includes(page)) && owned.length <= held.length + 1);
    const rest = Array.from({ length: 7 - owned.length }, () => next.take(8));
    assert.deepEqual([...owned, ...rest].toSorted((a, b) => a - b), [1, 2, 3, 4, 5, 6, 7]); // prettier-ignore
    assert.equal(next.take(8), 0);
  }
});

test("threads that take and give at once never have the same page", async () => {
  const buffer = heap(200);
  const signal = AbortSignal.timeout(20_000);
  const workers = [1, 2, 3].map((owner) => {
    const job: Job = { buffer, owner, rounds: 3000 };
    return new Worker(new URL("page-table-fixture.js", import.meta.url), { workerData: job });
  });
  const codes = await Promise.all(workers.map((worker) => once(worker, "exit", { signal })));
  assert.deepEqual(codes, [[0], [0], [0]]);
  const table = new PageTable(atomics, buffer);
  assert.deepEqual([1, 2, 3].flatMap((owner) => table.owned(owner)), []); // prettier-ignore
  assert.ok(buffer.byteLength > 16 * PAGE_BYTES);
});
