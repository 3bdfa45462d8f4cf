/** CPython's `test_future.FutureTests`. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { CancelledError, Future, InvalidStateError, TimeoutError } from "multilane";
import { cpythonTest } from "./support/cpython.js";
import type { Variants } from "./support/cpython.js";
import { errorOf, resultOf } from "./support/executors.js";
import * as futures from "./support/futures.js";
import type { Mode } from "./support/mode.js";

const test = (method: string, body: Variants): void =>
  cpythonTest({ suite: "test_future", class: "FutureTests", method }, body);

const asking = (body: (mode: Mode) => Promise<void>): Variants => ({
  sync: () => body("sync"),
  async: () => body("async"),
});

/** One in each state, in CPython's order. */
function oneOfEach(): Future<unknown>[] {
  return [
    futures.pendingFuture(),
    futures.runningFuture(),
    futures.cancelledFuture(),
    futures.cancelledAndNotifiedFuture(),
    futures.failedFuture(),
    futures.successfulFuture(),
  ];
}

const ask = (what: (future: Future<unknown>) => boolean): boolean[] => oneOfEach().map(what);

/** What was printed to stderr meanwhile. */
function printed(body: () => void): string {
  const { error } = console;
  let text = "";
  console.error = (...args: unknown[]) => (text += args.map((arg) => inspect(arg)).join(" "));
  try {
    body();
  } finally {
    console.error = error;
  }
  return text;
}

function raise(): never {
  throw new Error("doh!");
}

test("test_done_callback_with_result", () => {
  let result: unknown;
  const future = new Future<number>();
  future.addDoneCallback((done) => (result = done.resultSync()));
  future.setResult(5);
  assert.equal(result, 5);
});

test("test_done_callback_with_exception", () => {
  let error: unknown;
  const future = new Future<number>();
  future.addDoneCallback((done) => (error = done.exceptionSync()));
  future.setException(new Error("test"));
  assert.ok(error instanceof Error && error.message === "test");
});

test("test_done_callback_with_cancel", () => {
  let cancelled: boolean | undefined;
  const future = new Future<number>();
  future.addDoneCallback((done) => (cancelled = done.cancelled()));
  assert.equal(future.cancel(), true);
  assert.equal(cancelled, true);
});

test("test_done_callback_raises", () => {
  let called = 0;
  const text = printed(() => {
    const future = new Future<number>();
    future.addDoneCallback(raise);
    future.addDoneCallback(() => called++);
    future.setResult(5);
  });
  assert.equal(called, 1);
  assert.match(text, /Error: doh!/);
});

test("test_done_callback_already_successful", () => {
  let result: unknown;
  futures.successfulFuture(5).addDoneCallback((done) => (result = done.resultSync()));
  assert.equal(result, 5);
});

test("test_done_callback_already_failed", () => {
  let error: unknown;
  futures.failedFuture(new Error("test")).addDoneCallback((done) => (error = done.exceptionSync()));
  assert.ok(error instanceof Error && error.message === "test");
});

test("test_done_callback_already_cancelled", () => {
  let cancelled: boolean | undefined;
  futures.cancelledFuture().addDoneCallback((done) => (cancelled = done.cancelled()));
  assert.equal(cancelled, true);
});

test("test_done_callback_raises_already_succeeded", () => {
  const text = printed(() => futures.successfulFuture(5).addDoneCallback(raise));
  assert.match(text, /exception calling a done-callback of/);
  assert.match(text, /doh!/);
});

// Adapted: no addresses.
test("test_repr", () => {
  const texts = [
    "<Future state=pending>",
    "<Future state=running>",
    "<Future state=cancelled>",
    "<Future state=cancelled>",
    "<Future state=finished raised OSError>",
    "<Future state=finished returned number>",
  ];
  assert.deepEqual(oneOfEach().map(String), texts);
  assert.deepEqual(
    oneOfEach().map((future) => inspect(future)),
    texts,
  );
});

test("test_cancel", () => {
  const each = oneOfEach();
  assert.deepEqual(
    each.map((future) => future.cancel()),
    [true, false, true, true, false, false],
  );
  assert.deepEqual(
    each.map((future) => [future.cancelled(), future.running(), future.done()]),
    [
      [true, false, true],
      [false, true, false],
      [true, false, true],
      [true, false, true],
      [false, false, true],
      [false, false, true],
    ],
  );
  // Cancelled, and not notified: that is still to come. Notified: that came before.
  assert.equal(each[0]?.setRunningOrNotifyCancel(), false);
  assert.equal(each[2]?.setRunningOrNotifyCancel(), false);
  assert.throws(() => each[3]?.setRunningOrNotifyCancel(), InvalidStateError);
});

test("test_cancelled", () => {
  assert.deepEqual(
    ask((future) => future.cancelled()),
    [false, false, true, true, false, false],
  );
});

test("test_done", () => {
  assert.deepEqual(
    ask((future) => future.done()),
    [false, false, true, true, true, true],
  );
});

test("test_running", () => {
  assert.deepEqual(
    ask((future) => future.running()),
    [false, true, false, false, false, false],
  );
});

test(
  "test_result_with_timeout",
  asking(async (mode) => {
    const [pending, running, cancelled, notified, failed, successful] = oneOfEach();
    const of = async (future = futures.pendingFuture()): Promise<unknown> => resultOf(mode, future, 0);
    await assert.rejects(of(pending), TimeoutError);
    await assert.rejects(of(running), TimeoutError);
    await assert.rejects(of(cancelled), CancelledError);
    await assert.rejects(of(notified), CancelledError);
    await assert.rejects(of(failed), futures.OSError);
    assert.equal(await of(successful), 42);
  }),
);

test(
  "test_exception_with_timeout",
  asking(async (mode) => {
    const [pending, running, cancelled, notified, failed, successful] = oneOfEach();
    const of = async (future = futures.pendingFuture()): Promise<unknown> => errorOf(mode, future, 0);
    await assert.rejects(of(pending), TimeoutError);
    await assert.rejects(of(running), TimeoutError);
    await assert.rejects(of(cancelled), CancelledError);
    await assert.rejects(of(notified), CancelledError);
    assert.ok((await of(failed)) instanceof futures.OSError);
    assert.equal(await of(successful), undefined);
  }),
);

// Adapted, these three: a future belongs to its thread, which settles it in a later turn while it is awaited.
test("test_result_with_success", async () => {
  const future = futures.pendingFuture();
  const result = resultOf("async", future, 5000);
  setImmediate(() => future.setResult(42));
  assert.equal(await result, 42);
});

test("test_result_with_cancel", async () => {
  const future = futures.pendingFuture();
  const result = resultOf("async", future);
  setImmediate(() => future.cancel());
  await assert.rejects(result, CancelledError);
});

test("test_exception_with_success", async () => {
  const future = futures.pendingFuture();
  const error = errorOf("async", future);
  setImmediate(() => future.setException(new futures.OSError()));
  assert.ok((await error) instanceof futures.OSError);
});

test("test_multiple_set_result", () => {
  const future = futures.successfulFuture(1);
  assert.throws(() => future.setResult(2), {
    name: "InvalidStateError",
    message: /<Future state=finished returned number>/,
  });
  assert.equal(future.done(), true);
  assert.equal(future.resultSync(), 1);
});

test("test_multiple_set_exception", () => {
  const error = new RangeError("first");
  const future = futures.failedFuture(error);
  assert.throws(() => future.setException(new Error("second")), {
    name: "InvalidStateError",
    message: /<Future state=finished raised RangeError>/,
  });
  assert.equal(future.exceptionSync(), error);
});

/** Done, cancelled, the result, the error. */
function snapshot(future: Future<unknown>): unknown[] {
  const finished = future.done() && !future.cancelled();
  const error = finished ? future.exceptionSync() : undefined;
  const result = finished && error === undefined ? future.resultSync() : undefined;
  return [future.done(), future.cancelled(), result, error];
}

// Adapted: no private method; all that it tells can be asked for between two lines of the only thread that has it.
test("test_get_snapshot", () => {
  const error = new futures.OSError();
  assert.deepEqual(snapshot(futures.pendingFuture()), [false, false, undefined, undefined]);
  assert.deepEqual(snapshot(futures.runningFuture()), [false, false, undefined, undefined]);
  assert.deepEqual(snapshot(futures.successfulFuture(42)), [true, false, 42, undefined]);
  const [done, cancelled, result, raised] = snapshot(futures.failedFuture(error));
  assert.deepEqual([done, cancelled, result], [true, false, undefined]);
  assert.equal(raised, error);
  assert.deepEqual(snapshot(futures.cancelledFuture()), [true, true, undefined, undefined]);
  const future = futures.pendingFuture();
  const seen: unknown[][] = [snapshot(future)];
  future.addDoneCallback(() => seen.push(snapshot(future)));
  future.setResult("there");
  seen.push(snapshot(future));
  assert.deepEqual(seen, [
    [false, false, undefined, undefined],
    [true, false, "there", undefined],
    [true, false, "there", undefined],
  ]);
});
