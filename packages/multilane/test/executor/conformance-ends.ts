/** Requirements: cancel, abort, shutdown. */
import assert from "node:assert/strict";
import { asCompleted, CancelledError, ExecutorShutdownError, wait } from "multilane";
import { FileGate } from "../support/file-gate.js";
import { within } from "../support/patience.js";
import * as tasks from "../tasks/conforming.js";
import { errorOf, limit, thrownBy, using } from "./conformance-stage.js";
import type { Requirement } from "./conformance-stage.js";

/** See the head of this file. */
export const endRequirements = {
  "cancel is exact before the task begins, and refused after": using({ maxWorkers: 1 }, async (executor) => {
    const [gate, never] = [new FileGate(), new FileGate()];
    const running = executor.submit(tasks.pass, gate.directory);
    await gate.arrived(1);
    const waiting = Array.from({ length: 20 }, () => executor.submit(tasks.arrive, never.directory));
    assert.equal(running.cancel(), false);
    for (const future of waiting) {
      assert.equal(future.cancel(), true);
      assert.deepEqual([future.cancelled(), future.done(), future.cancel()], [true, true, true]);
    }
    gate.open();
    await running.result(limit);
    assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
    assert.equal(never.arrivals, 0);
  }),

  "a cancelled future is a CancelledError, and done for wait and asCompleted": using(
    { maxWorkers: 1 },
    async (executor) => {
      const gate = new FileGate();
      const running = executor.submit(tasks.pass, gate.directory);
      const future = executor.submit(tasks.add, 1, 2);
      assert.equal(future.cancel(), true);
      assert.ok((await errorOf(future)) instanceof CancelledError);
      assert.deepEqual([...(await wait([future], limit)).done], [future]);
      for await (const done of asCompleted([future], limit)) assert.equal(done.cancelled(), true);
      gate.open();
      await running.result(limit);
    },
  ),

  "an abort takes back what waits, and is told to what runs": using({ maxWorkers: 1 }, async (executor) => {
    const [here, aborted, never] = [new FileGate(), new FileGate(), new FileGate()];
    const controller = new AbortController();
    const reason = new Error("no longer wanted");
    const configured = executor.with({ signal: controller.signal });
    const running = configured.submit(tasks.untilAborted, here.directory, aborted.directory);
    const waiting = configured.submit(tasks.arrive, never.directory);
    await here.arrived(1);
    controller.abort(reason);
    assert.deepEqual([running.done(), waiting.done()], [true, true]);
    assert.equal(await errorOf(running), reason);
    assert.equal(await errorOf(waiting), reason);
    assert.equal(await errorOf(configured.submit(tasks.arrive, never.directory)), reason);
    await aborted.arrived(1);
    assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
    assert.equal(never.arrivals, 0);
  }),

  "shutdown finishes what was submitted, then refuses; it may be called again": async (create) => {
    const executor = create({ maxWorkers: 2 });
    const futures = Array.from({ length: 10 }, (_, n) => executor.submit(tasks.add, n, n));
    await within(executor.shutdown(), "the shutdown");
    assert.ok(futures.every((future) => future.done() && !future.cancelled()));
    assert.ok(thrownBy(() => executor.submit(tasks.add, 1, 2)) instanceof ExecutorShutdownError);
    assert.ok((await errorOf(executor.run(tasks.add, 1, 2))) instanceof ExecutorShutdownError);
    assert.ok(thrownBy(() => executor.map(tasks.echo, [1])) instanceof ExecutorShutdownError);
    assert.ok((await errorOf(executor.ready())) instanceof ExecutorShutdownError);
    await within(executor.shutdown(), "the second shutdown");
    await executor.shutdown({ wait: false });
  },

  "shutdown({ cancelFutures }) cancels what has not begun, and waits for the rest": async (create) => {
    const executor = create({ maxWorkers: 1 });
    const gate = new FileGate();
    const running = executor.submit(tasks.pass, gate.directory, 1);
    await gate.arrived(1);
    const waiting = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
    const over = executor.shutdown({ cancelFutures: true });
    assert.ok(waiting.every((future) => future.cancelled()));
    assert.equal((await wait(waiting, limit)).notDone.size, 0);
    assert.equal(running.done(), false);
    gate.open();
    await within(over, "the shutdown");
    assert.equal(await running.result(limit), 1);
  },

  "shutdown({ wait: false }) does not wait; what was submitted is run": async (create) => {
    const executor = create({ maxWorkers: 1 });
    const gate = new FileGate();
    const futures = [1, 2].map((n) => executor.submit(tasks.pass, gate.directory, n));
    await within(executor.shutdown({ wait: false }), "the end of a call that does not wait");
    assert.ok(futures.every((future) => !future.done()));
    gate.open();
    assert.deepEqual(await Promise.all(futures.map((future) => future.result(limit))), [1, 2]);
    await within(executor.shutdown(), "the shutdown");
  },

  "an executor is disposed of by its shutdown": async (create) => {
    const executor = create({ maxWorkers: 1 });
    const future = executor.submit(tasks.add, 1, 2);
    await within(Promise.resolve(executor[Symbol.asyncDispose]()), "the disposal");
    assert.equal(future.done(), true);
    assert.ok(thrownBy(() => executor.submit(tasks.add, 1, 2)) instanceof ExecutorShutdownError);
  },
} satisfies Record<string, Requirement>;
