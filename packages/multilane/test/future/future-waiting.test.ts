// How the wait for one future ends: rejections, timeouts, aborts.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TimeoutError } from "#src/errors.js";
import {
  abortListeners,
  activeTimers,
  attached,
  cancelled,
  failed,
  osError,
  pending,
  successful,
  unhandledDuring,
} from "./fixtures.js";

const timeout = 20_000;

describe("rejections", { timeout }, () => {
  test("a failed future that nobody looks at harms nothing, and one awaited late still throws", async () => {
    let future = pending();
    const unhandled = await unhandledDuring(() => {
      future = failed();
      cancelled();
      const later = pending();
      later.setException(osError);
    });
    assert.deepEqual(unhandled, []);
    await assert.rejects(async () => await future, osError);
    await assert.rejects(future.result(), osError);
  });

  test("whoever handles what it was handed causes no other rejection", async () => {
    const unhandled = await unhandledDuring(async () => {
      for (const future of [failed(), pending()]) {
        const outcomes = Promise.allSettled([
          future,
          future.result(),
          future.result({ timeout: 5_000 }),
          future.exception(),
          future.then(undefined, () => "caught"),
          future.then(
            () => "value",
            () => "caught",
          ),
        ]);
        if (!future.done()) future.setException(osError);
        const statuses = (await outcomes).map((outcome) => outcome.status);
        assert.deepEqual(statuses, [
          "rejected",
          "rejected",
          "rejected",
          "fulfilled",
          "fulfilled",
          "fulfilled",
        ]);
      }
    });
    assert.deepEqual(unhandled, []);
  });

  test("exception() counts as handled, before and after the end", async () => {
    const unhandled = await unhandledDuring(async () => {
      const future = pending();
      const exception = future.exception();
      future.setException(osError);
      assert.equal(await exception, osError);
      assert.equal(await failed().exception(), osError);
    });
    assert.deepEqual(unhandled, []);
  });

  test("the promise that was handed out and dropped is reported by the engine, once", async () => {
    const unhandled = await unhandledDuring(() => {
      void failed().then(() => "never");
    });
    assert.deepEqual(unhandled, [osError]);
  });

  test("swallows_falsey_exceptions: anything can be thrown", async () => {
    for (const thrown of [undefined, null, 0, "", false, NaN]) {
      for (const early of [true, false]) {
        const future = pending();
        if (early) future.setException(thrown);
        const outcomes = Promise.allSettled([future, future.result(), future.result({ timeout: 5_000 })]);
        const exception = future.exception();
        if (!early) future.setException(thrown);
        for (const outcome of await outcomes)
          assert.deepEqual(outcome, { status: "rejected", reason: thrown });
        assert.deepEqual(await exception, thrown);
        assert.deepEqual(future.exceptionSync(), thrown);
        let caught: unknown = "nothing";
        try {
          future.resultSync();
        } catch (error) {
          caught = error;
        }
        assert.deepEqual(caught, thrown);
        assert.match(String(future), /state=finished raised /);
      }
    }
  });

  test("the same error object each time, also for a cancelled future", async () => {
    for (const future of [failed(), cancelled()]) {
      const seen = new Set<unknown>();
      const keep = (error: unknown): void => void seen.add(error);
      await future.then(() => assert.fail("it must reject"), keep);
      await future.result().catch(keep);
      await future.result({ timeout: 1 }).catch(keep);
      assert.throws(
        () => future.resultSync(),
        (error: unknown) => seen.add(error).size === 1,
      );
    }
  });
});

describe("timeout and signal", { timeout }, () => {
  test("NaN and negatives reject with a RangeError, also on a done future", async () => {
    for (const future of [pending(), successful(1)])
      for (const bad of [NaN, -1]) {
        await assert.rejects(future.result({ timeout: bad }), RangeError);
        await assert.rejects(future.exception({ timeout: bad }), RangeError);
        assert.throws(() => future.resultSync({ timeout: bad }), RangeError);
        assert.throws(() => future.exceptionSync({ timeout: bad }), RangeError);
      }
  });

  test("timeout 0 starts no timer", async () => {
    const before = activeTimers();
    const result = pending().result({ timeout: 0 });
    assert.equal(activeTimers(), before);
    await assert.rejects(result, TimeoutError);
  });

  test("a wait that times out leaves no timer, no listener and no callback behind", async () => {
    const future = pending();
    const { signal } = new AbortController();
    const before = activeTimers();
    await assert.rejects(future.result({ timeout: 1, signal }), {
      name: "TimeoutError",
      message: "the result was not there within 1 ms: <Future state=pending>",
    });
    await assert.rejects(future.exception({ timeout: 1, signal }), TimeoutError);
    assert.equal(activeTimers(), before);
    assert.equal(abortListeners(signal), 0);
    assert.equal(attached(future, "_callbacks"), 0);
  });

  test("a wait that is answered leaves no timer and no listener behind", async () => {
    const future = pending<number>();
    const { signal } = new AbortController();
    const before = activeTimers();
    const result = future.result({ timeout: 60_000, signal });
    assert.equal(activeTimers(), before + 1);
    assert.equal(abortListeners(signal), 1);
    future.setResult(1);
    assert.equal(await result, 1);
    assert.equal(activeTimers(), before);
    assert.equal(abortListeners(signal), 0);
  });

  test("an abort rejects with the signal's reason and leaves nothing behind", async () => {
    for (const reason of [new Error("enough"), null, 0]) {
      const future = pending();
      const controller = new AbortController();
      const before = activeTimers();
      const outcomes = Promise.allSettled([
        future.result({ timeout: 60_000, signal: controller.signal }),
        future.exception({ signal: controller.signal }),
      ]);
      controller.abort(reason);
      for (const outcome of await outcomes) assert.deepEqual(outcome, { status: "rejected", reason });
      assert.equal(activeTimers(), before);
      assert.equal(abortListeners(controller.signal), 0);
      assert.equal(attached(future, "_callbacks"), 0);
      assert.equal(future.done(), false, "it ends the wait, not the task");
    }
  });

  test("a signal aborted already: a pending future rejects, a done one answers", async () => {
    const signal = AbortSignal.abort(new Error("too late"));
    await assert.rejects(pending().result({ signal, timeout: 0 }), { message: "too late" });
    assert.equal(await successful(7).result({ signal }), 7);
    await assert.rejects(failed().result({ signal }), osError);
    assert.equal(await failed().exception({ signal }), osError);
    assert.equal(abortListeners(signal), 0);
  });

  test("a done future answers even where its own done-callback aborts the wait", async () => {
    const future = pending<number>();
    const controller = new AbortController();
    future.addDoneCallback(() => controller.abort());
    const result = future.result({ signal: controller.signal });
    future.setResult(8);
    assert.equal(await result, 8);
  });
});
