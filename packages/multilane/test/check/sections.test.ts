/** `agent.atomically`: several operations as one step. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, checkRandomly, mutationScore, replaySchedule } from "multilane/testing";
import type { Agent, Model, Program } from "multilane/testing";

const [COUNT, OTHER] = [0, 1];

function increase({ atomics, words }: Agent): number {
  const count = atomics.load(words, COUNT) + 1;
  atomics.store(words, COUNT, count);
  return count;
}
const increases: Program = (agent) => void increase(agent);
const increasesAtOnce: Program = (agent) => void agent.atomically(() => increase(agent));
const isTwo = ([count]: Int32Array): string | undefined => (count === 2 ? undefined : `it is ${count}`);
const counting = (program: Program): Model => ({ programs: [program, program], words: 2, final: isTwo });

/** What the section of one agent came to. */
function resultOf<T>(section: (agent: Agent) => T, note: (result: T) => void): Model {
  return { programs: [(agent) => note(agent.atomically(() => section(agent)))], words: 2, data: 1 };
}

function reasonOf(section: (agent: Agent) => unknown): string | undefined {
  return check(resultOf(section, () => undefined)).failure?.reason;
}

/** Takes a lock in a section and sleeps outside of it. */
const locks: Program = (agent) => {
  const { atomics, words } = agent;
  while (!agent.atomically(() => atomics.exchange(words, COUNT, 1) === 0)) atomics.wait(words, COUNT, 1);
  const cell = agent.data(0);
  cell.write(cell.read() + 1);
  agent.atomically(() => {
    atomics.store(words, COUNT, 0);
    atomics.notify(words, COUNT, 1);
  });
};

/** Two words, which must change together. */
const both: Program = (agent) => {
  agent.atomically(() => {
    increase(agent);
    agent.atomics.store(agent.words, OTHER, 1);
  });
};
const areEqual = ([count, other]: Int32Array): string | undefined =>
  count === other ? undefined : "half of it was done";
/** Writes without the lock. */
const unlocked: Program = (agent) => {
  agent.atomically(() => void agent.atomics.add(agent.words, OTHER, 1));
  agent.data(0).write(1);
};
const nested: Program = (agent) => void agent.atomically(() => agent.atomically(() => increase(agent)) + 1);

describe("what is done atomically", () => {
  it("is one step", () => {
    assert.equal(check(counting(increases)).failure?.reason, "it is 1");
    const { failure, complete, transitions } = check(counting(increasesAtOnce));
    assert.deepEqual(
      { failure, complete, transitions },
      { failure: undefined, complete: true, transitions: 4 },
    );
  });

  it("is one step in schedules at random", () => {
    assert.equal(checkRandomly(counting(increases), { seed: 1 }).failure?.reason, "it is 1");
    const { failure, schedules, steps } = checkRandomly(counting(increasesAtOnce), { schedules: 100 });
    assert.deepEqual({ failure, steps }, { failure: undefined, steps: 2 * schedules });
  });

  it("is never cut off by a kill", () => {
    const { failure, complete } = check({ programs: [both], words: 2, kills: 1, invariant: areEqual });
    assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
  });

  it("is found, told and replayed as one step", () => {
    const model = { ...counting(increasesAtOnce), final: () => "no" };
    for (const { failure } of [check(model), checkRandomly(model, { seed: 1 })]) {
      assert.ok(failure);
      assert.equal(failure.schedule.length, 2);
      assert.match(failure.schedule[1] ?? "", /^agent \d: at once: load word 0: 1; store word 0 = 2, was 1$/);
      assert.deepEqual(replaySchedule(model, failure.replay)?.schedule, failure.schedule);
    }
  });

  it("wakes others, and orders plain accesses as its operations do", () => {
    const model: Model = {
      programs: [locks, locks],
      words: 1,
      data: 1,
      final: (_, [count]) => (count === 2 ? undefined : `counted ${count}`),
    };
    const report = check(model);
    assert.deepEqual([report.failure, report.complete], [undefined, true]);
    assert.equal(checkRandomly(model, { schedules: 500 }).failure, undefined);
    const races = checkRandomly({ ...model, words: 2, programs: [unlocked, locks] }, { schedules: 500 });
    assert.match(races.failure?.reason ?? "", /^data race/);
  });

  it("gives back plain data, frozen, and what was thrown", () => {
    const results: unknown[] = [];
    const data = { list: [1, "two", undefined, null, true], "": 0 };
    check(
      resultOf(
        () => structuredClone(data),
        (result) => results.push(result),
      ),
    );
    assert.deepEqual(results.at(-1), data);
    assert.ok(Object.isFrozen(results.at(-1)));

    const thrown = new RangeError("too much");
    const throws = (): never => {
      throw thrown;
    };
    const model: Model = { programs: [({ atomically }) => void atomically(throws)], words: 1 };
    assert.equal(check(model).failure?.error, thrown);
    assert.equal(checkRandomly(model).failure?.error, thrown);
  });

  it("may contain more of it", () => {
    assert.equal(check(counting(nested)).failure, undefined);
  });

  it("refuses what cannot be one step, or be given back", () => {
    assert.match(reasonOf(({ atomics, words }) => atomics.wait(words, 0, 0)) ?? "", /wait is not possible/);
    assert.match(reasonOf(({ atomics }) => atomics.pause()) ?? "", /pause is not possible/);
    assert.match(reasonOf(({ data }) => data(0).read()) ?? "", /read is not possible/);
    assert.match(reasonOf(({ later }) => void later(() => undefined)) ?? "", /later\(\) is not possible/);
    assert.match(reasonOf(({ expect }) => void expect("it")) ?? "", /expect\(\) is not possible/);
    assert.match(reasonOf(() => () => 1) ?? "", /returned a function: return plain data/);
    assert.match(reasonOf(() => new Map()) ?? "", /returned a Map: return plain data/);
  });

  it("is done wrong by mutants, too", () => {
    const { killed, survived } = mutationScore([counting(increasesAtOnce)], {
      only: /sections\.test\.[jt]s/,
    });
    assert.deepEqual(
      killed.map(({ name }) => name.replace(/^\S+ /, "")),
      ["increase load: reads 0", "increase store: left out"],
    );
    // It is still in the section then.
    assert.deepEqual(
      survived.map(({ name }) => name.replace(/^\S+ /, "")),
      ["increase store: after the next operation"],
    );
  });
});
