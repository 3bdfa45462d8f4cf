/** `Event` among real threads. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Event, Thread, ThreadPoolExecutor } from "multilane";
import type { TaskReference } from "multilane";
import { until } from "../support/until.js";
import * as tasks from "../tasks/meeting.js";

const LONG = 20_000;

async function waiting(event: Event, count: number): Promise<void> {
  await until(`${count} wait`, () => event.statistics().waiting === count);
}

type Wait = TaskReference<[Event, number], boolean | Promise<boolean>>;

const waitings: readonly Wait[] = [tasks.blockForEvent, tasks.awaitEvent, tasks.blockForEvent];

describe("Event among threads", () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 4 });
  after(() => pool.shutdown());

  function waiters(event: Event): Promise<boolean>[] {
    const waits = waitings.map((wait) => pool.submit(wait, event, LONG).result({ timeout: LONG }));
    return [...waits, event.wait({ timeout: LONG })];
  }

  for (const event of [new Event(), new Event("event-threads: set")]) {
    it(`lets all go on in all threads when one sets it: ${String(event)}`, async () => {
      const waits = waiters(event);
      await waiting(event, 4);
      await pool.submit(tasks.setEvent, event, false).result({ timeout: LONG });
      assert.deepEqual(await Promise.all(waits), [true, true, true, true]);
      assert.equal(event.isSet(), true);
      assert.equal(event.statistics().waiting, 0);
    });
  }

  it("lets all go on who waited when it was set, though it was cleared at once", async () => {
    const event = new Event();
    for (let round = 0; round < 50; round++) {
      const waits = waiters(event);
      await waiting(event, 4);
      event.set();
      event.clear();
      assert.deepEqual(await Promise.all(waits), [true, true, true, true]);
      assert.equal(event.isSet(), false);
    }
  });

  it("lets main go on that is blocked", () => {
    const event = new Event();
    const setter = pool.submit(tasks.setEvent, event, false);
    assert.equal(event.waitSync({ timeout: LONG }), true);
    setter.resultSync({ timeout: LONG });
  });

  it("answers false in another thread when the time is over", async () => {
    const event = new Event();
    assert.equal(await pool.submit(tasks.blockForEvent, event, 2).result({ timeout: LONG }), false);
    assert.equal(await pool.submit(tasks.awaitEvent, event, 2).result({ timeout: LONG }), false);
    assert.equal(event.statistics().waiting, 0);
  });

  it("wakes the others when a thread was terminated that waited, too", async () => {
    const event = new Event();
    const threads = waitings.map((target) => new Thread({ target, args: [event, LONG] }));
    for (const thread of threads) thread.start();
    await waiting(event, 3);
    const [one, other, last] = threads;
    await Promise.all([one?.terminate(), other?.terminate()]);
    await waiting(event, 1);
    event.set();
    assert.equal(await last?.join({ timeout: LONG }), true);
    assert.equal(event.statistics().waiting, 0);
    for (const thread of [one, other])
      await assert.rejects(async () => await thread?.join(), { name: "ThreadTerminatedError" });
  });
});
