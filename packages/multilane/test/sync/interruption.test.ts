/** Blocking waits that end when their task is aborted. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  Queue,
  RLock,
  Semaphore,
  setSlowWait,
  SimpleQueue,
  ThreadPoolExecutor,
} from "multilane";
import type { Task } from "multilane";
import { interruptible, isInterrupted, uninterrupted } from "#src/sync/interruption.js";
import { random } from "../support/random.js";
import { until } from "../support/until.js";
import * as tasks from "../tasks/interrupting.js";
import type { Outcomes } from "../tasks/interrupting.js";

const LONG = { timeout: 20_000 };

describe("a blocking wait with currentTask().signal", () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  before(() => setSlowWait(Infinity)); // no thread wakes up to look for slow waits, and sees the abort by chance
  after(() => pool.shutdown());

  /** Runs the task until its wait is under way, aborts it, and answers what the wait came to. */
  async function abort<P>(
    block: Task<(primitive: P, outcomes: Outcomes) => void>,
    primitive: P,
    waiting: () => number,
  ): Promise<unknown> {
    const outcomes: Outcomes = new SimpleQueue();
    const controller = new AbortController();
    const running = pool.with({ signal: controller.signal }).submit(block, primitive, outcomes);
    await until("it waits", () => waiting() === 1);
    controller.abort(new Error("no longer wanted"));
    await assert.rejects(running.result(LONG), /no longer wanted/);
    const outcome = await outcomes.get(LONG);
    assert.equal(waiting(), 0);
    return outcome;
  }

  const reason = { threw: true, what: "no longer wanted", after: undefined };

  for (const lock of [new Lock(), new RLock()])
    it(`ends with its reason: ${String(lock)}`, async () => {
      using _ = lock.acquireSync();
      assert.deepEqual(await abort(tasks.blockInLock, lock, () => lock.statistics().waiting), reason);
    });

  for (const semaphore of [new Semaphore(0), new BoundedSemaphore(0)])
    it(`ends with its reason: ${String(semaphore)}`, async () => {
      const outcome = await abort(tasks.blockInLock, semaphore, () => semaphore.statistics().waiting);
      assert.deepEqual(outcome, reason);
      assert.equal(semaphore.value, 0);
    });

  it("ends with its reason: Event", async () => {
    const event = new Event();
    assert.deepEqual(await abort(tasks.blockInEvent, event, () => event.statistics().waiting), reason);
  });

  it("ends with its reason, and with the lock held: Condition", async () => {
    const condition = new Condition();
    const waiting = (): number => condition.statistics().waiting;
    assert.deepEqual(await abort(tasks.blockInCondition, condition, waiting), { ...reason, after: true });
    await until("it is released", () => !condition.locked());
    assert.deepEqual(await abort(tasks.blockInWaitFor, condition, waiting), reason);
  });

  it("ends with its reason, and breaks it: Barrier", async () => {
    const barrier = new Barrier(2);
    assert.deepEqual(await abort(tasks.blockInBarrier, barrier, () => barrier.waiting), reason);
    assert.equal(barrier.broken, true);
  });

  it("ends with its reason: Queue", async () => {
    const queue = new Queue<number>(1);
    const waiting = (): number => queue.statistics().waiting;
    assert.deepEqual(await abort(tasks.blockInGet, queue, waiting), reason);
    assert.ok(queue.tryPut(1));
    assert.deepEqual(await abort(tasks.blockInPut, queue, waiting), reason);
    assert.equal(queue.qsize(), 1);
    assert.deepEqual(await abort(tasks.blockInJoin, queue, waiting), reason);
  });

  it("does not end those that come after it", async () => {
    const [event, second] = [new Event(), new Event()];
    const outcomes: Outcomes = new SimpleQueue();
    const controller = new AbortController();
    const running = pool
      .with({ signal: controller.signal })
      .submit(tasks.blockAgain, event, second, outcomes);
    await until("it waits", () => event.statistics().waiting === 1);
    controller.abort(new Error("no longer wanted"));
    await assert.rejects(running.result(LONG));
    assert.deepEqual(await outcomes.get(LONG), reason);
    await until("it waits again", () => second.statistics().waiting === 1);
    second.set();
    assert.deepEqual(await outcomes.get(LONG), { threw: false, what: true, after: undefined });
  });

  it("loses nothing that is handed over in that moment", async () => {
    const lock = new Lock();
    const next = random(7);
    const ends = new Set<boolean>();
    for (let round = 0; round < 300 || ends.size < 2; round++) {
      assert.ok(round < 20_000, "it always ended the same way");
      const outcomes: Outcomes = new SimpleQueue();
      const controller = new AbortController();
      const guard = lock.acquireSync();
      const running = pool.with({ signal: controller.signal }).submit(tasks.blockInLock, lock, outcomes);
      await until("it waits", () => lock.statistics().waiting === 1);
      const pause = Math.floor(next() * 400);
      if (next() < 0.5) guard.release();
      else controller.abort(new Error("no longer wanted"));
      for (let spin = 0; spin < pause; spin++) Math.sqrt(spin);
      guard.release();
      controller.abort(new Error("no longer wanted"));
      await running.exception(LONG);
      const { threw } = await outcomes.get(LONG);
      ends.add(threw);
      (await lock.acquire(LONG)).release();
    }
  });

  it("is the only one that may have a live signal", async () => {
    const lock = new Lock();
    using _ = lock.acquireSync();
    assert.match(await pool.submit(tasks.blockWithOwnSignal, lock).result(LONG), /^TypeError: .*currentTask/);
  });

  it("leaves alone what its thread blocks for meanwhile", () => {
    const signal = AbortSignal.abort(new Error("no longer wanted"));
    interruptible(signal, () => {
      assert.equal(isInterrupted(), true);
      uninterrupted(() => assert.equal(isInterrupted(), false));
      assert.equal(isInterrupted(), true);
    });
    assert.equal(isInterrupted(), false);
  });
});
