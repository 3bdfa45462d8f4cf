/** A worker of page-table.test.ts: takes pages, marks them, and gives them back if nobody else has. */
import { workerData } from "node:worker_threads";
import { PAGE_BYTES, PageTable } from "#src/memory/page-table.js";
import { atomics } from "#src/platform/atomics.js";

/** What it is told. */
export interface Job {
  readonly buffer: SharedArrayBuffer;
  readonly owner: number;
  readonly rounds: number;
}

const { buffer, owner, rounds } = workerData as Job;
const table = new PageTable(atomics, buffer);
const mark = (page: number): Int32Array => new Int32Array(buffer, page * PAGE_BYTES, 1);

for (let round = 0; round < rounds; round++) {
  const pages = Array.from({ length: 1 + (round % 60) }, () => table.take(owner));
  for (const page of pages) {
    if (page === 0) throw new Error("the heap is full");
    if (Atomics.exchange(mark(page), 0, owner) !== 0) throw new Error(`page ${page} was somebody's`);
  }
  for (const page of pages) {
    if (Atomics.exchange(mark(page), 0, 0) !== owner) throw new Error(`page ${page} is somebody else's`);
    table.give(page);
  }
}
