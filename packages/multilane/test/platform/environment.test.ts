/** Which thread is main, and that all threads have one arena. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { arena } from "#src/memory/arena.js";
import { namedWords } from "#src/memory/names.js";
import { ARENA_BYTES, isMainThread, sharedEnvironment } from "#src/platform/environment.js";
import type { Nesting } from "./environment-fixture.js";

describe("the environment of all threads", () => {
  it("has one arena for this thread, Workers of anybody's, and Workers in those", async () => {
    const nesting: Nesting = { depth: 2, name: "environment.test" };
    const worker = new Worker(new URL("environment-fixture.js", import.meta.url), { workerData: nesting });
    const [seen]: unknown[] = await once(worker, "message", { signal: AbortSignal.timeout(20_000) });
    const other = { isMainThread: false, bytes: ARENA_BYTES };
    assert.deepEqual(seen, [other, other]);
    const { words, base } = namedWords("Test", nesting.name, 2);
    assert.equal(words[base + 1], 2);
    assert.equal(isMainThread, true);
  });

  it("has an arena of 16 MiB that takes no memory until it is used", () => {
    assert.equal(arena().byteLength, 16 * 1024 * 1024);
    const before = process.memoryUsage.rss();
    const other = new SharedArrayBuffer(64 * ARENA_BYTES);
    assert.ok(process.memoryUsage.rss() - before < other.byteLength / 4);
  });

  it("makes a value once, and finds it afterwards", () => {
    const made = sharedEnvironment("environment.test: value", () => ({ made: 1 }));
    assert.equal(
      sharedEnvironment("environment.test: value", () => assert.fail("made twice")),
      made,
    );
  });

  it("refuses a second copy of the library in one thread, and names both", async () => {
    const here = import.meta.resolve("#src/platform/environment.js");
    await assert.rejects(import(`${here}?copy`), (error) => {
      assert.ok(error instanceof Error);
      assert.ok(error.message.includes(`from ${here} and from ${here}?copy:`), error.message);
      assert.match(error.message, /npm dedupe/);
      return true;
    });
  });
});
