/** Requirements: time limits, room in the queue, priorities, statistics. */
import assert from "node:assert/strict";
import { QueueFullError, TimeoutError } from "multilane";
import { FileGate } from "../support/file-gate.js";
import { within } from "../support/patience.js";
import * as tasks from "../tasks/conforming.js";
import { errorOf, limit, thrownBy, using } from "./conformance-stage.js";
import type { Requirement } from "./conformance-stage.js";

/** See the head of this file. */
export const limitRequirements = {
  "timeout counts from the start of running, and is told to the task": using(
    { maxWorkers: 1 },
    async (executor) => {
      const [gate, here, aborted] = [new FileGate(), new FileGate(), new FileGate()];
      const before = executor.submit(tasks.pass, gate.directory);
      await gate.arrived(1);
      const timed = executor.with({ timeout: 50 });
      const late = timed.submit(tasks.untilAborted, here.directory, aborted.directory);
      assert.ok((await errorOf(late.result({ timeout: 200 }))) instanceof TimeoutError);
      assert.deepEqual([late.done(), here.arrivals], [false, 0], "what waits is not late");
      gate.open();
      await before.result(limit);
      assert.ok((await errorOf(late)) instanceof TimeoutError);
      await aborted.arrived(1);
      assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
    },
  ),

  "maxPending: submit throws above it, ready() waits for room": using(
    { maxWorkers: 1, maxPending: 2 },
    async (executor) => {
      await executor.ready();
      const gate = new FileGate();
      const futures = [0, 1, 2].map((n) => executor.submit(tasks.pass, gate.directory, n));
      await gate.arrived(1);
      assert.ok(thrownBy(() => executor.submit(tasks.add, 1, 2)) instanceof QueueFullError);
      assert.ok((await errorOf(executor.run(tasks.add, 1, 2))) instanceof QueueFullError);
      let told = false;
      const ready = executor.ready().then(() => (told = true));
      await new Promise(setImmediate);
      assert.equal(told, false);
      gate.open();
      await within(ready, "the room");
      assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
      assert.deepEqual(await Promise.all(futures), [0, 1, 2]);
    },
  ),

  "map waits for room by itself": using({ maxWorkers: 1, maxPending: 1 }, async (executor) => {
    const numbers = Array.from({ length: 10 }, (_, n) => n);
    const sums: number[] = [];
    for await (const sum of executor.map(tasks.add, numbers, numbers)) sums.push(sum);
    assert.deepEqual(
      sums,
      numbers.map((n) => 2 * n),
    );
  }),

  "priority: higher goes first, first in first out within one": using({ maxWorkers: 1 }, async (executor) => {
    const gate = new FileGate();
    const first = executor.submit(tasks.pass, gate.directory);
    await gate.arrived(1);
    const order: string[] = [];
    const futures = (
      [
        ["a", 0],
        ["low", -10],
        ["b", 0],
        ["high", 1000],
      ] as const
    ).map(([name, priority]) => {
      const future = executor.with({ priority }).submit(tasks.echo, name);
      future.addDoneCallback(() => order.push(name));
      return future;
    });
    gate.open();
    await first.result(limit);
    await Promise.all(futures.map((future) => future.result(limit)));
    assert.deepEqual(order, ["high", "a", "b", "low"]);
  }),

  "statistics count what became of the calls": using({ maxWorkers: 1 }, async (executor) => {
    const gate = new FileGate();
    const first = executor.submit(tasks.pass, gate.directory);
    await gate.arrived(1);
    executor.submit(tasks.add, 1, 2).cancel();
    const bad = executor.submit(tasks.raise, "bad");
    gate.open();
    await first.result(limit);
    await errorOf(bad);
    const { completed, failed, cancelled, queued, assigned, utilisation, runTime, queueTime } =
      executor.statistics();
    assert.deepEqual([completed, failed, cancelled, queued, assigned], [1, 1, 1, 0, 0]);
    assert.ok(utilisation > 0 && utilisation <= 1, String(utilisation));
    assert.deepEqual([runTime.count, queueTime.count], [2, 2]);
    assert.ok(runTime.p50 <= runTime.p99 && runTime.p99 <= runTime.max);
  }),

  "bad options are refused at once": async (create) => {
    for (const maxWorkers of [0, -1, 1.5, Number.NaN])
      assert.ok(thrownBy(() => create({ maxWorkers })) instanceof RangeError);
    assert.ok(thrownBy(() => create({ maxWorkers: 1, maxPending: 0 })) instanceof RangeError);
    const executor = create({ maxWorkers: 1 });
    assert.ok(thrownBy(() => executor.with({ timeout: -1 })) instanceof RangeError);
    assert.ok(thrownBy(() => executor.with({ priority: Number.NaN })) instanceof RangeError);
    // @ts-expect-error not a signal
    assert.ok(thrownBy(() => executor.with({ signal: "stop" })) instanceof TypeError);
    assert.ok(thrownBy(() => executor.with({ buffersize: 0 }).map(tasks.echo, [1])) instanceof RangeError);
    await executor.shutdown();
  },
} satisfies Record<string, Requirement>;
