import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvalidStateError, TimeoutError } from "#src/errors.js";
import { now } from "#src/platform/clock.js";
import { Future } from "#src/future/future.js";
import { osError, pending, running, scriptedSource } from "./fixtures.js";

const timeout = 20_000;

describe("a future with a source", { timeout }, () => {
  test("cancel asks the source only while pending, and obeys it", () => {
    const willing = scriptedSource();
    const future = new Future(willing);
    assert.equal(future.cancel(), true);
    assert.equal(future.cancel(), true);
    assert.deepEqual(willing.asked, ["cancel"]);
    assert.equal(future.cancelled(), true);
    assert.throws(() => future.setRunningOrNotifyCancel(), InvalidStateError, "no task is left to begin");

    const busy = scriptedSource({ cancel: () => false });
    const late = new Future<number>(busy);
    assert.equal(late.cancel(), false);
    assert.equal(late.done(), false);
    late.setRunningOrNotifyCancel();
    assert.equal(late.cancel(), false);
    late.setResult(1);
    assert.equal(late.cancel(), false);
    assert.deepEqual(busy.asked, ["cancel"]);
  });

  test("a result that arrives while the source is asked wins", () => {
    const future: Future<number> = new Future<number>(
      scriptedSource({
        cancel: () => {
          future.setResult(3);
          return true;
        },
      }),
    );
    assert.equal(future.cancel(), false);
    assert.equal(future.resultSync(), 3);
  });

  test("running and toString ask the source while pending", () => {
    let runs = false;
    const source = scriptedSource({ running: () => runs });
    const future = new Future<number>(source);
    assert.equal(future.running(), false);
    assert.equal(String(future), "<Future state=pending>");
    runs = true;
    assert.equal(future.running(), true);
    assert.equal(String(future), "<Future state=running>");
    future.setResult(1);
    const before = source.asked.length;
    assert.equal(future.running(), false);
    assert.equal(source.asked.length, before);
  });

  test("resultSync blocks in the source until the deadline", () => {
    const deadlines: number[] = [];
    const future: Future<string> = new Future<string>(
      scriptedSource({
        block: (asked, deadline) => {
          assert.equal(asked, future);
          deadlines.push(deadline);
          if (deadlines.length === 3) future.setResult("pumped");
        },
      }),
    );
    const before = now();
    assert.throws(() => future.resultSync({ timeout: 0 }), TimeoutError);
    assert.throws(() => future.exceptionSync({ timeout: 50_000 }), {
      name: "TimeoutError",
      message: "the result was not there within 50000 ms: <Future state=pending>",
    });
    assert.equal(future.resultSync(), "pumped");
    const [none, some, ever] = deadlines;
    assert.ok(none !== undefined && none >= before && none <= now());
    assert.ok(some !== undefined && some >= before + 50_000 && some <= now() + 50_000);
    assert.equal(ever, Infinity);
    assert.equal(future.resultSync(), "pumped");
    assert.equal(deadlines.length, 3, "a done future does not block");
  });

  test("resultSync without a source is refused: nothing could settle the future", () => {
    for (const future of [pending(), running()]) {
      assert.throws(() => future.resultSync({ timeout: 5 }), {
        name: "InvalidStateError",
        message: /while its thread is blocked/,
      });
      assert.throws(() => future.exceptionSync(), InvalidStateError);
    }
  });

  test("a done future lets go of its source", () => {
    for (const settle of [
      (future: Future<number>): void => future.setResult(1),
      (future: Future<number>): void => future.setException(osError),
      (future: Future<number>): boolean => future.cancel(),
    ]) {
      const future = new Future<number>(scriptedSource());
      assert.notEqual(Reflect.get(future, "_source"), undefined);
      settle(future);
      assert.equal(Reflect.get(future, "_source"), undefined);
    }
  });
});
