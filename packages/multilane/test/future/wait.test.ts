// The meaning of CPython's test_concurrent_futures/test_wait.py on bare futures, under its names, then our own cases.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Future } from "#src/future/future.js";
import { wait } from "#src/future/wait.js";
import type { ReturnWhen } from "#src/future/wait.js";
import {
  abortListeners,
  activeTimers,
  attached,
  cancelled,
  cancelledAndNotified,
  failed,
  failedWith,
  pending,
  running,
  scriptedSource,
  successful,
} from "./fixtures.js";

const timeout = 20_000;
const longer = 5_000;

/** The two sets by position, so that a failure reads well. */
function positions(all: readonly Future<unknown>[], sets: Awaited<ReturnType<typeof wait>>): object {
  const of = (set: Set<Future<unknown>>): number[] => [...set].map((future) => all.indexOf(future));
  return { done: of(sets.done), notDone: of(sets.notDone) };
}

describe("CPython WaitTests", { timeout }, () => {
  test("20369: duplicates collapse", async () => {
    const future = successful(2);
    const sets = await wait([future, future], { returnWhen: "ALL_COMPLETED" });
    assert.deepEqual(positions([future], sets), { done: [0], notDone: [] });

    const later = pending<number>();
    const waited = wait([later, later], { timeout: longer });
    later.setResult(1);
    assert.deepEqual(positions([later], await waited), { done: [0], notDone: [] });
  });

  test("first_completed: a bare cancelled future is not done until the executor knows", async () => {
    const all = [cancelled(), pending<number>(), pending()] as const;
    const waited = wait(all, { returnWhen: "FIRST_COMPLETED", timeout: longer });
    all[1].setResult(42);
    assert.deepEqual(positions(all, await waited), { done: [1], notDone: [0, 2] });

    const told = wait([all[0], all[2]], { returnWhen: "FIRST_COMPLETED", timeout: longer });
    all[0].setRunningOrNotifyCancel();
    assert.deepEqual(positions(all, await told), { done: [0], notDone: [2] });
  });

  test("first_completed_some_already_completed", async () => {
    const all = [cancelledAndNotified(), successful(42), pending()];
    const sets = await wait(all, { returnWhen: "FIRST_COMPLETED" });
    assert.deepEqual(positions(all, sets), { done: [0, 1], notDone: [2] });
  });

  test("first_exception", async () => {
    const all = [pending<number>(), pending(), pending()] as const;
    const waited = wait(all, { returnWhen: "FIRST_EXCEPTION", timeout: longer });
    all[0].setResult(42);
    all[1].setException(undefined);
    assert.deepEqual(positions(all, await waited), { done: [0, 1], notDone: [2] });
  });

  test("first_exception_some_already_complete", async () => {
    const all = [successful(42), cancelled(), cancelledAndNotified(), pending(), pending()] as const;
    const waited = wait(all, { returnWhen: "FIRST_EXCEPTION", timeout: longer });
    all[3].setException(new RangeError("division by zero"));
    assert.deepEqual(positions(all, await waited), { done: [0, 2, 3], notDone: [1, 4] });
  });

  test("first_exception_one_already_failed, whatever it threw", async () => {
    for (const thrown of [new Error("old"), undefined]) {
      const all = [failedWith(thrown), pending()];
      const sets = await wait(all, { returnWhen: "FIRST_EXCEPTION" });
      assert.deepEqual(positions(all, sets), { done: [0], notDone: [1] });
    }
  });

  test("all_completed", async () => {
    const all = [successful(42), cancelledAndNotified(), failed(), pending(), pending<number>()] as const;
    const waited = wait(all, { returnWhen: "ALL_COMPLETED", timeout: longer });
    all[3].setException(new RangeError("division by zero"));
    all[4].setResult(42);
    assert.deepEqual(positions(all, await waited), { done: [0, 1, 2, 3, 4], notDone: [] });
  });

  test("timeout: is not an error", async () => {
    const all = [cancelledAndNotified(), failed(), successful(42), pending()];
    for (const short of [0, 1])
      assert.deepEqual(positions(all, await wait(all, { timeout: short })), {
        done: [0, 1, 2],
        notDone: [3],
      });
  });

  test("pending_calls_race: futures that complete while the iterable is read", async () => {
    const all = Array.from({ length: 100 }, () => pending<number>());
    function* completing(): Generator<Future<number>> {
      for (const [index, future] of all.entries()) {
        yield future;
        if (index % 2 === 0) future.setResult(index);
      }
    }
    const waited = wait(completing(), { timeout: longer });
    for (const [index, future] of all.entries()) if (index % 2 === 1) future.setResult(index);
    const { done, notDone } = await waited;
    assert.equal(done.size, 100);
    assert.equal(notDone.size, 0);
  });
});

describe("wait", { timeout }, () => {
  test("of nothing returns two empty sets at once", async () => {
    for (const returnWhen of ["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"] as const) {
      const { done, notDone } = await wait([], { returnWhen });
      assert.equal(done.size + notDone.size, 0);
    }
  });

  test("a future that is running is not done", async () => {
    const all = [running(), successful(1)];
    assert.deepEqual(positions(all, await wait(all, { timeout: 0 })), { done: [1], notDone: [0] });
  });

  test("FIRST_EXCEPTION ignores cancelled futures and waits for all where none fails", async () => {
    const all = [pending(), pending<number>(), pending<number>()] as const;
    let settled = false;
    const waited = wait(all, { returnWhen: "FIRST_EXCEPTION", timeout: longer }).finally(
      () => (settled = true),
    );
    all[0].cancel();
    all[0].setRunningOrNotifyCancel();
    all[1].setResult(1);
    await new Promise(setImmediate);
    assert.equal(settled, false);
    all[2].setResult(2);
    assert.deepEqual(positions(all, await waited), { done: [0, 1, 2], notDone: [] });
  });

  test("a future of an executor that is cancelled is done at once (CPython hangs: gh-87893)", async () => {
    for (const returnWhen of ["FIRST_COMPLETED", "ALL_COMPLETED"] as const) {
      const before = new Future(scriptedSource());
      before.cancel();
      assert.equal((await wait([before], { returnWhen, timeout: longer })).done.size, 1);

      const during = new Future(scriptedSource());
      const waited = wait([during], { returnWhen, timeout: longer });
      during.cancel();
      assert.equal((await waited).done.size, 1);
    }
  });

  test("timeout 0 starts no timer", async () => {
    const before = activeTimers();
    const waited = wait([pending()], { timeout: 0 });
    assert.equal(activeTimers(), before);
    assert.equal((await waited).notDone.size, 1);
  });

  test("a bare future that is cancelled meanwhile wakes nobody until the executor knows", async () => {
    const all = [pending(), pending()] as const;
    let settled = false;
    const waited = wait(all, { returnWhen: "FIRST_COMPLETED", timeout: longer }).finally(
      () => (settled = true),
    );
    all[0].cancel();
    await new Promise(setImmediate);
    assert.equal(settled, false);
    all[0].setRunningOrNotifyCancel();
    assert.deepEqual(positions(all, await waited), { done: [0], notDone: [1] });
  });

  test("a batch that completes in one turn is done as a whole", async () => {
    const all = [pending<number>(), pending<number>(), pending<number>()] as const;
    const waited = wait(all, { returnWhen: "FIRST_COMPLETED", timeout: longer });
    all[0].setResult(0);
    all[2].setResult(2);
    assert.deepEqual(positions(all, await waited), { done: [0, 2], notDone: [1] });
  });

  test("several waits share a future", async () => {
    const all = [pending<number>(), pending<number>()] as const;
    const first = wait(all, { returnWhen: "FIRST_COMPLETED", timeout: longer });
    const both = wait(all, { timeout: longer });
    all[1].setResult(1);
    assert.deepEqual(positions(all, await first), { done: [1], notDone: [0] });
    assert.equal(attached(all[0], "_waiters"), 1);
    all[0].setResult(0);
    assert.deepEqual(positions(all, await both), { done: [0, 1], notDone: [] });
  });

  test("however it ends it leaves no timer, no listener and no waiter behind", async () => {
    const before = activeTimers();
    const controller = new AbortController();
    const { signal } = controller;
    const never = pending();
    const ends: [string, () => Promise<unknown>][] = [
      [
        "enough",
        () => wait([never, successful(1)], { returnWhen: "FIRST_COMPLETED", timeout: longer, signal }),
      ],
      [
        "completed",
        () => {
          const future = pending<number>();
          const waited = wait([never, future], { returnWhen: "FIRST_COMPLETED", timeout: longer, signal });
          assert.equal(attached(never, "_waiters"), 1);
          assert.equal(activeTimers(), before + 1);
          future.setResult(1);
          return waited;
        },
      ],
      ["timed out", () => wait([never], { timeout: 1, signal })],
      [
        "aborted",
        () => {
          const waited = wait([never], { timeout: longer, signal });
          controller.abort(new Error("enough"));
          return assert.rejects(waited, { message: "enough" });
        },
      ],
    ];
    for (const [name, end] of ends) {
      await end();
      assert.equal(activeTimers(), before, name);
      assert.equal(abortListeners(signal), 0, name);
      assert.equal(attached(never, "_waiters"), 0, name);
    }
  });

  test("a signal aborted already: what is done already is answered, else its reason is thrown", async () => {
    const signal = AbortSignal.abort(new Error("too late"));
    await assert.rejects(wait([pending(), successful(1)], { signal, timeout: 0 }), { message: "too late" });
    assert.equal((await wait([successful(1)], { signal })).done.size, 1);
  });

  test("a bad returnWhen or timeout is a RangeError, also where nothing is pending", async () => {
    const bad: unknown = "SOME_COMPLETED";
    function isReturnWhen(value: unknown): value is ReturnWhen {
      return value === bad;
    }
    assert.ok(isReturnWhen(bad));
    for (const futures of [[pending()], [successful(1)], []]) {
      await assert.rejects(wait(futures, { returnWhen: bad }), {
        name: "RangeError",
        message: /FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED, not SOME_COMPLETED/,
      });
      await assert.rejects(wait(futures, { timeout: NaN }), RangeError);
      await assert.rejects(wait(futures, { timeout: -1 }), RangeError);
    }
  });

  test("what is not a future is a TypeError with its index, and nothing is left attached", async () => {
    const future = pending();
    const mixed: Iterable<Future<unknown>> = Object.assign([future], { 1: Promise.resolve(1) });
    await assert.rejects(wait(mixed), {
      name: "TypeError",
      message: "wait takes an iterable of futures; item 1 of it is: Promise",
    });
    assert.equal(attached(future, "_waiters"), 0);
  });
});
