import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as macrotask } from "node:timers/promises";
import { setCallbackErrorReporter } from "#src/future/callback-errors.js";
import {
  attached,
  failed,
  osError,
  pending,
  successful,
  unhandledDuring,
  captureReports,
} from "./fixtures.js";

const timeout = 20_000;

async function failingLater(): Promise<void> {
  await macrotask();
  throw osError;
}

describe("done-callbacks", { timeout }, () => {
  test("run in the order added; one added inside runs at once; the same function twice runs twice", () => {
    const future = pending<number>();
    const order: string[] = [];
    const twice = (): void => void order.push("twice");
    future.addDoneCallback(twice);
    future.addDoneCallback((done) => {
      order.push("in-cb");
      done.addDoneCallback(() => order.push("nested"));
      order.push("in-cb again");
    });
    future.addDoneCallback(() => order.push("later"));
    future.addDoneCallback(twice);
    future.setResult(1);
    assert.deepEqual(order, ["twice", "in-cb", "nested", "in-cb again", "later", "twice"]);
  });

  test("cancel inside a callback of a finished future returns false", () => {
    const future = pending<number>();
    let answer: boolean | undefined;
    future.addDoneCallback((done) => (answer = done.cancel()));
    future.setResult(1);
    assert.equal(answer, false);
    assert.equal(future.resultSync(), 1);
  });

  test("run once, not again at setRunningOrNotifyCancel", () => {
    const future = pending();
    let calls = 0;
    future.addDoneCallback(() => (calls += 1));
    future.cancel();
    future.setRunningOrNotifyCancel();
    assert.equal(calls, 1);
    assert.equal(attached(future, "_callbacks"), 0, "and are let go");
  });

  test("run before whoever awaits goes on", async () => {
    const future = pending<number>();
    const order: string[] = [];
    const awaited = future.then(() => order.push("awaited"));
    future.addDoneCallback(() => order.push("callback"));
    future.setResult(1);
    await awaited;
    assert.deepEqual(order, ["callback", "awaited"]);
  });

  test("whatever one throws is reported with its future, and the rest run", () => {
    const thrown = [undefined, null, 0, "", osError];
    const future = pending<number>();
    const reported: unknown[] = [];
    const previous = setCallbackErrorReporter((error, of) => reported.push([error, of]));
    for (const value of thrown)
      future.addDoneCallback(() => {
        throw value;
      });
    future.setResult(1);
    setCallbackErrorReporter(previous);
    assert.equal(reported.length, thrown.length);
    for (const [index, value] of thrown.entries()) {
      assert.ok(Array.isArray(reported[index]));
      assert.equal(reported[index][0], value);
      assert.equal(reported[index][1], future);
    }
  });

  test("a promise that rejects is reported and is no unhandledRejection", async () => {
    const reported: unknown[] = [];
    const previous = setCallbackErrorReporter((error) => reported.push(error));
    const unhandled = await unhandledDuring(() => {
      const future = pending<number>();
      // oxlint-disable-next-line typescript/no-misused-promises -- the slip that this test is about
      future.addDoneCallback(failingLater);
      future.setResult(1);
    });
    setCallbackErrorReporter(previous);
    assert.deepEqual(unhandled, []);
    assert.deepEqual(reported, [osError]);
  });

  test("another thenable that one returns is left alone: it may be lazy, or a failed future", async () => {
    let started = 0;
    const lazy = { run: 0 };
    // oxlint-disable-next-line unicorn/no-thenable -- a lazy query, as some libraries have
    Object.defineProperty(lazy, "then", { get: () => (started += 1) });
    const reported = captureReports(() => {
      successful(1).addDoneCallback(() => lazy);
      // oxlint-disable-next-line typescript/no-misused-promises -- a future is a PromiseLike
      failed().addDoneCallback((done) => done);
    });
    await macrotask();
    assert.equal(started, 0);
    assert.deepEqual(reported, []);
  });

  test("a reporter that throws loses neither error", (t) => {
    const written: string[] = [];
    t.mock.method(process.stderr, "write", (chunk: string) => written.push(chunk) > 0);
    const called: string[] = [];
    const previous = setCallbackErrorReporter(() => {
      throw new Error("the reporter is broken");
    });
    const future = pending<number>();
    future.addDoneCallback(() => {
      throw new Error("doh!");
    });
    future.addDoneCallback(() => called.push("second"));
    future.setResult(1);
    setCallbackErrorReporter(previous);
    t.mock.restoreAll();
    assert.deepEqual(called, ["second"]);
    assert.match(written.join(""), /doh![^]*the reporter is broken/);
  });

  test("setCallbackErrorReporter(undefined) restores the default", (t) => {
    const before = setCallbackErrorReporter(() => undefined);
    setCallbackErrorReporter(undefined);
    t.mock.method(process.stderr, "write", () => true);
    assert.equal(setCallbackErrorReporter(before), before);
  });
});
