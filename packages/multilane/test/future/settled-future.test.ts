import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CancelledError, InvalidStateError } from "#src/errors.js";
import type { Future } from "#src/future/future.js";
import { SettledFuture } from "#src/future/settled-future.js";
import {
  cancelled,
  cancelledAndNotified,
  failed,
  failedWith,
  osError,
  pending,
  running,
  successful,
} from "./fixtures.js";

describe("SettledFuture", { timeout: 20_000 }, () => {
  test("of a value", () => {
    const future = successful(42);
    const settled = new SettledFuture(future);
    assert.equal(settled.result(), 42);
    assert.equal(settled.exception(), undefined);
    assert.equal(settled.cancelled(), false);
    assert.equal(settled.future, future);
  });

  test("of an error, whatever was thrown", () => {
    for (const thrown of [osError, undefined, null, 0]) {
      const settled = new SettledFuture(failedWith(thrown));
      let caught: unknown = "nothing";
      try {
        settled.result();
      } catch (error) {
        caught = error;
      }
      assert.equal(caught, thrown);
      assert.equal(settled.exception(), thrown);
      assert.equal(settled.cancelled(), false);
    }
  });

  test("of a cancellation", () => {
    for (const future of [cancelled(), cancelledAndNotified()]) {
      const settled = new SettledFuture(future);
      assert.throws(() => settled.result(), CancelledError);
      assert.throws(() => settled.exception(), CancelledError);
      assert.equal(settled.cancelled(), true);
    }
  });

  test("of a future that is not done is refused", () => {
    for (const future of [pending(), running()])
      assert.throws(() => new SettledFuture(future), InvalidStateError);
  });

  test("is not thenable: it survives await, for await and an async generator", async () => {
    const settled = new SettledFuture(successful(1));
    assert.equal("then" in settled, false);
    assert.equal(await Promise.resolve(settled), settled);

    async function* pass(): AsyncGenerator<SettledFuture<unknown>> {
      yield settled;
      yield new SettledFuture(failed());
    }
    const passed: Future<unknown>[] = [];
    for await (const each of pass()) {
      assert.ok(each instanceof SettledFuture);
      passed.push(each.future);
    }
    assert.equal(passed.length, 2);
    assert.equal(passed[0], settled.future);
  });
});
