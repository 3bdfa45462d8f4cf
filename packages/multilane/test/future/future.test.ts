// The meaning of CPython's test_concurrent_futures/test_future.py, under its names, then states and representation.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { CancelledError, InvalidStateError, TimeoutError } from "#src/errors.js";
import {
  cancelled,
  cancelledAndNotified,
  failed,
  OSError,
  osError,
  pending,
  running,
  successful,
  captureReports,
} from "./fixtures.js";

const timeout = 20_000;

/** Every state of a bare future, by the name that toString gives it. */
const states = {
  pending: pending(),
  running: running(),
  cancelled: cancelled(),
  cancelledAndNotified: cancelledAndNotified(),
  failed: failed(),
  successful: successful(42),
};

describe("CPython FutureTests", { timeout }, () => {
  test("done_callback_with_result", () => {
    const future = pending<number>();
    let result: number | undefined;
    future.addDoneCallback((done) => (result = done.resultSync()));
    assert.equal(result, undefined);
    future.setResult(5);
    assert.equal(result, 5);
  });

  test("done_callback_with_exception", () => {
    const future = pending();
    let error: unknown;
    future.addDoneCallback((done) => (error = done.exceptionSync()));
    future.setException(osError);
    assert.equal(error, osError);
  });

  test("done_callback_with_cancel", () => {
    const future = pending();
    let wasCancelled: boolean | undefined;
    future.addDoneCallback((done) => (wasCancelled = done.cancelled()));
    assert.equal(future.cancel(), true);
    assert.equal(wasCancelled, true);
  });

  test("done_callback_raises", (t) => {
    const written: string[] = [];
    t.mock.method(process.stderr, "write", (chunk: string) => written.push(chunk) > 0);
    const future = pending<number>();
    const called: string[] = [];
    future.addDoneCallback(function raising() {
      called.push("raising");
      throw new Error("doh!");
    });
    future.addDoneCallback(() => called.push("second"));
    future.setResult(5);
    t.mock.restoreAll();
    assert.deepEqual(called, ["raising", "second"]);
    const stderr = written.join("");
    assert.match(stderr, /exception calling a done-callback of <Future state=finished returned number>/);
    assert.match(
      stderr,
      /Error: doh!\n {4}at .*raising.*future\.test/,
      "the stack says which callback it was",
    );
  });

  test("done_callback_already_successful", () => {
    let result: number | undefined;
    successful(5).addDoneCallback((done) => (result = done.resultSync()));
    assert.equal(result, 5);
  });

  test("done_callback_already_failed", () => {
    let error: unknown;
    failed().addDoneCallback((done) => (error = done.exceptionSync()));
    assert.equal(error, osError);
  });

  test("done_callback_already_cancelled", () => {
    for (const future of [cancelled(), cancelledAndNotified()]) {
      let wasCancelled: boolean | undefined;
      future.addDoneCallback((done) => (wasCancelled = done.cancelled()));
      assert.equal(wasCancelled, true);
    }
  });

  test("done_callback_raises_already_succeeded", () => {
    const doh = new Error("doh!");
    const reported = captureReports(() =>
      successful(5).addDoneCallback(() => {
        throw doh;
      }),
    );
    assert.deepEqual(reported, [doh]);
  });

  test("repr", () => {
    assert.equal(String(states.pending), "<Future state=pending>");
    assert.equal(String(states.running), "<Future state=running>");
    assert.equal(String(states.cancelled), "<Future state=cancelled>");
    assert.equal(String(states.cancelledAndNotified), "<Future state=cancelled>");
    assert.equal(String(states.failed), "<Future state=finished raised OSError>");
    assert.equal(String(states.successful), "<Future state=finished returned number>");
  });

  test("cancel", () => {
    const expected = { pending: true, running: false, cancelled: true, cancelledAndNotified: true } as const;
    const fresh = {
      pending: pending(),
      running: running(),
      cancelled: cancelled(),
      cancelledAndNotified: cancelledAndNotified(),
    };
    for (const name of ["pending", "running", "cancelled", "cancelledAndNotified"] as const)
      assert.equal(fresh[name].cancel(), expected[name], name);
    assert.equal(fresh.pending.cancelled(), true);
    assert.equal(fresh.running.running(), true, "a refused cancel changes nothing");
    for (const future of [failed(), successful(5)]) {
      assert.equal(future.cancel(), false);
      assert.equal(future.cancelled(), false);
    }
  });

  test("cancelled, done, running", () => {
    const answers = Object.entries(states).map(([name, future]) => [
      name,
      future.cancelled(),
      future.done(),
      future.running(),
    ]);
    assert.deepEqual(answers, [
      ["pending", false, false, false],
      ["running", false, false, true],
      ["cancelled", true, true, false],
      ["cancelledAndNotified", true, true, false],
      ["failed", false, true, false],
      ["successful", false, true, false],
    ]);
  });

  test("result_with_timeout", async () => {
    await assert.rejects(states.pending.result({ timeout: 0 }), TimeoutError);
    await assert.rejects(states.running.result({ timeout: 0 }), TimeoutError);
    await assert.rejects(states.running.result({ timeout: 1 }), TimeoutError);
    await assert.rejects(states.cancelled.result({ timeout: 0 }), CancelledError);
    await assert.rejects(states.cancelledAndNotified.result({ timeout: 0 }), CancelledError);
    await assert.rejects(states.failed.result({ timeout: 0 }), osError);
    assert.equal(await states.successful.result({ timeout: 0 }), 42);
  });

  test("result_with_success", async () => {
    const future = pending<number>();
    const results = Promise.all([future, future.result(), future.result({ timeout: 5_000 })]);
    future.setResult(42);
    assert.deepEqual(await results, [42, 42, 42]);
  });

  test("result_with_cancel", async () => {
    const future = pending();
    const results = Promise.allSettled([future, future.result(), future.result({ timeout: 5_000 })]);
    future.cancel();
    for (const result of await results) {
      assert.equal(result.status, "rejected");
      assert.ok(result.reason instanceof CancelledError);
    }
  });

  test("exception_with_timeout", async () => {
    await assert.rejects(states.pending.exception({ timeout: 0 }), TimeoutError);
    await assert.rejects(states.running.exception({ timeout: 0 }), TimeoutError);
    await assert.rejects(states.cancelled.exception({ timeout: 0 }), CancelledError);
    await assert.rejects(states.cancelledAndNotified.exception({ timeout: 0 }), CancelledError);
    assert.ok((await states.failed.exception({ timeout: 0 })) instanceof OSError);
    assert.equal(await states.successful.exception({ timeout: 0 }), undefined);
  });

  test("exception_with_success", async () => {
    const future = pending();
    const exceptions = Promise.all([future.exception(), future.exception({ timeout: 5_000 })]);
    future.setException(osError);
    assert.deepEqual(await exceptions, [osError, osError]);
  });

  test("multiple_set_result", async () => {
    const future = successful(1);
    assert.throws(() => future.setResult(2), {
      name: "InvalidStateError",
      message: /<Future state=finished returned number>/,
    });
    assert.equal(future.done(), true);
    assert.equal(await future.result(), 1);
  });

  test("multiple_set_exception", async () => {
    const future = failed();
    assert.throws(() => future.setException(new Error("another")), {
      name: "InvalidStateError",
      message: /<Future state=finished raised OSError>/,
    });
    assert.equal(await future.exception(), osError);
  });

  test("get_snapshot: what is there is told synchronously", () => {
    assert.equal(states.successful.resultSync({ timeout: 0 }), 42);
    assert.equal(states.successful.exceptionSync({ timeout: 0 }), undefined);
    assert.throws(() => states.failed.resultSync({ timeout: 0 }), osError);
    assert.equal(states.failed.exceptionSync({ timeout: 0 }), osError);
    assert.throws(() => states.cancelled.resultSync(), CancelledError);
    assert.throws(() => states.cancelled.exceptionSync(), CancelledError);
  });
});

describe("states", { timeout }, () => {
  test("setRunningOrNotifyCancel: once, and never after the end", () => {
    const future = pending<number>();
    assert.equal(future.setRunningOrNotifyCancel(), true);
    assert.throws(() => future.setRunningOrNotifyCancel(), InvalidStateError);
    future.setResult(1);
    assert.throws(() => future.setRunningOrNotifyCancel(), InvalidStateError);
    assert.throws(() => failed().setRunningOrNotifyCancel(), InvalidStateError);

    const taken = cancelled();
    assert.equal(taken.setRunningOrNotifyCancel(), false);
    assert.throws(() => taken.setRunningOrNotifyCancel(), InvalidStateError);
    assert.equal(taken.cancelled(), true);
  });

  test("settling is refused after cancel, also before anybody was notified", () => {
    for (const future of [cancelled(), cancelledAndNotified()]) {
      assert.throws(() => future.setResult(1), InvalidStateError);
      assert.throws(() => future.setException(osError), InvalidStateError);
      assert.equal(future.cancelled(), true);
    }
  });

  test("settling is legal from pending and from running", async () => {
    const future = running<string>();
    future.setResult("ran");
    assert.equal(await future, "ran");
    const second = running();
    second.setException(osError);
    assert.equal(await second.exception(), osError);
  });
});

describe("how it shows itself", { timeout }, () => {
  test("inspect prints the state and never the value", () => {
    const secret = { password: "hunter2" };
    assert.equal(inspect(successful(secret)), "<Future state=finished returned object>");
    assert.equal(inspect({ future: pending() }), "{ future: <Future state=pending> }");
    assert.equal(Object.prototype.toString.call(pending()), "[object Future]");
  });

  test("names the type of any value and never throws", () => {
    const hostile = new Proxy(
      {},
      {
        getPrototypeOf() {
          throw new Error("mine");
        },
      },
    );
    const names: [unknown, string][] = [
      [undefined, "undefined"],
      [null, "null"],
      [0, "number"],
      ["text", "string"],
      [Symbol("s"), "symbol"],
      [{}, "object"],
      [Object.create(null), "object"],
      [[], "Array"],
      [new Map(), "Map"],
      [new RangeError("far"), "RangeError"],
      [hostile, "object"],
    ];
    for (const [value, name] of names)
      assert.equal(String(successful(value)), `<Future state=finished returned ${name}>`);
  });
});
