/** What else a model can say: invariants, names, clocks, loops that spin. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, checkRandomly, formatFailure, replaySchedule } from "multilane/testing";
import type { Model, Program } from "multilane/testing";

const passes = (model: Model): void => {
  const { failure, complete } = check(model);
  assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
};
const reason = (model: Model): string => check(model).failure?.reason ?? "no failure";

const bits: Program = ({ atomics, words, index }) => {
  atomics.or(words, 0, 1 << index);
  atomics.and(words, 0, ~(1 << index));
};
const upAndDown: Program = ({ atomics, words }) => {
  atomics.add(words, 0, 1);
  atomics.sub(words, 0, 1);
};
const spinsUntilSet: Program = ({ atomics, words }) => {
  while (atomics.load(words, 0) === 0) atomics.pause();
};
const sets: Program = ({ atomics, words }) => void atomics.store(words, 0, 1);
const setsAndUnsets: Program = ({ atomics, words }) => {
  atomics.store(words, 0, 1);
  atomics.store(words, 0, 0);
};
/** No loop that spins in vain: each turn begins with a change. */
const changesSomethingItself: Program = ({ atomics, words }) => {
  for (let turn = 0; turn < 3; turn++) {
    atomics.add(words, 0, 1);
    atomics.pause();
  }
};
const givesUp: Program = (agent) => {
  const { atomics, words } = agent;
  while (atomics.load(words, 0) === 0 && agent.now() === 0) atomics.pause();
};
/** Waits twice, for 10 ms in all. */
const deadline: Program = (agent) => {
  const { atomics, words } = agent;
  for (const end = agent.now() + 10; agent.now() < end;) {
    const outcome = atomics.wait(words, 0, 0, end - agent.now());
    agent.check(outcome === "ok" || agent.now() === 10, `it is ${agent.now()} ms after ${outcome}`);
    if (outcome === "ok") return;
  }
};
const afterASecond: Program = (agent) => {
  const started = agent.now();
  agent.later(() => agent.check(agent.now() - started === 1000, String(agent.now())), 1000);
};
const adds: Program = ({ atomics, words }) => void atomics.add(words, 1, 1);

const atMostOne = ([count = 0]: Int32Array): string | undefined => (count > 1 ? "two are up" : undefined);
const writesFive: Program = ({ data }) => data(0).write(5);

describe("a model", () => {
  it("has an invariant in every state", () => {
    assert.equal(reason({ words: 1, programs: [upAndDown, upAndDown], invariant: atMostOne }), "two are up");
    passes({ words: 1, programs: [upAndDown], invariant: atMostOne });
  });

  it("lends plain data to its invariant and to what must hold at the end", () => {
    const seen = new Set<number>();
    const note = (_: Int32Array, [cell = 0]: Int32Array): undefined => void seen.add(cell);
    passes({ words: 1, data: 1, programs: [writesFive], invariant: note });
    assert.deepEqual([...seen], [0, 5]);
  });

  it("has and() and or()", () => {
    passes({ words: 1, programs: [bits, bits], final: ([word]) => (word === 0 ? undefined : String(word)) });
    assert.equal(
      reason({ words: 1, programs: [bits, bits], invariant: ([word]) => (word === 3 ? "both" : undefined) }),
      "both",
    );
  });

  it("ends a loop that spins when something changes, and calls it blocked if nothing does", () => {
    passes({ words: 2, programs: [spinsUntilSet, sets, adds, adds] });
    assert.equal(reason({ words: 2, programs: [spinsUntilSet, adds] }), "agent 0 is blocked for ever");
    assert.equal(
      reason({ words: 1, programs: [spinsUntilSet, setsAndUnsets] }),
      "agent 0 is blocked for ever",
    );
    assert.equal(
      checkRandomly({ words: 2, programs: [spinsUntilSet, sets, adds] }, { seed: 1 }).failure,
      undefined,
    );
    passes({ words: 1, programs: [givesUp], timeouts: 1 });
    passes({ words: 1, programs: [changesSomethingItself] });
  });

  it("has a clock that only timeouts move", () => {
    passes({ words: 2, programs: [deadline], timeouts: 1 });
    passes({ words: 1, programs: [afterASecond] });
  });

  it("starts from the memory it is given", () => {
    assert.equal(reason({ words: 2, memory: [0, 3], programs: [], final: (memory) => memory.join() }), "0,3");
  });

  it("cannot have a program that changes its mind", () => {
    let runs = 0;
    const fickle: Program = ({ atomics, words }) => {
      for (let word = runs++; word < 100; word++) atomics.load(words, word);
    };
    assert.match(reason({ words: 100, programs: [fickle] }), /must not depend on clocks, random numbers/);
  });
});

describe("a failure", () => {
  const model: Model = {
    words: 2,
    data: 1,
    programs: [
      ({ atomics, words, data }) => {
        data(0).write(3);
        if (atomics.compareExchange(words, 0, 0, 1) === 0) atomics.wait(words, 1, 0, 50);
      },
    ],
    agentNames: ["the sleeper"],
    wordNames: { 0: "door", 1: "bed" },
  };

  it("is told in words, with the names of the model", () => {
    const { failure } = check(model);
    assert.equal(
      failure && formatFailure(failure),
      [
        "the sleeper is blocked for ever",
        "   1. the sleeper: write data 0 = 3, was 0",
        "   2. the sleeper: compareExchange door 0 → 1: was 0",
        "   3. the sleeper: wait bed while 0, timed: sleeps",
        "replay: 0s3",
      ].join("\n"),
    );
  });

  it("has what was thrown", () => {
    const error = new TypeError("on purpose");
    const throws: Program = () => {
      throw error;
    };
    const { failure } = check({ words: 1, programs: [throws] });
    assert.deepEqual([failure?.reason, failure?.error], ["agent 0: on purpose", error]);
  });

  it("is not seen again in a model without it, and a string of another model is refused", () => {
    assert.equal(replaySchedule({ ...model, timeouts: 1 }, "0s3-0t"), undefined);
    assert.throws(() => replaySchedule(model, "0s4"), /step 4 \(0s\) is not possible there/);
    assert.throws(() => replaySchedule(model, "1s"), /not possible|no agent/);
    assert.throws(() => replaySchedule(model, "0x3"), TypeError);
  });

  it("replays timers, events, kills and timeouts", () => {
    const programs: Program[] = [
      (agent) => {
        agent.later(() => undefined);
        agent.later(() => void agent.atomics.waitAsync(agent.words, 1, 0));
      },
      ({ atomics, words }) => {
        atomics.wait(words, 0, 0, 5);
        atomics.notify(words, 1);
      },
    ];
    const everything: Model = {
      words: 2,
      programs,
      timeouts: 1,
      kills: 1,
      mortals: [1],
      reaper: ({ atomics, words }) => void atomics.load(words, 0),
      final: () => "the end",
    };
    const replay = "0r1-0s-1s-1t-1s-0e-0r0-1k-2e-2s";
    const failure = replaySchedule(everything, replay);
    assert.deepEqual([failure?.reason, failure?.replay], ["the end", replay]);
    assert.deepEqual(failure?.schedule, [
      "agent 0: timer 1 fires",
      "agent 0: waitAsync word 1 while 0: begins to wait",
      "agent 1: wait word 0 while 0, timed: sleeps",
      "agent 1: its wait times out",
      "agent 1: notify word 1: wakes agent 0",
      "agent 0: its waitAsync 0 was notified: it runs on",
      "agent 0: timer 0 fires",
      "agent 1: is killed",
      "the reaper: learns that agent 1 is dead",
      "the reaper: load word 0: 0",
    ]);
  });
});
