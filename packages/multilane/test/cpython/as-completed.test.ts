/** CPython's `test_as_completed.AsCompletedTests`. */
import assert from "node:assert/strict";
import { asCompleted, Future, TimeoutError } from "multilane";
import type { SettledFuture } from "multilane";
import * as tasks from "./executor-tasks.js";
import { executorTest } from "./support/executors.js";
import { FileGate } from "../support/file-gate.js";
import * as futures from "./support/futures.js";
import { untilCollected } from "./support/garbage.js";
import { assertSameSet } from "./support/same-set.js";

const suite = { suite: "test_as_completed", class: "AsCompletedTests" } as const;

const completed = (): Future<unknown>[] => [
  futures.cancelledAndNotifiedFuture(),
  futures.failedFuture(),
  futures.successfulFuture(),
];

/** Those that come, and what ends them. */
async function all(
  settled: AsyncIterable<SettledFuture<unknown>>,
): Promise<{ seen: Future<unknown>[]; error: unknown }> {
  const seen: Future<unknown>[] = [];
  try {
    for await (const { future } of settled) seen.push(future);
    return { seen, error: undefined };
  } catch (error) {
    return { seen, error };
  }
}

executorTest(suite, "test_no_timeout", async ({ executor }) => {
  const given = [...completed(), executor.submit(tasks.mul, 2, 21), executor.submit(tasks.mul, 7, 6)];
  const { seen, error } = await all(asCompleted(given));
  assert.equal(error, undefined);
  assert.equal(seen.length, 5);
  assertSameSet(seen, given);
});

executorTest(suite, "test_future_times_out", async ({ executor }) => {
  for (const timeout of [0, 10]) {
    const gate = new FileGate();
    const future = executor.submit(tasks.pass, gate.directory);
    const done = completed();
    const { seen, error } = await all(asCompleted([...done, future], { timeout }));
    gate.open();
    assertSameSet(seen, done);
    assert.equal(seen.length, done.length);
    assert.ok(error instanceof TimeoutError);
  }
});

executorTest(suite, "test_duplicate_futures", async ({ executor }) => {
  const gate = new FileGate();
  const future = executor.submit(tasks.pass, gate.directory);
  function* thrice(): Generator<Future<unknown>> {
    for (let time = 0; time < 3; time++) yield future;
  }
  const result = all(asCompleted(thrice()));
  gate.open();
  const { seen, error } = await result;
  assert.equal(error, undefined);
  assertSameSet(seen, [future]);
  assert.equal(seen.length, 1);
});

/** Takes one, lets the list forget it, and gives a reference to it. */
async function forget(
  settled: AsyncIterator<SettledFuture<unknown>>,
  list: Future<unknown>[],
): Promise<WeakRef<object>> {
  const { value } = (await settled.next()) as IteratorYieldResult<SettledFuture<unknown>>;
  list.splice(list.indexOf(value.future), 1);
  return new WeakRef(value.future);
}

executorTest(suite, "test_free_reference_yielded_future", async () => {
  const list: Future<unknown>[] = Array.from({ length: 8 }, () => new Future());
  list.push(futures.cancelledAndNotifiedFuture(), futures.successfulFuture(42));
  const timed = asCompleted(list, { timeout: 0 });
  for (let n = 0; n < 2; n++) await untilCollected(() => forget(timed, list));
  await assert.rejects(timed.next(), TimeoutError);
  assert.equal(list.length, 8);
  const settled = asCompleted(list);
  while (list.length > 0) {
    const next = untilCollected(() => forget(settled, list));
    list[0]?.setResult("test");
    await next;
  }
  assert.equal((await settled.next()).done, true);
});

executorTest(suite, "test_correct_timeout_exception_msg", async () => {
  const list = [
    futures.cancelledAndNotifiedFuture(),
    futures.pendingFuture(),
    futures.runningFuture(),
    futures.successfulFuture(),
  ];
  const { error } = await all(asCompleted(list, { timeout: 0 }));
  assert.ok(error instanceof TimeoutError);
  assert.equal(error.message, "2 (of 4) futures unfinished");
});
