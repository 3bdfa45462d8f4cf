/** Random schedules: they find what a search finds, repeat by their seed, and cry no wolf. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, checkRandomly, replaySchedule } from "multilane/testing";
import type { Agent, Model, Program, RandomReport } from "multilane/testing";

const readAndWrite: Program = ({ atomics, words }) => {
  atomics.store(words, 0, atomics.load(words, 0) + 1);
};
const lostUpdate: Model = {
  words: 1,
  programs: [readAndWrite, readAndWrite],
  final: ([count]) => (count === 2 ? undefined : `${count} were counted`),
};
const seeded = { seed: 1, schedules: 2000 };
const fails = (model: Model, reason: RegExp): RandomReport => {
  const report = checkRandomly(model, seeded);
  assert.match(String(report.failure?.reason), reason);
  return report;
};
const passes = (model: Model): void => {
  const { failure, schedules } = checkRandomly(model, seeded);
  assert.deepEqual({ failure, schedules }, { failure: undefined, schedules: 2000 });
};

/** All that word 0 can hold at the end. */
const endings = (model: Model, run: (model: Model) => unknown): number[] => {
  const seen = new Set<number>();
  run({ ...model, final: ([end = 0]) => void seen.add(end) });
  return [...seen].toSorted((a, b) => a - b);
};
const reachesTheSame = (model: Model): void => {
  const ends = endings(model, check);
  assert.ok(ends.length > 1, "the model has one end only");
  assert.deepEqual(
    endings(model, (same) => checkRandomly(same, { ...seeded, depth: 6 })),
    ends,
  );
};

/** Writes down what comes, in the order in which it comes. */
const note = ({ atomics, words }: Agent, digit: number): void =>
  void atomics.store(words, 0, atomics.load(words, 0) * 10 + digit);
const notes =
  (...digits: readonly number[]): Program =>
  (agent) =>
    digits.forEach((digit) => note(agent, digit));

const addOne: Program = ({ atomics, words }) => void atomics.add(words, 0, 1);
const sleeps: Program = (agent) => note(agent, agent.atomics.wait(agent.words, 1, 0, 10) === "ok" ? 1 : 2);
const wakes: Program = ({ atomics, words }) => {
  atomics.store(words, 1, 1);
  atomics.notify(words, 1);
};
const reaper = (agent: Agent, dead: number): void => note(agent, 5 + dead);
const loop: Program = (agent) => {
  agent.later(() => note(agent, 1));
  const wait = agent.atomics.waitAsync(agent.words, 1, 0);
  if (wait.async) void wait.value.then(() => note(agent, 2));
};
const notifies: Program = (agent) => {
  agent.atomics.notify(agent.words, 1);
  note(agent, 3);
};
const blocked: Program = ({ atomics, words }) => void atomics.wait(words, 0, 0);
const spins: Program = ({ atomics, words }) => {
  while (atomics.load(words, 0) === 0);
};
const writes: Program = ({ data }) => data(0).write(1);
const odd = ([word = 0]: Int32Array): string | undefined => (word % 2 === 1 ? "it is odd" : undefined);

describe("random schedules", () => {
  it("find a lost update, and the schedule fails when it is replayed", () => {
    const { failure, seed, schedules } = fails(lostUpdate, /1 were counted/);
    assert.equal(replaySchedule(lostUpdate, String(failure?.replay))?.reason, failure?.reason);
    assert.deepEqual(checkRandomly(lostUpdate, { seed, schedules }).failure, failure);
    assert.equal(
      checkRandomly(lostUpdate, { seed, schedules: schedules - 1 || 1 }).schedules,
      schedules - 1 || 1,
    );
  });

  it("find nothing where nothing is", () => {
    passes({ ...lostUpdate, programs: [addOne, addOne] });
  });

  it("come to every end that a search comes to", () => {
    reachesTheSame({ words: 1, programs: [notes(1, 2), notes(3, 4)] });
    reachesTheSame({ words: 1, programs: [notes(1), notes(2), notes(3)] });
  });

  it("time out, kill, and reap", () => {
    reachesTheSame({ words: 2, programs: [sleeps, wakes], timeouts: 1 });
    reachesTheSame({
      words: 2,
      programs: [sleeps, wakes, notes(3)],
      timeouts: 1,
      kills: 1,
      mortals: [0, 2],
      reaper,
    });
  });

  it("run timers and continuations", () => {
    reachesTheSame({ words: 2, programs: [loop, notifies] });
  });

  it("find a blocked agent, what is owed, a broken invariant, a race, an error, and what runs in circles", () => {
    fails({ words: 1, programs: [blocked] }, /agent 0 is blocked for ever/);
    fails({ words: 1, programs: [(agent) => void agent.expect("news")] }, /waits for ever for news/);
    fails({ words: 1, programs: [notes(1, 2)], invariant: odd }, /it is odd/);
    fails({ words: 1, data: 1, programs: [writes, writes] }, /data race/);
    fails({ words: 1, programs: [() => assert.fail("on purpose")] }, /agent 0: on purpose/);
    fails({ words: 1, programs: [spins] }, /goes on after 1000 steps/);
  });

  it("refuse numbers that make no sense", () => {
    assert.throws(() => checkRandomly(lostUpdate, { depth: 0 }), RangeError);
    assert.throws(() => checkRandomly(lostUpdate, { schedules: 1.5 }), RangeError);
  });
});
