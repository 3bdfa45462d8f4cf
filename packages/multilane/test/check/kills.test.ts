/** Agents that are killed, and the reaper that learns of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, findFailure } from "multilane/testing";
import type { Agent, Model, Program } from "multilane/testing";

const [LOCK, NEWS, DEAD] = [0, 1, 2];

const finds = (model: Model): string => findFailure(model).failure?.reason ?? "no failure";
const passes = (model: Model): void => {
  const { failure, complete } = check(model);
  assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
};
/** All that the word can hold at the end. */
const endings = (word: number, model: Model): number[] => {
  const seen = new Set<number>();
  passes({ ...model, final: (memory) => void seen.add(memory[word] ?? 0) });
  return [...seen].toSorted((a, b) => a - b);
};

const locksAndUnlocks: Program = ({ atomics, words }) => {
  atomics.store(words, LOCK, 1);
  atomics.store(words, LOCK, 0);
};
const isFree = ([lock]: Int32Array): string | undefined => (lock === 0 ? undefined : "it is left locked");
const sleeper: Program = ({ atomics, words }) => void atomics.wait(words, NEWS, 0);
const restless: Program = ({ atomics, words }) => void atomics.wait(words, NEWS, 0, 10);
const wakes = ({ atomics, words }: Agent): void => {
  atomics.store(words, NEWS, 1);
  atomics.notify(words, NEWS);
};
const addsTwice: Program = ({ atomics, words }) => {
  atomics.add(words, NEWS, 1);
  atomics.add(words, NEWS, 1);
};
const awaits: Program = ({ atomics, words }) => void atomics.waitAsync(words, NEWS, 0);
const owesItself: Program = (agent) => {
  const done = agent.expect("the end");
  agent.atomics.load(agent.words, NEWS);
  done();
};
/** Says which agents are dead, by their bits. */
const noteTheDead = ({ atomics, words }: Agent, dead: number): void =>
  void atomics.add(words, DEAD, 1 << dead);

describe("a kill", () => {
  const model: Model = { words: 3, programs: [locksAndUnlocks], final: isFree };

  it("happens only within the bound, and only to mortals", () => {
    passes(model);
    assert.equal(finds({ ...model, kills: 1 }), "it is left locked");
    passes({ ...model, kills: 1, mortals: [] });
  });

  it("happens at every moment", () => {
    assert.deepEqual(endings(NEWS, { words: 3, programs: [addsTwice], kills: 1 }), [0, 1, 2]);
  });

  it("leaves no duties to the dead", () => {
    passes({ words: 3, programs: [sleeper, wakes], kills: 1, mortals: [0] });
    passes({ words: 3, programs: [owesItself], kills: 1 });
  });

  it("takes a continuation and a timer away with their agent", () => {
    const programs: Program[] = [
      ({ atomics, words, later }) => {
        later(() => void atomics.store(words, LOCK, 1));
        const wait = atomics.waitAsync(words, NEWS, 0);
        if (wait.async) void wait.value.then(() => atomics.store(words, LOCK, 2));
      },
      wakes,
    ];
    assert.deepEqual(endings(LOCK, { words: 3, programs }), [1, 2]);
    assert.deepEqual(endings(LOCK, { words: 3, programs, kills: 1, mortals: [0] }), [0, 1, 2]);
  });
});

describe("the list of those who wait", () => {
  /** 0: nobody died; 1: somebody died and nobody waits; 2: a notify was spent on somebody. */
  const model: Model = {
    words: 3,
    programs: [restless],
    timeouts: 1,
    kills: 1,
    reaper: ({ atomics, words }) => void atomics.store(words, DEAD, 1 + atomics.notify(words, NEWS)),
  };

  it("forgets a killed thread, as in Node and Bun", () => {
    assert.deepEqual(endings(DEAD, model), [0, 1]);
  });

  it("keeps a thread that was killed while it was blocked, as in Deno, if the model says so", () => {
    assert.deepEqual(endings(DEAD, { ...model, zombieWaiters: true }), [0, 1, 2]);
  });

  it("never keeps what an event loop awaited", () => {
    assert.deepEqual(endings(DEAD, { ...model, programs: [awaits], zombieWaiters: true }), [0, 1]);
  });
});

describe("the reaper", () => {
  it("learns of each death once, by the number of the dead", () => {
    const programs = [addsTwice, addsTwice];
    assert.deepEqual(endings(DEAD, { words: 3, programs, kills: 2, reaper: noteTheDead }), [0, 1, 2, 3]);
  });

  it("may be late: others run between the death and it", () => {
    const programs = [sleeper, wakes];
    const reaper = ({ atomics, words }: Agent): void =>
      void atomics.store(words, DEAD, 1 + atomics.load(words, NEWS));
    assert.deepEqual(endings(DEAD, { words: 3, programs, kills: 1, mortals: [0], reaper }), [0, 1, 2]);
  });

  it("can repair what a kill has broken", () => {
    const broken: Model = { words: 3, programs: [sleeper, wakes], kills: 1, mortals: [1] };
    assert.equal(finds(broken), "agent 0 is blocked for ever");
    passes({ ...broken, reaper: wakes });
  });

  it("has duties like any agent", () => {
    const model: Model = { words: 3, programs: [addsTwice], kills: 1, reaper: sleeper };
    assert.equal(finds(model), "the reaper is blocked for ever");
  });
});
