// The meaning of CPython's test_concurrent_futures/test_as_completed.py, under its names, then our own cases.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as macrotask } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { TimeoutError } from "#src/errors.js";
import { asCompleted } from "#src/future/as-completed.js";
import { Future } from "#src/future/future.js";
import { SettledFuture } from "#src/future/settled-future.js";
import {
  abortListeners,
  activeTimers,
  attached,
  cancelled,
  cancelledAndNotified,
  failed,
  osError,
  pending,
  running,
  scriptedSource,
  successful,
} from "./fixtures.js";

const timeout = 20_000;
const longer = 5_000;
const over = { done: true, value: undefined };

/** Takes everything, then says how it ended. */
async function drain(
  iterator: AsyncIterable<SettledFuture<unknown>>,
): Promise<{ futures: Future<unknown>[]; error?: unknown }> {
  const futures: Future<unknown>[] = [];
  try {
    for await (const settled of iterator) {
      assert.ok(settled instanceof SettledFuture);
      futures.push(settled.future);
    }
  } catch (error) {
    return { futures, error };
  }
  return { futures };
}

/** The next settled future (a future itself would be unwrapped on its way out of here); fails at the end. */
async function nextOf(iterator: {
  next(): Promise<IteratorResult<SettledFuture<unknown>, undefined>>;
}): Promise<SettledFuture<unknown>> {
  const step = await iterator.next();
  assert.ok(step.done !== true);
  return step.value;
}

describe("CPython AsCompletedTests", { timeout }, () => {
  test("no_timeout", async () => {
    const done = [cancelledAndNotified(), failed(), successful(42)];
    const later = [pending<number>(), pending<number>()] as const;
    const drained = drain(asCompleted([later[0], ...done, later[1]]));
    await macrotask();
    later[1].setResult(42);
    later[0].setResult(42);
    assert.deepEqual(await drained, { futures: [...done, later[1], later[0]] });
  });

  test("future_times_out", async () => {
    for (const short of [0, 1]) {
      const done = [cancelledAndNotified(), failed(), successful(42)];
      const { futures, error } = await drain(asCompleted([pending(), ...done], { timeout: short }));
      assert.deepEqual(futures, done);
      assert.ok(error instanceof TimeoutError);
    }
  });

  test("duplicate_futures", async () => {
    const future = pending<number>();
    function* thrice(): Generator<Future<number>> {
      yield* [future, future, future];
    }
    const drained = drain(asCompleted(thrice()));
    future.setResult(1);
    assert.deepEqual(await drained, { futures: [future] });
  });

  test("free_reference_yielded_future", async () => {
    setFlagsFromString("--expose-gc");
    const gc: unknown = runInNewContext("gc");
    assert.ok(typeof gc === "function");
    const list = Array.from({ length: 4 }, () => pending<number>());
    list.unshift(cancelledAndNotified(), successful(42));
    const iterator = asCompleted(list.slice());

    // Own function, so that nothing of the step stays on the stack of the test.
    const take = async (): Promise<WeakRef<Future<unknown>>> => {
      const { future } = await nextOf(iterator);
      list.splice(
        list.findIndex((each) => each === future),
        1,
      );
      return new WeakRef(future);
    };
    for (let yielded = 0; yielded < 6; yielded += 1) {
      if (yielded >= 2) list[0]?.setResult(yielded);
      const reference = await take();
      await macrotask(); // a WeakRef holds its target until the end of the turn
      gc();
      assert.equal(reference.deref(), undefined, `future ${yielded}`);
    }
    assert.deepEqual(await iterator.next(), over);
  });

  test("correct_timeout_exception_msg", async () => {
    const futures = [cancelledAndNotified(), pending(), running(), successful(42)];
    const { error } = await drain(asCompleted(futures, { timeout: 0 }));
    assert.ok(error instanceof TimeoutError);
    assert.equal(error.message, "2 (of 4) futures unfinished");
  });
});

describe("asCompleted", { timeout }, () => {
  test("of nothing is over at once", async () => {
    assert.deepEqual(await asCompleted([]).next(), over);
  });

  test("yields what failed and what was cancelled, and throws only from result()", async () => {
    const [first, second] = [failed(), cancelledAndNotified()];
    const kinds: string[] = [];
    for await (const settled of asCompleted([first, second])) {
      kinds.push(settled.cancelled() ? "cancelled" : "failed");
      assert.throws(() => settled.result());
    }
    assert.deepEqual(kinds, ["failed", "cancelled"]);
  });

  test("reads the iterable and starts its clock at the first next()", async () => {
    let read = false;
    const future = pending<number>();
    function* lazily(): Generator<Future<number>> {
      read = true;
      yield future;
    }
    const iterator = asCompleted(lazily(), { timeout: 30 });
    const before = performance.now();
    while (performance.now() - before < 60) await macrotask();
    assert.equal(read, false);
    const step = iterator.next();
    assert.equal(read, true);
    future.setResult(1);
    assert.equal((await nextOf({ next: () => step })).future, future, "its 30 ms began only now");
  });

  test("yields what was done before the deadline was noticed, then times out once", async () => {
    const all = [pending<number>(), pending<number>(), pending<number>()] as const;
    const iterator = asCompleted(all, { timeout: 1 });
    const first = iterator.next();
    all[2].setResult(2);
    assert.equal((await nextOf({ next: () => first })).future, all[2]);
    const before = performance.now();
    while (performance.now() - before < 5) await macrotask(); // the deadline passes while the loop's body runs
    all[0].setResult(0);
    assert.equal((await nextOf(iterator)).future, all[0]);
    await assert.rejects(iterator.next(), { name: "TimeoutError", message: "1 (of 3) futures unfinished" });
    assert.deepEqual(await iterator.next(), over);
    assert.equal(attached(all[1], "_waiters"), 0);
  });

  test("a bare cancelled future is yielded once the executor knows; one of an executor at once", async () => {
    const bare = cancelled();
    const owned = new Future(scriptedSource());
    const iterator = asCompleted([bare, owned]);
    const steps = [nextOf(iterator), nextOf(iterator)] as const;
    owned.cancel();
    assert.equal((await steps[0]).future, owned);
    bare.setRunningOrNotifyCancel();
    assert.equal((await steps[1]).future, bare);
    assert.deepEqual(await iterator.next(), over);
  });

  test("overlapping calls of next() are served in order, the surplus ends", async () => {
    const all = [pending<number>(), pending<number>()] as const;
    const iterator = asCompleted(all, { timeout: longer });
    const steps = [iterator.next(), iterator.next(), iterator.next(), iterator.next()] as const;
    all[1].setResult(1);
    assert.equal((await steps[0]).value?.future, all[1]);
    all[0].setResult(0);
    assert.equal((await steps[1]).value?.future, all[0]);
    assert.deepEqual(await Promise.all([steps[2], steps[3]]), [over, over]);
  });

  test("of overlapping calls one gets the error, the others end", async () => {
    const iterator = asCompleted([pending()], { timeout: 1 });
    const outcomes = await Promise.allSettled([iterator.next(), iterator.next()]);
    assert.equal(outcomes[0].status, "rejected");
    assert.deepEqual(outcomes[1], { status: "fulfilled", value: over });
  });

  test("thousands done at once keep their order", async () => {
    const all = Array.from({ length: 5_000 }, (_, index) =>
      index % 2 === 0 ? successful(index) : pending(),
    );
    const odd = all.filter((future) => !future.done());
    const iterator = asCompleted(all);
    const futures = [(await nextOf(iterator)).future];
    for (const future of odd.toReversed()) future.setResult(1);
    futures.push(...(await drain(iterator)).futures);
    assert.equal(futures.length, all.length);
    const expected = [...all.filter((_, index) => index % 2 === 0), ...odd.toReversed()];
    assert.ok(futures.every((future, index) => future === expected[index]));
  });

  test("leaving the loop detaches it from the futures and starts nothing", async () => {
    const all = [successful(1), pending<number>()] as const;
    const before = activeTimers();
    const { signal } = new AbortController();
    for await (const settled of asCompleted(all, { timeout: longer, signal })) {
      assert.equal(settled.future, all[0]);
      assert.equal(attached(all[1], "_waiters"), 1);
      break;
    }
    assert.equal(attached(all[1], "_waiters"), 0);
    assert.equal(activeTimers(), before);
    assert.equal(abortListeners(signal), 0);
    assert.equal(all[1].done(), false, "it cancels nothing");
  });

  test("an iterator that is merely dropped has no timer and no listener", async () => {
    const all = [pending<number>(), pending<number>()] as const;
    const before = activeTimers();
    const { signal } = new AbortController();
    const iterator = asCompleted(all, { timeout: longer, signal });
    const step = iterator.next();
    assert.equal(activeTimers(), before + 1);
    assert.equal(abortListeners(signal), 1);
    all[0].setResult(0);
    await step;
    assert.equal(activeTimers(), before);
    assert.equal(abortListeners(signal), 0);
  });

  test("return() ends calls that wait, and drops what was not yielded", async () => {
    const all = [pending<number>(), successful(1), successful(2)] as const;
    const iterator = asCompleted(all, { timeout: longer });
    const before = activeTimers();
    await nextOf(iterator);
    await nextOf(iterator);
    const waiting = iterator.next();
    assert.deepEqual(await iterator.return?.(), over);
    assert.deepEqual(await waiting, over);
    assert.equal(attached(all[0], "_waiters"), 0);
    assert.equal(activeTimers(), before);

    const early = asCompleted(all);
    await nextOf(early);
    await early.return?.();
    assert.deepEqual(await early.next(), over);
  });

  test("return() before the first next() never reads the iterable", async () => {
    let read = false;
    function* lazily(): Generator<Future<number>> {
      read = true;
      yield successful(1);
    }
    const iterator = asCompleted(lazily());
    await iterator.return?.();
    assert.deepEqual(await iterator.next(), over);
    assert.equal(read, false);
  });

  test("timeout 0 starts no timer", async () => {
    const before = activeTimers();
    const step = asCompleted([pending()], { timeout: 0 }).next();
    assert.equal(activeTimers(), before);
    await assert.rejects(step, TimeoutError);
  });

  test("each call that waits is watched anew", async () => {
    const all = [pending<number>(), pending()] as const;
    const controller = new AbortController();
    const iterator = asCompleted(all, { timeout: longer, signal: controller.signal });
    const first = iterator.next();
    all[0].setResult(0);
    await first;
    const before = activeTimers();
    const second = iterator.next();
    assert.equal(activeTimers(), before + 1);
    controller.abort(new Error("enough"));
    await assert.rejects(second, { message: "enough" });
    assert.equal(activeTimers(), before);
  });

  test("an abort: what is done is yielded, then its reason is thrown once", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const all = [pending(), successful(1)];
    const iterator = asCompleted(all, { signal: controller.signal });
    const [first, second] = [nextOf(iterator), iterator.next()];
    assert.equal((await first).future, all[1]);
    controller.abort(reason);
    await assert.rejects(second, reason);
    assert.deepEqual(await iterator.next(), over);
    assert.equal(abortListeners(controller.signal), 0);

    const late = await drain(asCompleted(all, { signal: controller.signal }));
    assert.deepEqual(late, { futures: [all[1]], error: reason });
  });

  test("an iterable that throws rejects the first next() and ends", async () => {
    const future = pending();
    function* broken(): Generator<Future<unknown>> {
      yield future;
      throw osError;
    }
    const iterator = asCompleted(broken());
    await assert.rejects(iterator.next(), osError);
    assert.deepEqual(await iterator.next(), over);
    assert.equal(attached(future, "_waiters"), 0);
  });

  test("what is not a future is a TypeError; a bad timeout a RangeError at the call", async () => {
    const mixed: Iterable<Future<unknown>> = Object.assign([pending()], { 1: Promise.resolve(1) });
    await assert.rejects(asCompleted(mixed).next(), {
      name: "TypeError",
      message: "asCompleted takes an iterable of futures; item 1 of it is: Promise",
    });
    for (const bad of [NaN, -1]) assert.throws(() => asCompleted([], { timeout: bad }), RangeError);
  });
});
