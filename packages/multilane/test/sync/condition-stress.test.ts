/** Real threads at two conditions of one lock: nothing is lost. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Condition, Lock, RLock, ThreadPoolExecutor } from "multilane";
import * as conditions from "../tasks/conditions.js";
import type { Bounded, Mode } from "../tasks/conditions.js";

const ITEMS = 5000;

/** Two threads put the items into a buffer, two take them out; returns what each of the latter got. */
async function passItems(
  lock: Lock | RLock,
  capacity: number,
  [producer, otherProducer, consumer, otherConsumer]: readonly [Mode, Mode, Mode, Mode],
): Promise<number[][]> {
  const words = new Int32Array(new SharedArrayBuffer(conditions.wordsFor(capacity) * 4));
  const buffer: Bounded = { notFull: new Condition(lock), notEmpty: new Condition(lock), words };
  const half = ITEMS / 2;
  await using pool = new ThreadPoolExecutor({ maxWorkers: 4 });
  const producing = [
    pool.submit(conditions.produce, buffer, 0, half, producer),
    pool.submit(conditions.produce, buffer, half, ITEMS, otherProducer),
  ];
  const consuming = [
    pool.submit(conditions.consume, buffer, half, consumer),
    pool.submit(conditions.consume, buffer, half, otherConsumer),
  ];
  for (const one of producing) await one.result({ timeout: 100_000 });
  const items = await Promise.all(consuming.map((one) => one.result({ timeout: 100_000 })));
  assert.equal(words[0], 0);
  assert.equal(lock.locked(), false);
  assert.equal(buffer.notFull.statistics().waiting + buffer.notEmpty.statistics().waiting, 0);
  return items;
}

describe("a bounded buffer of a lock and two conditions", () => {
  const cases: readonly [string, () => Lock | RLock, number, readonly [Mode, Mode, Mode, Mode]][] = [
    ["of threads that block", () => new Lock(), 8, ["sync", "sync", "sync", "sync"]],
    ["of one place", () => new Lock(), 1, ["sync", "sync", "sync", "sync"]],
    [
      "with an RLock, of threads that block and threads that await",
      () => new RLock(),
      8,
      ["sync", "async", "sync", "async"],
    ],
  ];
  for (const [which, make, capacity, modes] of cases) {
    it(`passes ${ITEMS} items between 4 threads, each once and in order: ${which}`, async () => {
      const taken = await passItems(make(), capacity, modes);
      assert.deepEqual(
        taken.flat().toSorted((one, other) => one - other),
        Array.from({ length: ITEMS }, (_, item) => item),
      );
      // What one thread put in, one thread takes out in the same order.
      for (const items of taken)
        for (const isFirst of [true, false]) {
          const ofOne = items.filter((item) => item < ITEMS / 2 === isFirst);
          assert.deepEqual(
            ofOne,
            ofOne.toSorted((one, other) => one - other),
          );
        }
    });
  }
});
