/** Requirements: submit, run, what a task is told, what its future says, and what it throws. */
import assert from "node:assert/strict";
import {
  asCompleted,
  DeadlockError,
  NotATaskError,
  SerializationError,
  TaskMismatchError,
  taskModule,
  TimeoutError,
  wait,
  WorkerDiedError,
} from "multilane";
import { FileGate } from "../support/file-gate.js";
import * as tasks from "../tasks/conforming.js";
import { errorOf, limit, thrownBy, using } from "./conformance-stage.js";
import type { Requirement } from "./conformance-stage.js";

const closure = (): number => 1;

/** See the head of this file. */
export const callRequirements = {
  "submit gives a future of the task's value, run a promise of it": using(
    { maxWorkers: 2 },
    async (executor) => {
      assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
      assert.equal(await executor.submit(tasks.add, 3, 4), 7);
      assert.equal(await executor.run(tasks.add, 5, 6), 11);
    },
  ),

  "no more run at once than maxWorkers, and as many": using({ maxWorkers: 2 }, async (executor) => {
    const gate = new FileGate();
    const futures = Array.from({ length: 6 }, (_, n) => executor.submit(tasks.pass, gate.directory, n));
    await gate.arrived(2);
    assert.deepEqual(
      futures.map((future) => [future.running(), future.done()]),
      futures.map((_, n) => [n < 2, false]),
    );
    const { queued, assigned } = executor.statistics();
    assert.deepEqual([queued, assigned, gate.arrivals], [4, 2, 2]);
    gate.open();
    assert.deepEqual(await Promise.all(futures), [0, 1, 2, 3, 4, 5]);
  }),

  "calls begin in the order of their submission": using({ maxWorkers: 1 }, async (executor) => {
    const futures = Array.from({ length: 20 }, (_, n) => executor.submit(tasks.echo, n));
    const order: unknown[] = [];
    for await (const done of asCompleted(futures, limit)) order.push(done.result());
    assert.deepEqual(order, [...futures.keys()]);
  }),

  "arguments are copied by submit": using({ maxWorkers: 1 }, async (executor) => {
    const list = [1];
    const future = executor.submit(tasks.mark, list);
    list.push(2);
    assert.deepEqual(await future.result(limit), [1, -1]);
    assert.deepEqual(list, [1, 2]);
  }),

  "a closure is refused by submit, and rejects run": using({ maxWorkers: 1 }, async (executor) => {
    // @ts-expect-error a closure is not a task
    assert.ok(thrownBy(() => executor.submit(closure)) instanceof NotATaskError);
    // @ts-expect-error a closure is not a task
    assert.ok((await errorOf(executor.run(closure))) instanceof NotATaskError);
  }),

  "what is neither a function nor a task is refused": using({ maxWorkers: 1 }, async (executor) => {
    for (const nothing of [undefined, null, "add", {}, 5]) {
      // @ts-expect-error nothing to run
      const submit = (): unknown => executor.submit(nothing);
      assert.ok(thrownBy(submit) instanceof NotATaskError, typeof nothing);
    }
    await Promise.resolve();
  }),

  "a value that cannot cross fails its call alone, with its path": using(
    { maxWorkers: 1 },
    async (executor) => {
      const error = await errorOf(executor.submit(tasks.echo, { deep: [{ handler: closure }] }));
      assert.ok(error instanceof SerializationError && /args\[0\]\.deep\[0\]\.handler/.test(error.message));
      assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
    },
  ),

  "a task knows its name, its attempt and an id of its own, across awaits": using(
    { maxWorkers: 2 },
    async (executor) => {
      const seen = await Promise.all([1, 2, 3].map(() => executor.submit(tasks.whoAmI).result(limit)));
      assert.equal(new Set(seen.map(({ id }) => id)).size, 3);
      for (const { name, attempt, threadName, same } of seen) {
        assert.deepEqual([name, attempt, same], ["whoAmI", 1, true]);
        assert.ok(threadName.length > 0);
      }
    },
  ),

  "an error arrives as itself, with where it was submitted": using({ maxWorkers: 1 }, async (executor) => {
    const error = await errorOf(executor.submit(tasks.raise, "bad"));
    assert.ok(error instanceof TypeError && error.message === "bad" && "code" in error);
    assert.equal(error.code, "E_BAD");
    assert.ok(error.cause instanceof RangeError && error.cause.message === "because");
    assert.match(error.stack ?? "", /conforming\.[jt]s[\s\S]*--- submitted at ---[\s\S]*conformance-calls/);
  }),

  "whatever is thrown arrives": using({ maxWorkers: 1 }, async (executor) => {
    for (const value of [null, undefined, 0, "", Number.NaN, false])
      assert.ok(Object.is(await errorOf(executor.submit(tasks.throwValue, value)), value));
  }),

  "a call that fails harms no other; one that nobody looks at ends nothing": using(
    { maxWorkers: 1 },
    async (executor) => {
      const forgotten = executor.submit(tasks.raise, "unseen");
      const others = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
      assert.deepEqual(await Promise.all(others.map((future) => future.result(limit))), [2, 4, 6]);
      await new Promise(setImmediate); // an unhandled rejection would be raised by now, and fail the test
      assert.match(String(await errorOf(forgotten)), /unseen/);
    },
  ),

  "a module that cannot be loaded, or has no such task, fails the call": using(
    { maxWorkers: 1 },
    async (executor) => {
      const nowhere = taskModule<{ run(): void }>(new URL("./no-such-module.js", import.meta.url));
      const error = await errorOf(executor.submit(nowhere.run));
      assert.ok(error instanceof WorkerDiedError && error.reason === "load" && error.task === "run");
      const plain = taskModule<{ absent(): void }>(new URL("../tasks/plain.js", import.meta.url));
      assert.ok((await errorOf(executor.submit(plain.absent))) instanceof TaskMismatchError);
    },
  ),

  "a result that is not there in time is a TimeoutError, and harms nothing": using(
    { maxWorkers: 1 },
    async (executor) => {
      const gate = new FileGate();
      const future = executor.submit(tasks.pass, gate.directory, 7);
      assert.ok((await errorOf(future.result({ timeout: 0 }))) instanceof TimeoutError);
      assert.ok((await errorOf(future.exception({ timeout: 1 }))) instanceof TimeoutError);
      gate.open();
      assert.equal(await future.result(limit), 7);
      assert.equal(await future.exception(limit), undefined);
      assert.deepEqual([future.done(), future.running(), future.cancel()], [true, false, false]);
    },
  ),

  "done-callbacks come before whoever awaits": using({ maxWorkers: 1 }, async (executor) => {
    const order: string[] = [];
    const future = executor.submit(tasks.add, 1, 2);
    const awaited = future.result(limit).then(() => order.push("awaited"));
    future.addDoneCallback(() => order.push("first"));
    future.addDoneCallback(() => order.push("second"));
    await awaited;
    assert.deepEqual(order, ["first", "second", "awaited"]);
  }),

  "resultSync blocks until the result is there": using({ maxWorkers: 1 }, async (executor) => {
    const future = executor.submit(tasks.add, 1, 2);
    try {
      assert.equal(future.resultSync(limit), 3);
    } catch (error) {
      assert.ok(!(error instanceof DeadlockError), "it would never be there");
      throw error;
    } finally {
      await future;
    }
  }),

  "asCompleted yields as they are done, wait waits for what is asked": using(
    { maxWorkers: 2 },
    async (executor) => {
      const gate = new FileGate();
      const slow = executor.submit(tasks.pass, gate.directory, 1);
      const bad = executor.submit(tasks.raise, "bad");
      const { done, notDone } = await wait([slow, bad], { ...limit, returnWhen: "FIRST_EXCEPTION" });
      assert.deepEqual([[...done], [...notDone]], [[bad], [slow]]);
      const order: unknown[] = [];
      for await (const { future } of asCompleted([slow, bad], limit)) {
        order.push(future);
        gate.open();
      }
      assert.deepEqual(order, [bad, slow]);
      assert.equal((await wait([slow, bad], limit)).notDone.size, 0);
    },
  ),
} satisfies Record<string, Requirement>;
