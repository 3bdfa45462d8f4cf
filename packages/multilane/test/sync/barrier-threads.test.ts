/** `Barrier` among real threads. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Barrier, Thread, ThreadPoolExecutor } from "multilane";
import type { TaskReference } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import { until } from "../support/until.js";
import * as tasks from "../tasks/meeting.js";

const LONG = { timeout: 20_000 };

async function waiting(barrier: Barrier, count: number): Promise<void> {
  await until(`${count} wait`, () => barrier.statistics().waiting === count);
}

/** Not by a timeout. */
const BROKEN = { name: "BrokenBarrierError", message: /is broken, or was while this thread waited/ };

async function broken(wait: Promise<number>): Promise<void> {
  await assert.rejects(within(wait, "the end of the wait"), BROKEN);
}

type Meet = TaskReference<[Barrier, number], tasks.Meeting | Promise<tasks.Meeting>>;

const meetings: readonly [string, Meet][] = [
  ["blocked", tasks.meet],
  ["awaiting", tasks.meetAsync],
];

describe("Barrier among threads", () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 4 });
  after(() => pool.shutdown());

  for (const [kind, awaits, barrier] of [
    ["blocked", [false, false, false], new Barrier(3)],
    ["awaiting", [true, true, true], new Barrier(3, "barrier-threads: awaiting")],
    ["some blocked and some awaiting", [false, true, false], new Barrier(3)],
  ] as const) {
    it(`keeps threads in step, ${kind}, and gives each index once in each phase`, async () => {
      const cells = new Int32Array(new SharedArrayBuffer(12));
      const phases = 300;
      const parties = awaits.map((each, party) =>
        pool.submit(tasks.march, barrier, cells, party, phases, each),
      );
      const indices = await Promise.all(parties.map((party) => party.result(LONG)));
      for (let phase = 0; phase < phases; phase++)
        assert.deepEqual(new Set(indices.map((of) => of[phase])), new Set([0, 1, 2]));
      assert.deepEqual(barrier.statistics(), { name: barrier.name, parties: 3, broken: false, waiting: 0 });
    });
  }

  for (const awaits of [
    [false, false],
    [true, true],
    [false, true],
  ]) {
    it(`runs the action once in each phase, and no two at once; awaiting: ${awaits.join(", ")}`, async () => {
      // Four threads at a barrier of two: half of them come while the action runs.
      const name = `barrier-threads: actions ${awaits.join()}`;
      const shared = new Int32Array(new SharedArrayBuffer(16));
      const phases = 300;
      const parties = [...awaits, ...awaits].map((each) =>
        pool.submit(tasks.actInPhases, name, 2, shared, 2 * phases, each),
      );
      const indices = (await Promise.all(parties.map((party) => party.result(LONG)))).flat();
      assert.deepEqual([shared[0], shared[1]], [phases, 0]);
      assert.equal(indices.filter((index) => index === 0).length, phases);
      assert.equal(indices.filter((index) => index === 1).length, phases);
    });
  }

  for (const [how, target] of meetings) {
    it(`is broken for all when a thread is terminated that waits, ${how}`, async () => {
      const barrier = new Barrier(5);
      const dying = new Thread({ target, args: [barrier, 20_000] });
      dying.start();
      await waiting(barrier, 1);
      const others = meetings.map(([, meet]) => pool.submit(meet, barrier, 20_000));
      const own = broken(barrier.wait(LONG));
      // The others have come, or find it broken: both is "broken".
      await dying.terminate();
      await own;
      for (const other of others) assert.equal(await other.result(LONG), "broken");
      assert.deepEqual([barrier.broken, barrier.waiting], [true, 0]);
      await assert.rejects(dying.join(), { name: "ThreadTerminatedError" });
      barrier.reset();
      assert.equal(barrier.broken, false);
      const again = [...meetings, ...meetings].map(([, meet]) => pool.submit(meet, barrier, 20_000));
      assert.ok(barrier.waitSync(LONG) < 5);
      for (const other of again) assert.equal(typeof (await other.result(LONG)), "number");
    });

    it(`is broken for who comes later when the only one that waited is terminated, ${how}`, async () => {
      const barrier = new Barrier(2);
      const dying = new Thread({ target, args: [barrier, 20_000] });
      dying.start();
      await waiting(barrier, 1);
      await dying.terminate();
      await until("broken", () => barrier.broken);
      assert.equal(barrier.waiting, 0);
      assert.throws(() => barrier.waitSync(LONG), BROKEN);
      await broken(barrier.wait(LONG));
      barrier.reset();
      const next = barrier.wait(LONG);
      assert.equal(barrier.waitSync(), 1);
      assert.equal(await next, 0);
      await assert.rejects(dying.join(), { name: "ThreadTerminatedError" });
    });
  }

  it("tells main, which is blocked, that one of those who wait has died", async () => {
    const barrier = new Barrier(3);
    const dying = new Thread({ target: tasks.meet, args: [barrier, 20_000] });
    dying.start();
    await waiting(barrier, 1);
    void dying.terminate();
    assert.throws(() => barrier.waitSync(LONG), BROKEN);
    await assert.rejects(dying.join(), { name: "ThreadTerminatedError" });
  });

  for (const late of meetings) {
    it(`is broken when the thread is terminated that runs the action, also for one that came late, ${late[0]}`, async () => {
      const name = `barrier-threads: slow action, ${late[0]}`;
      const gate = new Gate();
      const barrier = new Barrier(3, name);
      const waits = [broken(barrier.wait(LONG)), broken(barrier.wait(LONG))];
      const acting = new Thread({ target: tasks.actSlowly, args: [name, 3, gate.words] });
      acting.start();
      await gate.arrived(1);
      const next = pool.submit(late[1], barrier, 20_000);
      await waiting(barrier, 3);
      assert.deepEqual([barrier.broken, barrier.waiting], [false, 0]);
      await acting.terminate();
      await Promise.all(waits);
      assert.equal(await next.result(LONG), "broken");
      assert.equal(barrier.broken, true);
      await assert.rejects(acting.join(), { name: "ThreadTerminatedError" });
    });
  }

  it("tells who runs the action that the barrier was reset meanwhile", async () => {
    const name = "barrier-threads: reset";
    const gate = new Gate();
    const barrier = new Barrier(2, name);
    const wait = broken(barrier.wait(LONG));
    const acting = pool.submit(tasks.actSlowly, name, 2, gate.words);
    await gate.arrived(1);
    barrier.reset();
    await wait;
    gate.open();
    assert.equal(await acting.result(LONG), "broken");
    assert.deepEqual([barrier.broken, barrier.waiting], [false, 0]);
  });

  it("refuses to block the thread whose event loop is to run the next action", async () => {
    const name = "barrier-threads: next action";
    const gate = new Gate();
    const barrier = new Barrier(2, name);
    const first = barrier.wait(LONG);
    const acting = pool.submit(tasks.actSlowly, name, 2, gate.words);
    await gate.arrived(1);
    const next = barrier.wait(LONG);
    // Alone it would be all right: this one could be blocked, as the last of its phase.
    const last = barrier.wait(LONG);
    assert.throws(() => barrier.waitSync(LONG), { name: "DeadlockError" });
    gate.open();
    assert.deepEqual(await Promise.all([first, acting.result(LONG), next, last]), [0, 1, 0, 1]);
  });

  it("wakes main, which is blocked as the last of the next phase, for its action", async () => {
    const name = "barrier-threads: blocked actor";
    const gate = new Gate();
    let runs = 0;
    const barrier = new Barrier(2, { name, action: () => void runs++ });
    const first = barrier.wait(LONG);
    const acting = pool.submit(tasks.actSlowly, name, 2, gate.words);
    await gate.arrived(1);
    const next = pool.submit(tasks.meetNamed, name, 2);
    await waiting(barrier, 2);
    const opener = pool.submit(tasks.openWhenWaiting, name, 2, gate.words, 3);
    assert.equal(barrier.waitSync(LONG), 1);
    assert.equal(runs, 1);
    assert.deepEqual(
      await Promise.all([first, acting.result(LONG), next.result(LONG), opener.result(LONG)]),
      [0, 1, 0, true],
    );
  });

  it("is one barrier for one name, of one number of parties and one timeout", async () => {
    const name = "barrier-threads: one";
    void new Barrier(2, { name, timeout: 100 });
    const make = async (parties: number, timeout?: number): Promise<string> =>
      await pool.submit(tasks.makeBarrier, name, parties, timeout).result(LONG);
    assert.equal(await make(2, 100), `<Barrier "${name}": waiters=0/2>`);
    assert.match(await make(3, 100), /TypeError: .* the number of parties 2 .* cannot have 3/);
    assert.match(await make(2), /TypeError: .* the timeout 100 ms .* cannot have none/);
  });

  it("crosses with its timeout", async () => {
    const barrier = new Barrier(2, { timeout: 2 });
    assert.equal(await pool.submit(tasks.meetByDefault, barrier).result(LONG), "late");
    assert.equal(barrier.broken, true);
  });
});
