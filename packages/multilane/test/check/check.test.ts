/** The checker itself: it finds what is wrong, follows everything, and cries no wolf. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, findFailure } from "multilane/testing";
import type { Program, Report } from "multilane/testing";

const twice = (program: Program): Program[] => [program, program];

const store =
  (word: number): Program =>
  ({ atomics, words }) =>
    void atomics.store(words, word, 1);
const readAndWrite: Program = ({ atomics, words }) => {
  atomics.store(words, 0, atomics.load(words, 0) + 1);
};
const addOne: Program = ({ atomics, words }) => void atomics.add(words, 0, 1);
const isTwo = ([counter]: Int32Array): string | undefined => (counter === 2 ? undefined : String(counter));

const spinner: Program = ({ atomics, words }) => {
  while (atomics.load(words, 0) === 0);
};
const sleeper: Program = ({ atomics, words }) => void atomics.wait(words, 0, 0);
/** Stores a word and wakes who sleeps on it. */
const waker =
  (word: number): Program =>
  ({ atomics, words }) => {
    atomics.store(words, word, 1);
    atomics.notify(words, word);
  };

/** Waits for news of word 0 on its event loop while it is blocked for word 1. */
const blockedListener: Program = (agent) => {
  const { atomics, words } = agent;
  const ran = agent.expect("the continuation");
  let blocked = true;
  const wait = atomics.waitAsync(words, 0, 0);
  if (wait.async)
    void wait.value.then(() => {
      agent.check(!blocked, "it ran while its agent was blocked");
      ran();
    });
  else ran();
  while (atomics.load(words, 1) === 0) atomics.wait(words, 1, 0);
  blocked = false;
};

const listener: Program = ({ atomics, words, expect }) => {
  const ran = expect("news");
  const wait = atomics.waitAsync(words, 0, 0);
  if (wait.async) void wait.value.then(ran);
};

/** Stores word 0 in one timer; cancels another that would store word 1. */
const timers: Program = ({ atomics, words, later }) => {
  later(() => void atomics.store(words, 0, 1));
  later(() => void atomics.store(words, 1, 1))();
};
const oneTimerRan = (memory: Int32Array): string | undefined =>
  memory.join() === "1,0" ? undefined : memory.join();

/** Counts itself in word 0 while it sleeps on word 1. */
const tidySleeper: Program = ({ atomics, words }) => {
  atomics.add(words, 0, 1);
  try {
    atomics.wait(words, 1, 0);
  } finally {
    atomics.sub(words, 0, 1);
  }
};
const isZero = ([count]: Int32Array): string | undefined => (count === 0 ? undefined : String(count));

const addsTenTimes: Program = (agent) => {
  for (let step = 0; step < 10; step++) addOne(agent);
};
const wakesOne: Program = (agent) => {
  const woken = agent.atomics.notify(agent.words, 0, 1);
  agent.check(woken === 0 || woken === 1, `${woken} were woken`);
  agent.check(woken === 0, "one was woken");
};
const wakesBoth: Program = (agent) => {
  waker(0)(agent);
  waker(1)(agent);
};
const readsNothing: Program = (agent) => agent.check(agent.atomics.load(agent.words, 0) === 0, "early");
const strays: Program = ({ atomics, words }) => void atomics.load(words, 3);

const sleepsTwice: Program = ({ atomics, words }) => {
  atomics.wait(words, 0, 0, 5);
  atomics.wait(words, 0, 0, 5);
};
const upAndDown: Program = ({ atomics, words }) => {
  atomics.store(words, 0, 1);
  atomics.store(words, 0, 0);
  atomics.notify(words, 1);
};
const owedIfItSeesOne: Program = ({ atomics, words, expect }) => {
  const zero = expect("zero");
  if (atomics.load(words, 0) === 0) zero();
};
const remembersWhatItSaw: Program = (agent) => {
  const seen = agent.atomics.load(agent.words, 0);
  const wait = agent.atomics.waitAsync(agent.words, 1, 0);
  if (wait.async) void wait.value.then(() => agent.check(seen === 0, `it saw ${seen}`));
};

const cleanAndComplete = { failure: undefined, complete: true };
const verdict = ({ failure, complete }: Report): Pick<Report, "failure" | "complete"> => ({
  failure,
  complete,
});
const reason = ({ failure }: Report): string => failure?.reason ?? "no failure";

describe("check", () => {
  it("follows every order of two independent steps, and no state twice", () => {
    const report = check({ words: 2, programs: [store(0), store(1)] });
    // A square: nothing stored, either one, both; and two ways to go round it.
    assert.deepEqual(report, { ...cleanAndComplete, states: 4, transitions: 4 });
  });

  it("finds the lost update of a counter that is read and then written", () => {
    const report = findFailure({ words: 1, programs: twice(readAndWrite), final: isTwo });
    assert.equal(reason(report), "1");
    assert.equal(report.failure?.schedule.length, 4);
  });

  it("finds nothing wrong with a counter that is added to", () => {
    assert.deepEqual(verdict(check({ words: 1, programs: twice(addOne), final: isTwo })), cleanAndComplete);
  });

  it("needs as many preemptions as the bug has", () => {
    const model = { words: 1, programs: twice(readAndWrite), final: isTwo };
    assert.deepEqual(verdict(check({ ...model, preemptions: 0 })), cleanAndComplete);
    assert.equal(reason(check({ ...model, preemptions: 1 })), "1");
  });

  it("says that a search was cut short", () => {
    assert.equal(check({ words: 1, programs: twice(addsTenTimes), maxStates: 20 }).complete, false);
  });

  it("reports a schedule that runs in circles", () => {
    assert.match(reason(check({ words: 1, programs: [spinner] })), /goes on after 1000 steps/);
  });

  it("calls a thread that nobody wakes blocked, and one that somebody wakes not", () => {
    assert.match(reason(check({ words: 1, programs: [sleeper, store(0)] })), /agent 0 is blocked/);
    assert.deepEqual(verdict(check({ words: 1, programs: [sleeper, waker(0)] })), cleanAndComplete);
  });

  it("wakes as many as are asked for, and says how many it were", () => {
    const report = findFailure({ words: 1, programs: [sleeper, sleeper, wakesOne] });
    assert.match(reason(report), /one was woken/);
    assert.equal(report.failure?.schedule.length, 2);
  });

  it("times out a timed wait within the bound, and only that", () => {
    const outcomes = new Set<string>();
    const sleeps =
      (milliseconds: number): Program =>
      ({ atomics, words }) =>
        void outcomes.add(atomics.wait(words, 0, 0, milliseconds));
    assert.match(reason(check({ words: 1, programs: [sleeps(5)] })), /agent 0 is blocked/);
    assert.deepEqual(verdict(check({ words: 1, programs: [sleeps(5)], timeouts: 1 })), cleanAndComplete);
    assert.match(
      reason(check({ words: 1, programs: [sleeps(Infinity)], timeouts: 1 })),
      /agent 0 is blocked/,
    );
    assert.deepEqual(verdict(check({ words: 1, programs: [sleeps(0)] })), cleanAndComplete);
    assert.deepEqual([...outcomes], ["timed-out"]);
  });

  it("times out as often as the bound says, and not once more", () => {
    const model = { words: 1, programs: [sleepsTwice] };
    assert.match(reason(check({ ...model, timeouts: 1 })), /agent 0 is blocked/);
    assert.deepEqual(verdict(check({ ...model, timeouts: 2 })), cleanAndComplete);
  });

  it("does not take agents for alike that have come to their ends by different ways, if it matters", () => {
    assert.match(
      reason(check({ words: 2, programs: [owedIfItSeesOne, upAndDown] })),
      /waits for ever for zero/,
    );
    assert.match(reason(check({ words: 2, programs: [remembersWhatItSaw, upAndDown] })), /it saw 1/);
  });

  it("runs a continuation only when its agent is not blocked", () => {
    const report = check({ words: 2, programs: [blockedListener, wakesBoth] });
    assert.deepEqual(verdict(report), cleanAndComplete);
  });

  it("reports a continuation that never runs, if its agent was owed it", () => {
    assert.equal(reason(check({ words: 1, programs: [listener] })), "agent 0 waits for ever for news");
  });

  it("fires a timer at any moment, unless it was cancelled", () => {
    assert.match(reason(check({ words: 2, programs: [timers, readsNothing], final: oneTimerRan })), /early/);
    assert.deepEqual(verdict(check({ words: 2, programs: [timers], final: oneTimerRan })), cleanAndComplete);
  });

  it("is not misled by finally blocks that it leaves in the middle", () => {
    const report = check({ words: 2, programs: [tidySleeper, tidySleeper, waker(1)], final: isZero });
    assert.deepEqual(verdict(report), cleanAndComplete);
  });

  it("refuses words outside of the memory", () => {
    assert.match(reason(check({ words: 2, programs: [strays] })), /out of bounds/);
  });
});
