/** Stores between real threads: what two of them put and take, and what is left when one is killed. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import { newItemBuffer } from "#src/memory/item-stores.js";
import { LOCK, openStore, OWN_WORDS, takeNumber, TAKEN } from "./item-threads-fixture.js";
import type { Job } from "./item-threads-fixture.js";

const signal = AbortSignal.timeout(25_000);

function start(job: Job): Worker {
  return new Worker(new URL("item-threads-fixture.js", import.meta.url), { workerData: job });
}

function places(): readonly (readonly [string, SharedArrayBuffer | string])[] {
  return [
    ["in a buffer", newItemBuffer(OWN_WORDS)],
    ["in the heap", `item-threads.test ${performance.now()}`],
  ];
}

describe("two threads put and take", () => {
  for (const [name, store] of places()) {
    test(`${name}: each item once, those of each in order`, async () => {
      const count = 20_000;
      const taken = new Int32Array(new SharedArrayBuffer((2 * count + 2) * 4));
      const job = { store, count, total: 2 * count, taken };
      const workers = [start({ ...job, worker: 0 }), start({ ...job, worker: 1 })];
      const codes = await Promise.all(workers.map((worker) => once(worker, "exit", { signal })));
      assert.deepEqual(codes, [[0], [0]]);
      assert.deepEqual(new Set(taken.subarray(2)), new Set([1]));
      const { items } = openStore(store);
      assert.deepEqual([items.size, items.puts, items.memory.used], [0, 2 * count, 0]);
    });
  }
});

describe("a thread is killed wherever it is", () => {
  for (const [name, store] of places()) {
    test(`${name}: every item is there or was taken, but for the one in its hands`, async () => {
      const taken = new Int32Array(new SharedArrayBuffer(2_000_004 * 4));
      const here = openStore(store);
      const { words, base } = here.own;
      for (let round = 0; round < 6; round++) {
        const before = here.items.puts;
        const seen = Atomics.load(words, base + TAKEN);
        words.fill(0, base + 2, base + OWN_WORDS);
        taken.fill(0);
        const worker = start({ store, worker: 0, count: 1_000_000, total: Infinity, taken });
        const keepAlive = setInterval(() => undefined, 1000);
        // Until it is well under way; then at some moment of its work.
        while (Atomics.load(words, base + TAKEN) < seen + 500 + 137 * round) {
          signal.throwIfAborted();
          await new Promise(setImmediate);
        }
        await worker.terminate();
        clearInterval(keepAlive);
        Atomics.store(words, base + LOCK, 0);

        const { items } = here;
        items.repair();
        const puts = items.puts - before;
        let lost = 0;
        while (items.size > 0) {
          const number = takeNumber(here, 2);
          taken[number] = (taken[number] ?? 0) + 1;
        }
        for (let index = 1; index <= puts; index++) {
          assert.ok((taken[2 * index] ?? 0) <= 1, `item ${index} was there ${taken[2 * index]} times`);
          if (taken[2 * index] !== 1) lost++;
        }
        assert.ok(puts > 500 && lost <= 1, `${lost} of ${puts} items are lost`);
        assert.equal(taken[2 * puts + 2], 0);
        assert.deepEqual(items.memory.used, 0);
      }
    });
  }
});
