/** Requirements: map. */
import assert from "node:assert/strict";
import { TimeoutError } from "multilane";
import { FileGate } from "../support/file-gate.js";
import { within } from "../support/patience.js";
import * as tasks from "../tasks/conforming.js";
import { collect, limit, using } from "./conformance-stage.js";
import type { Requirement } from "./conformance-stage.js";

async function* silent(): AsyncGenerator<number> {
  yield await new Promise<number>(() => undefined);
}

async function* numbers(): AsyncGenerator<number> {
  yield 1;
  yield 2;
  yield* silent();
}

/** See the head of this file. */
export const mapRequirements = {
  "map gives the results in the order of the inputs, up to the end of the shortest": using(
    { maxWorkers: 2 },
    async (executor) => {
      const { values } = await collect(executor.map(tasks.add, [1, 2, 3, 4], [10, 20, 30]));
      assert.deepEqual(values, [11, 22, 33]);
      assert.deepEqual(await collect(executor.map(tasks.echo, [])), { values: [], error: undefined });
      assert.deepEqual((await collect(executor.map(tasks.echo, "abc"))).values, ["a", "b", "c"]);
    },
  ),

  "map calls a task with the items alone": using({ maxWorkers: 1 }, async (executor) => {
    assert.deepEqual((await collect(executor.map(tasks.parse, ["10", "10", "10"]))).values, [10, 10, 10]);
  }),

  "map over arrays submits at the call": using({ maxWorkers: 2 }, async (executor) => {
    const gate = new FileGate();
    const results = executor.map(tasks.pass, [gate.directory, gate.directory], [1, 2]);
    await gate.arrived(2);
    gate.open();
    assert.deepEqual((await collect(results)).values, [1, 2]);
  }),

  "map pulls iterables within buffersize, and closes them when it is left": using(
    { maxWorkers: 2 },
    async (executor) => {
      let [pulled, closed] = [0, 0];
      function* naturals(): Generator<number> {
        try {
          for (;;) yield pulled++;
        } finally {
          closed++;
        }
      }
      const seen: unknown[] = [];
      for await (const n of executor.with({ buffersize: 3 }).map(tasks.echo, naturals())) {
        seen.push(n);
        assert.ok(pulled <= 3 + seen.length, `${pulled} pulled for ${seen.length} results`);
        if (seen.length === 5) break;
      }
      assert.deepEqual([seen, closed], [[0, 1, 2, 3, 4], 1]);
    },
  ),

  "map takes asynchronous iterables; leaving does not wait for one that is silent": using(
    { maxWorkers: 1 },
    async (executor) => {
      const results = executor.map(tasks.echo, numbers());
      assert.equal((await within(results.next(), "the first result")).value, 1);
      assert.equal((await within(results.next(), "the second result")).value, 2);
      const left = await within(results.return?.() ?? assert.fail("it cannot be left"), "the end");
      assert.equal(left.done, true);
    },
  ),

  "map ends with the first error, of a call or of a source, and cancels what has not begun": using(
    { maxWorkers: 1 },
    async (executor) => {
      const failing = await collect(executor.map(tasks.raise, ["first", "second"]));
      assert.deepEqual(failing.values, []);
      assert.ok(failing.error instanceof TypeError && failing.error.message === "first");
      const broken = new Error("source broke");
      function* source(): Generator<number> {
        yield 1;
        throw broken;
      }
      assert.deepEqual(await collect(executor.map(tasks.echo, source())), { values: [1], error: broken });
      const [first, never] = [new FileGate(), new FileGate()];
      const results = executor.map(tasks.pass, [first.directory, never.directory], [1, 2]);
      await first.arrived(1);
      await results.return?.();
      first.open();
      assert.equal(await executor.submit(tasks.add, 1, 2).result(limit), 3);
      assert.equal(never.arrivals, 0);
    },
  ),

  "map with a timeout gives what is there, and then a TimeoutError": using(
    { maxWorkers: 2 },
    async (executor) => {
      await executor.submit(tasks.add, 1, 2).result(limit);
      const [open, gate] = [new FileGate(), new FileGate()];
      open.open();
      const timed = executor.with({ timeout: 1000 });
      const { values, error } = await collect(
        timed.map(tasks.pass, [open.directory, gate.directory], [1, 2]),
      );
      assert.deepEqual(values, [1]);
      assert.ok(error instanceof TimeoutError);
      gate.open();
    },
  ),

  "map with a signal ends with its reason, also while a source is silent": using(
    { maxWorkers: 1 },
    async (executor) => {
      const controller = new AbortController();
      const next = executor.with({ signal: controller.signal }).map(tasks.echo, silent()).next();
      const reason = new Error("enough");
      controller.abort(reason);
      const error = await within(next, "the end").catch((caught: unknown) => caught);
      assert.equal(error, reason);
    },
  ),

  "map({ ordered: false }) gives what is done first": using({ maxWorkers: 3 }, async (executor) => {
    const gates = [new FileGate(), new FileGate(), new FileGate()];
    const directories = gates.map((gate) => gate.directory);
    const results = executor.with({ ordered: false }).map(tasks.pass, directories, [0, 1, 2]);
    const order: unknown[] = [];
    for (const next of [2, 0, 1]) {
      gates[next]?.open();
      order.push((await within(results.next(), `the result ${next}`)).value);
    }
    assert.deepEqual(order, [2, 0, 1]);
  }),
} satisfies Record<string, Requirement>;
