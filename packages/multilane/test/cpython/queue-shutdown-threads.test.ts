/** CPython's test_queue, BaseQueueTestMixin: a shutdown while several threads use the queue, or wait at it. */
import assert from "node:assert/strict";
import { Event, QueueShutdownError, TimeoutError } from "multilane";
import type { AnyQueue, Target } from "./queue-kinds.js";
import { NOWAIT, TARGETS } from "./queue-kinds.js";
import { Moves, parked, sorted } from "./queue-moves.js";
import * as tasks from "./queue-tasks.js";
import type { CaseId } from "./support/cases.js";
import { cpythonTest } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";

function id(method: string, target: Target): CaseId {
  return { suite: "test_queue", class: "BaseQueueTestMixin", method, target };
}

/** A queue for two, with `Y` and perhaps `D` in it. */
async function withItems(crew: Crew, target: Target, items: readonly string[]): Promise<Moves> {
  const moves = new Moves(crew, target, 2);
  for (const item of items) await moves.put(item);
  return moves;
}

/** CPython: `unfinished_tasks`. */
async function assertUnfinished(moves: Moves, count: number): Promise<void> {
  assert.equal(moves.queue.statistics().unfinished, count);
  await assert.rejects(moves.join(NOWAIT), TimeoutError);
}

/** Nobody is left behind. */
function assertNobodyWaits(queue: AnyQueue): void {
  assert.equal(queue.statistics().waiting, 0);
}

async function shutdownAndGet(crew: Crew, target: Target, immediate: boolean): Promise<void> {
  const { queue } = await withItems(crew, target, ["Y", "D"]);
  const go = new Event();
  const getters = crew.start(tasks.getAt, immediate ? 2 : 3, crew.mode, queue, go);
  queue.shutdown({ immediate });
  go.set();
  const outcomes = await getters.join();
  const items = outcomes.flatMap((outcome) => (outcome === "shut down" ? [] : [outcome.value]));
  assert.deepEqual(sorted(items), immediate ? [] : ["D", "Y"]); // each once; one getter goes away empty-handed
  assert.equal(outcomes.length - items.length, immediate ? 2 : 1);
  assertNobodyWaits(queue);
}

async function shutdownAndPut(crew: Crew, target: Target, immediate: boolean): Promise<void> {
  const { queue } = await withItems(crew, target, ["Y", "D"]);
  const go = new Event();
  const late = crew.start(tasks.putAt, 2, crew.mode, queue, "E", go);
  // Beyond CPython's case: these wait for room already.
  const waiting = crew.start(tasks.putAt, 2, crew.mode, queue, "W", null);
  await parked(queue, "puttersWaiting", 2);
  queue.shutdown({ immediate });
  go.set();
  assert.deepEqual(await waiting.join(), ["shut down", "shut down"]);
  assert.deepEqual(await late.join(), ["shut down", "shut down"]);
  assert.equal(queue.qsize(), immediate ? 0 : 2);
  assertNobodyWaits(queue);
}

async function shutdownAndJoin(crew: Crew, target: Target, immediate: boolean): Promise<void> {
  const { queue } = await withItems(crew, target, ["Y"]);
  const go = new Event();
  const joiners = crew.start(tasks.tryJoin, 2, crew.mode, queue);
  await parked(queue, "joinersWaiting", 2);
  if (immediate) queue.shutdown({ immediate });
  else {
    const getter = crew.start(tasks.getAndFinishAt, 1, crew.mode, queue, go);
    queue.shutdown({ immediate });
    assert.equal(queue.statistics().joinersWaiting, 2); // the item is there, and unfinished
    go.set();
    assert.deepEqual(await getter.join(), [{ value: "Y" }]);
  }
  assert.deepEqual(await joiners.join(), [{ value: undefined }, { value: undefined }]);
  assertNobodyWaits(queue);
}

async function shutdownPutAndJoin(crew: Crew, target: Target, immediate: boolean): Promise<void> {
  const moves = await withItems(crew, target, ["Y"]);
  const { queue } = moves;
  const go = new Event();
  const putter = crew.start(tasks.putAt, 1, crew.mode, queue, "E", go);
  const joiner = crew.start(tasks.tryJoin, 1, crew.mode, queue);
  await parked(queue, "joinersWaiting", 1);
  await assertUnfinished(moves, 1);
  queue.shutdown({ immediate });
  go.set();
  if (immediate) await assert.rejects(moves.get(NOWAIT), QueueShutdownError);
  else {
    assert.equal(await moves.get(), "Y");
    await assertUnfinished(moves, 1);
    queue.taskDone();
  }
  assert.deepEqual(await putter.join(), ["shut down"]);
  assert.deepEqual(await joiner.join(), [{ value: undefined }]);
  assertNobodyWaits(queue);
}

for (const target of TARGETS) {
  for (const [immediate, prefix] of [
    [false, "test_shutdown"],
    [true, "test_shutdown_immediate"],
  ] as const) {
    cpythonTest(
      id(`${prefix}_get`, target),
      played((crew) => shutdownAndGet(crew, target, immediate)),
    );
    cpythonTest(
      id(`${prefix}_put`, target),
      played((crew) => shutdownAndPut(crew, target, immediate)),
    );
    cpythonTest(
      id(`${prefix}_join`, target),
      played((crew) => shutdownAndJoin(crew, target, immediate)),
    );
    cpythonTest(
      id(`${prefix}_put_join`, target),
      played((crew) => shutdownPutAndJoin(crew, target, immediate)),
    );
  }

  cpythonTest(
    id("test_shutdown_get_task_done_join", target),
    played(async (crew) => {
      const moves = await withItems(crew, target, ["Y", "D"]);
      const { queue } = moves;
      const go = new Event();
      const getters = crew.start(tasks.getAndFinishAt, 2, crew.mode, queue, go);
      const joiners = crew.start(tasks.tryJoin, 2, crew.mode, queue);
      await parked(queue, "joinersWaiting", 2);
      await assertUnfinished(moves, 2);
      go.set();
      queue.shutdown(); // among the gets, or before or after them: there is an item for each
      const got = (await getters.join()).map((outcome) =>
        outcome === "shut down" ? outcome : outcome.value,
      );
      assert.deepEqual(sorted(got), ["D", "Y"]);
      assert.deepEqual(await joiners.join(), [{ value: undefined }, { value: undefined }]);
      assertNobodyWaits(queue);
    }),
  );

  cpythonTest(
    id("test_shutdown_pending_get", target),
    played(async (crew) => {
      const { queue } = new Moves(crew, target);
      const getter = crew.start(tasks.get, 1, crew.mode, queue);
      await parked(queue, "gettersWaiting", 1);
      queue.shutdown({ immediate: false });
      await assert.rejects(getter.join(), QueueShutdownError);
      assertNobodyWaits(queue);
    }),
  );
}
