/**
 * The failure table's rows for a lack of memory. A task that finds none fails, or its worker dies, which fails it; what
 * runs beside it comes out whole. In threads, V8 ends the whole process for some of them: docs/failures.md.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ProcessPoolExecutor, WorkerDiedError } from "multilane";
import { ALL_WHOLE, exhaustBesideOthers } from "../support/exhaustion.js";
import { pools } from "../support/pools.js";
import { runProgram } from "../support/programs.js";
import { canLimitData, exhaust, exhaustLimited, killAsTheSystemDoes } from "../tasks/exhausting.js";
import type { Way } from "../tasks/exhausting.js";

/** Megabytes that a process may have beyond what it has when the task begins. */
const HEADROOM = 256;

/** Ways that fill a heap, and end a thread as well as a process. */
const heapWays: readonly Way[] = ["arrays", "objects", "strings", "Maps", "small Buffers"];

/** As those, by one thing that grows: too much at a time for a thread, see below. */
const growingWays: readonly Way[] = ["one Map", "one object"];

/** Ways that take memory outside of the heap, which no option of V8 limits. */
const systemWays: readonly Way[] = ["Buffers", "long strings"];

const aborts = { skip: process.platform === "win32" };
const limits = { skip: canLimitData ? false : "needs Linux and prlimit" };

/** What Node throws when the system gives it no memory. */
function isRefused(error: { readonly name: string; readonly message: string }): boolean {
  return (
    ["Error", "RangeError"].includes(error.name) &&
    /^(Array buffer allocation failed|Failed to allocate memory)$/.test(error.message)
  );
}

for (const { kind, make } of pools) {
  for (const way of kind === "processes" ? [...heapWays, ...growingWays] : heapWays)
    void test(`${kind}: out of memory: ${way}`, async () => {
      await using executor = make({ maxWorkers: 2, smallHeap: true });
      const { error, others } = await exhaustBesideOthers(executor, () => executor.submit(exhaust, way));
      assert.ok(error instanceof WorkerDiedError && error.reason === "oom", String(error));
      assert.equal(error.task, "exhaust");
      assert.deepEqual(others, ALL_WHOLE);
    });

  void test(`${kind}: one string grows until the engine refuses it: the task's own error`, async () => {
    await using executor = make({ maxWorkers: 2, smallHeap: true });
    const { error, others } = await exhaustBesideOthers(executor, () =>
      executor.submit(exhaust, "one string"),
    );
    assert.ok(error instanceof RangeError && error.message === "Invalid string length", String(error));
    assert.deepEqual(others, ALL_WHOLE);
  });
}

for (const way of systemWays)
  void test(`processes: out of memory: ${way}, which the system refuses`, limits, async () => {
    await using executor = new ProcessPoolExecutor({ maxWorkers: 2 });
    const { error, others } = await exhaustBesideOthers(executor, () =>
      executor.submit(exhaustLimited, way, HEADROOM),
    );
    // V8 itself may be the first to need what is not there.
    assert.ok(
      error instanceof WorkerDiedError || (error instanceof Error && isRefused(error)),
      String(error),
    );
    assert.deepEqual(others, ALL_WHOLE);
  });

// Threads have one process. When it has no memory left for small things, V8 ends it: only a large one can be told safely.
void test(
  "threads: out of memory: one Buffer, which the system refuses the whole program",
  limits,
  async () => {
    const { stdout, stderr, code } = await runProgram("out-of-memory", [
      "one Buffer",
      "24",
      String(HEADROOM),
    ]);
    assert.equal(code, 0, stderr);
    const found = JSON.parse(stdout) as { name: string; message: string; others: unknown };
    // V8 14 takes it for a full heap, and ends the thread.
    assert.ok(
      isRefused(found) || found.message.includes("ran out of memory while it ran exhaustLimited"),
      stdout,
    );
    assert.deepEqual(found.others, ALL_WHOLE);
  },
);

void test("processes: killed by the system, which has no memory left", aborts, async () => {
  await using executor = new ProcessPoolExecutor({ maxWorkers: 2 });
  const { error, others } = await exhaustBesideOthers(executor, () => executor.submit(killAsTheSystemDoes));
  assert.ok(error instanceof WorkerDiedError, String(error));
  assert.deepEqual([error.reason, error.signal], ["terminated", "SIGKILL"]);
  assert.deepEqual(others, ALL_WHOLE);
});

// At its limit a thread gets 16 MB more, to end in. A table that grows by more than that at a time is too much for it.
void test("threads: one large Map: V8 ends the whole program, as documented", aborts, async () => {
  const { signal, stdout, stderr } = await runProgram("out-of-memory", ["one Map", "128", "0"]);
  assert.equal(stdout, "");
  assert.match(stderr, /JavaScript heap out of memory/);
  assert.equal(signal, "SIGABRT");
});
