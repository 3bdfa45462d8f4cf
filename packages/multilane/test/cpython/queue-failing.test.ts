/**
 * CPython's test_queue, FailingQueueTest: an item that breaks on its way leaves the queue as it was. CPython overrides
 * `_put` and `_get`, which no class can do to a queue that all threads share; here the item itself cannot be written
 * into the queue's bytes, or cannot be read from them.
 */
import assert from "node:assert/strict";
import { InvalidStateError, Queue, SerializationError } from "multilane";
import * as tasks from "./queue-fragile.js";
import { FailingQueueError } from "./queue-fragile.js";
import type { FragileItem } from "./queue-fragile.js";
import { NOWAIT } from "./queue-kinds.js";
import { cpythonTest } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";
import { until } from "./support/until.js";

const SIZE = 5;

function isFailure(error: unknown): boolean {
  return error instanceof SerializationError && error.cause instanceof FailingQueueError;
}

class FragileMoves {
  readonly queue: Queue<FragileItem> = new Queue<FragileItem>(SIZE);
  readonly #crew: Crew;

  constructor(crew: Crew) {
    this.#crew = crew;
  }

  async put(item: number | string): Promise<void> {
    await this.#crew.start(tasks.put, 1, this.#crew.mode, this.queue, item).join();
  }

  async putFragile(breaks: "put" | "get", options?: { timeout: number }): Promise<void> {
    await this.#crew.start(tasks.putFragile, 1, this.#crew.mode, this.queue, breaks, options).join();
  }

  async get(options?: { timeout: number }): Promise<number | string | undefined> {
    const [item] = await this.#crew.start(tasks.get, 1, this.#crew.mode, this.queue, options).join();
    return item;
  }

  async waiting(who: "puttersWaiting" | "gettersWaiting", count: number): Promise<void> {
    await until(`${count} ${who}`, () => this.queue.statistics()[who] === count);
  }
}

async function failOnPut(moves: FragileMoves): Promise<void> {
  const { queue } = moves;
  for (let item = 0; item < SIZE - 1; item++) await moves.put(item);
  for (const options of [NOWAIT, { timeout: 100 }, undefined])
    await assert.rejects(moves.putFragile("put", options), isFailure);
  assert.equal(queue.qsize(), SIZE - 1);
  await moves.put("last");
  assert.ok(queue.full());
  // It fails before it would wait for room; CPython's waits first.
  for (const options of [NOWAIT, { timeout: 20_000 }, undefined])
    await assert.rejects(moves.putFragile("put", options), isFailure);
  assert.ok(queue.full());
  assert.equal(queue.statistics().waiting, 0);
  // A put that waits goes on among others that fail.
  const waiting = moves.put("full");
  waiting.catch(() => undefined);
  await moves.waiting("puttersWaiting", 1);
  await assert.rejects(moves.putFragile("put"), isFailure);
  assert.equal(await moves.get(), 0);
  await waiting;
  for (const item of [1, 2, 3, "last", "full"]) assert.equal(await moves.get(), item);
  assert.ok(queue.empty());
}

/** The item that cannot be read is out of the queue, and owed: whoever took it got its error. */
async function failOnGet(moves: FragileMoves): Promise<void> {
  const { queue } = moves;
  for (const options of [NOWAIT, { timeout: 100 }, undefined]) {
    await moves.putFragile("get");
    await moves.put("next");
    await assert.rejects(moves.get(options), isFailure);
    assert.equal(await moves.get(), "next");
    assert.ok(queue.empty());
  }
  const waiting = [moves.get(), moves.get()];
  for (const one of waiting) one.catch(() => undefined);
  await moves.waiting("gettersWaiting", 2);
  await moves.putFragile("get");
  await moves.waiting("gettersWaiting", 1);
  await moves.put("whole");
  const [failed, got] = (await Promise.allSettled(waiting)).toSorted((a, b) =>
    a.status > b.status ? -1 : 1,
  );
  assert.ok(failed?.status === "rejected" && isFailure(failed.reason));
  assert.ok(got?.status === "fulfilled" && got.value === "whole");
  assert.ok(queue.empty());
}

cpythonTest(
  { suite: "test_queue", class: "FailingQueueTest", method: "test_failing_queue", target: "Queue" },
  played(async (crew) => {
    const moves = new FragileMoves(crew);
    for (let round = 0; round < 2; round++) {
      await failOnPut(moves);
      await failOnGet(moves);
    }
    // What was put is owed, the unreadable included; what could not be put is not.
    for (let owed = 0; owed < 2 * (SIZE + 1 + 3 * 2 + 2); owed++) moves.queue.taskDone();
    assert.throws(() => moves.queue.taskDone(), InvalidStateError);
  }),
);
