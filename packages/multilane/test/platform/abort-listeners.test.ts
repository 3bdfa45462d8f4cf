import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onAbort } from "#src/platform/abort-listeners.js";
import { abortListeners, pending } from "../future/fixtures.js";

describe("onAbort", { timeout: 20_000 }, () => {
  test("a hundred waits on one signal are one listener, and no warning", async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error): void => void warnings.push(warning);
    process.on("warning", listener);
    const controller = new AbortController();
    const reason = new Error("enough");
    const outcomes = Promise.allSettled(
      Array.from({ length: 100 }, () => pending().result({ signal: controller.signal })),
    );
    assert.equal(abortListeners(controller.signal), 1);
    controller.abort(reason);
    for (const outcome of await outcomes) assert.deepEqual(outcome, { status: "rejected", reason });
    assert.equal(abortListeners(controller.signal), 0);
    await new Promise(setImmediate);
    process.off("warning", listener);
    assert.deepEqual(warnings, []);
  });

  test("calls those that listen, in order; one may stop another meanwhile", () => {
    const controller = new AbortController();
    const called: string[] = [];
    onAbort(controller.signal, () => {
      called.push("first");
      stopThird();
      stopThird();
    });
    const stopSecond = onAbort(controller.signal, () => called.push("second"));
    const stopThird = onAbort(controller.signal, () => called.push("third"));
    onAbort(controller.signal, () => called.push("fourth"));
    stopSecond();
    controller.abort();
    assert.deepEqual(called, ["first", "fourth"]);
  });

  test("the last to stop removes the listener, and a later one listens anew", () => {
    const controller = new AbortController();
    const stops = [
      onAbort(controller.signal, () => undefined),
      onAbort(controller.signal, () => undefined),
    ] as const;
    stops[0]();
    assert.equal(abortListeners(controller.signal), 1);
    stops[1]();
    assert.equal(abortListeners(controller.signal), 0);
    let called = 0;
    onAbort(controller.signal, () => (called += 1));
    stops[1](); // again: must not touch the new one
    onAbort(controller.signal, () => (called += 1));
    assert.equal(abortListeners(controller.signal), 1);
    controller.abort();
    assert.equal(called, 2);
  });
});
