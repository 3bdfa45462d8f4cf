/** The name table: one name, one run of words, in every thread. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { ResourceExhaustedError } from "#src/errors.js";
import { arena } from "#src/memory/arena.js";
import { ARENA_WORDS, BUMP_BASE, NAME_BUCKET_COUNT } from "#src/memory/layout.js";
import { hashText } from "#src/memory/name-text.js";
import { namedWords, nameOfWords, NameTable } from "#src/memory/names.js";
import { atomics } from "#src/platform/atomics.js";
import type { Task } from "./names-fixture.js";

const LONG = 20_000;

/** A table of its own, with one chain. */
function smallTable(words: number): NameTable {
  const memory = new Int32Array(new SharedArrayBuffer(words * 4));
  return new NameTable(atomics, memory, 0, 1, { used: 1, start: 16, end: words });
}

describe("the name table", () => {
  it("gives zeroed words in the arena, but for the first one, the same for the same name", () => {
    const { words, base } = namedWords("Lock", "names.test: a", 20);
    assert.equal(words, arena());
    assert.ok(base >= BUMP_BASE && base + 20 <= ARENA_WORDS);
    assert.deepEqual([...words.subarray(base + 1, base + 20)], Array<number>(19).fill(0));
    assert.deepEqual(nameOfWords(base), { kind: "Lock", name: "names.test: a" });
    words[base + 19] = 7;
    assert.deepEqual(namedWords("Lock", "names.test: a", 20), { words, base });
  });

  it("keeps any two strings apart, to the code unit", () => {
    const names = [
      "a",
      "aa",
      "A",
      "a\0",
      "\0a",
      "\ud800",
      "\udc00",
      "ä",
      "a\u0308",
      "😀",
      " ",
      "constructor",
      "x".repeat(5000),
    ];
    const bases = names.map((name) => namedWords("Lock", name, 1).base);
    assert.equal(new Set(bases).size, names.length);
    assert.deepEqual(
      names.map((name) => namedWords("Lock", name, 1).base),
      bases,
    );
  });

  it("spreads names over its chains", () => {
    const chains = new Map<number, number>();
    for (let index = 0; index < 1000; index++) {
      const chain = hashText(`crawl.lock.${index}`) & (NAME_BUCKET_COUNT - 1);
      chains.set(chain, (chains.get(chain) ?? 0) + 1);
    }
    assert.ok(Math.max(...chains.values()) <= 8);
  });

  it("keeps the words of one name apart from those of all others, in one chain", () => {
    const table = smallTable(4096);
    const runs = Array.from({ length: 100 }, (_, index) =>
      table.find("Lock", `name ${index}`, 1 + (index % 3)),
    );
    for (const [index, { words, base }] of runs.entries())
      words.fill(index + 1, base, base + 1 + (index % 3));
    for (const [index, { words, base }] of runs.entries()) {
      assert.deepEqual(table.find("Lock", `name ${index}`, 1 + (index % 3)).base, base);
      assert.deepEqual(new Set(words.subarray(base, base + 1 + (index % 3))), new Set([index + 1]));
    }
  });

  it("refuses the empty name, another kind and another size, and says which", () => {
    assert.throws(() => namedWords("Lock", "", 1), {
      name: "TypeError",
      message: /name of a Lock must not be empty/,
    });
    namedWords("Semaphore", "names.test: seats", 4);
    assert.throws(() => namedWords("Lock", "names.test: seats", 4), {
      name: "TypeError",
      message: /"names.test: seats" belongs to a Semaphore in this program and cannot be a Lock too/,
    });
    assert.throws(() => namedWords("Semaphore", "names.test: seats", 5), {
      name: "TypeError",
      message: /Semaphore "names.test: seats" exists with another size .*4 words, not 5/,
    });
  });

  it("says when it is full, and still knows what it has", () => {
    const table = smallTable(16 + 32 + 32 + 16);
    const { base } = table.find("Lock", "a", 1);
    table.find("Lock", "b", 1);
    for (let attempt = 0; attempt < 3; attempt++)
      assert.throws(
        () => table.find("Lock", "c", 1),
        (error) => {
          assert.ok(error instanceof ResourceExhaustedError);
          assert.match(error.message, /no room for the Lock "c" in the 320 bytes/);
          return true;
        },
      );
    assert.equal(table.find("Lock", "a", 1).base, base);
  });

  it("gives threads that create the same 500 names at once the same words", async () => {
    const names = Array.from({ length: 500 }, (_, index) => `names.test: race ${index}`);
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const results = Promise.all(
      [1, 2].map(async () => {
        const workerData: Task = { gate, names };
        const worker = new Worker(new URL("names-fixture.js", import.meta.url), { workerData });
        const [bases]: Map<string, number>[] = await once(worker, "message", {
          signal: AbortSignal.timeout(LONG),
        });
        return bases;
      }),
    );
    for (let ready = Atomics.load(gate, 0); ready < 2; ready = Atomics.load(gate, 0))
      assert.notEqual(Atomics.wait(gate, 0, ready, LONG), "timed-out");
    Atomics.store(gate, 1, 1);
    Atomics.notify(gate, 1);
    const own = new Map(names.map((name) => [name, namedWords("Lock", name, 3).base]));
    assert.deepEqual(await results, [own, own]);
    assert.equal(new Set(own.values()).size, 500);
  });
});
