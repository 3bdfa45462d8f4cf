/** What a pool does when the table of threads is full. In a file of its own: nothing else can start a thread meanwhile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BrokenThreadPoolError, ResourceExhaustedError, ThreadPoolExecutor } from "multilane";
import { FINISHED, threadSlots } from "#src/memory/thread-slots.js";
import { LAST_SLOT } from "#src/memory/thread-token.js";
import { within } from "../support/patience.js";
import { until } from "../support/until.js";
import * as tasks from "../tasks/sample.js";

/** A thread that is alive, as the table has it, with a number that none has. */
const ALIVE = (1_000_000 << 2) | 1;

/** The watcher, which comes up by itself when the first thread is started, needs a place, too; it alone is FINISHED. */
async function untilWatcherIsUp(): Promise<void> {
  const { words, slots, slotWords } = threadSlots();
  const states = Array.from({ length: LAST_SLOT }, (_, index) => slots + (index + 1) * slotWords);
  await until("the watcher is up", () => states.some((at) => (Atomics.load(words, at) & 3) === FINISHED));
}

/** Takes all places of the table that are free, as long as it is held. */
function fillTable(): Disposable {
  const { words, slots, slotWords } = threadSlots();
  const taken: number[] = [];
  for (let index = 1; index <= LAST_SLOT; index++) {
    const at = slots + index * slotWords;
    if (Atomics.compareExchange(words, at, 0, ALIVE) === 0) taken.push(at);
  }
  assert.notEqual(taken.length, 0);
  return {
    [Symbol.dispose]() {
      for (const at of taken) Atomics.store(words, at, 0);
    },
  };
}

void test("a pool without a thread is broken, and says why; one that has a thread goes on with it", async () => {
  await using one = new ThreadPoolExecutor({ maxWorkers: 2 });
  assert.equal(await within(one.run(tasks.add, 1, 2), "the first result"), 3);
  await untilWatcherIsUp();

  await using none = new ThreadPoolExecutor();
  {
    using _ = fillTable();
    const first = none.submit(tasks.add, 1, 2);
    const error = await within(first.exception(), "the failure");
    assert.ok(error instanceof BrokenThreadPoolError);
    assert.ok(error.cause instanceof ResourceExhaustedError);
    assert.throws(() => none.submit(tasks.add, 1, 2), BrokenThreadPoolError);
    await assert.rejects(none.ready(), BrokenThreadPoolError);

    // Not known to be short: a second thread is wanted for them.
    const futures = ["a", "b", "c"].map((value) => one.submit(tasks.later, 1, value));
    const results = await within(Promise.all(futures), "the others");
    assert.deepEqual(results, ["a", "b", "c"]);
    assert.equal(one.statistics().workers, 1);

    // The constructor does not throw, though it is to start one.
    await using early = new ThreadPoolExecutor({ minWorkers: 1 });
    assert.throws(
      () => early.submit(tasks.add, 1, 2),
      (broken: Error) => broken.cause instanceof ResourceExhaustedError,
    );
  }
  assert.equal(await within(one.run(tasks.add, 1, 2), "the last result"), 3);
});
