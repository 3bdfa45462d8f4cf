/** CPython's test_queue, BaseQueueTestMixin: order, bounds, timeouts, taskDone and join. */
import assert from "node:assert/strict";
import { InvalidStateError, QueueEmptyError, QueueFullError, TimeoutError } from "multilane";
import type { Item, Target } from "./queue-kinds.js";
import { makeQueue, NOWAIT, TARGETS } from "./queue-kinds.js";
import { Moves } from "./queue-moves.js";
import * as tasks from "./queue-tasks.js";
import type { CaseId } from "./support/cases.js";
import { cpythonTest } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";
import { SharedCounter } from "./support/shared-counter.js";

const SIZE = 5;
const SOON = { timeout: 10 };

function id(method: string, target: Target): CaseId {
  return { suite: "test_queue", class: "BaseQueueTestMixin", method, target };
}

/** In which order 111, 333 and 222 come back. */
const orders: Record<Target, readonly Item[]> = {
  Queue: [111, 333, 222],
  LifoQueue: [222, 333, 111],
  PriorityQueue: [111, 222, 333],
};

async function useOnce(moves: Moves, target: Target): Promise<void> {
  const { queue } = moves;
  assert.deepEqual([queue.qsize(), queue.empty(), queue.full()], [0, true, false]);
  for (const item of [111, 333, 222]) await moves.put(item);
  assert.deepEqual([await moves.get(), await moves.get(), await moves.get()], orders[target]);

  for (let item = 0; item < SIZE - 1; item++) {
    await moves.put(item);
    assert.deepEqual([queue.qsize(), queue.empty(), queue.full()], [item + 1, false, false]);
  }
  await moves.put(10);
  assert.deepEqual([queue.qsize(), queue.empty(), queue.full()], [SIZE, false, true]);
  await assert.rejects(moves.put(30, NOWAIT), QueueFullError);
  await assert.rejects(moves.put(30, SOON), QueueFullError);
  await moves.blocks("puttersWaiting", () => moves.put(30), () => moves.get()); // prettier-ignore
  await moves.blocks("puttersWaiting", () => moves.put(30, { timeout: 20_000 }), () => moves.get()); // prettier-ignore

  for (let item = 0; item < SIZE; item++) await moves.get();
  assert.equal(queue.qsize(), 0);
  await assert.rejects(moves.get(NOWAIT), QueueEmptyError);
  await assert.rejects(moves.get(SOON), QueueEmptyError);
  const woken = [
    await moves.blocks("gettersWaiting", () => moves.get(), () => moves.put("first")),
    await moves.blocks("gettersWaiting", () => moves.get({ timeout: 20_000 }), () => moves.put("second")),
  ]; // prettier-ignore
  assert.deepEqual(woken, ["first", "second"]);
}

async function addsUp(crew: Crew, moves: Moves): Promise<void> {
  const { mode } = crew;
  const queue = moves.queue;
  const sum = new SharedCounter();
  const threads = crew.start(tasks.addUp, 2, mode, queue, sum);
  assert.deepEqual(await crew.start(tasks.putAndJoin, 1, mode, queue, sum).join(), [4950]);
  assert.equal(threads.finished, 0);
  await crew.start(tasks.dismiss, 1, mode, queue, 2).join();
  await threads.join();
}

for (const target of TARGETS) {
  cpythonTest(id("test_queue_task_done", target), () => {
    assert.throws(() => makeQueue(target).taskDone(), InvalidStateError);
  });

  cpythonTest(
    id("test_queue_join", target),
    played(async (crew) => {
      const moves = new Moves(crew, target);
      await moves.join(); // nothing is unfinished
      await addsUp(crew, moves);
      await addsUp(crew, moves);
      assert.throws(() => moves.queue.taskDone(), InvalidStateError);
      await moves.put(1);
      await assert.rejects(moves.join(SOON), TimeoutError);
    }),
  );

  cpythonTest(
    id("test_basic", target),
    played(async (crew) => {
      const moves = new Moves(crew, target, SIZE);
      await useOnce(moves, target);
      await useOnce(moves, target);
    }),
  );

  cpythonTest(
    id("test_negative_timeout_raises_exception", target),
    played(async (crew) => {
      const moves = new Moves(crew, target, SIZE);
      for (const timeout of [-1, NaN]) {
        await assert.rejects(moves.put(1, { timeout }), RangeError);
        await assert.rejects(moves.get({ timeout }), RangeError);
        await assert.rejects(moves.join({ timeout }), RangeError);
      }
      assert.equal(moves.queue.qsize(), 0);
    }),
  );

  cpythonTest(
    id("test_nowait", target),
    played(async (crew) => {
      const moves = new Moves(crew, target, SIZE);
      for (let item = 0; item < SIZE; item++) await moves.put(1, NOWAIT);
      await assert.rejects(moves.put(1, NOWAIT), QueueFullError);
      for (let item = 0; item < SIZE; item++) assert.equal(await moves.get(NOWAIT), 1);
      await assert.rejects(moves.get(NOWAIT), QueueEmptyError);
    }),
  );

  cpythonTest(
    id("test_shrinking_queue", target),
    played(async (crew) => {
      const moves = new Moves(crew, target, 3);
      for (const item of [1, 2, 3]) await moves.put(item);
      await assert.rejects(moves.put(4, NOWAIT), QueueFullError);
      assert.equal(moves.queue.qsize(), 3);
      moves.queue.maxsize = 2; // the bound of all threads
      await assert.rejects(moves.put(4, NOWAIT), QueueFullError);
      await moves.get();
      assert.deepEqual([moves.queue.qsize(), moves.queue.full()], [2, true]);
      await assert.rejects(moves.put(4, NOWAIT), QueueFullError);
      await moves.get();
      await moves.put(4, NOWAIT);
    }),
  );
}
