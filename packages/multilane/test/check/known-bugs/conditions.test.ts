/** Known bugs of what waits for a condition, and of what shares plain data. */
import { describe, it } from "node:test";
import type { Agent, Model, Program } from "multilane/testing";
import { mutex2 } from "./mutex2.js";
import { fails, passes } from "./verdicts.js";

const [LOCK, SEQUENCE, READY] = [0, 1, 2];
const lock = mutex2(LOCK);

/** A condition variable that is a counter: wait until it has changed. */
const waitForChange = (agent: Agent, readsFirst: boolean): void => {
  const { atomics, words } = agent;
  let seen = readsFirst ? atomics.load(words, SEQUENCE) : 0;
  lock.unlock(agent);
  if (!readsFirst) seen = atomics.load(words, SEQUENCE);
  atomics.wait(words, SEQUENCE, seen);
  lock.lock(agent);
};
const waitsUntilReady =
  (readsFirst: boolean): Program =>
  (agent) => {
    lock.lock(agent);
    while (agent.atomics.load(agent.words, READY) === 0) waitForChange(agent, readsFirst);
    lock.unlock(agent);
  };
const makesReady: Program = (agent) => {
  const { atomics, words } = agent;
  lock.lock(agent);
  atomics.store(words, READY, 1);
  lock.unlock(agent);
  atomics.add(words, SEQUENCE, 1);
  atomics.notify(words, SEQUENCE, 1);
};

const PERMITS = 0;
const acquire: Program = ({ atomics, words }) => {
  for (;;) {
    const permits = atomics.load(words, PERMITS);
    if (permits === 0) atomics.wait(words, PERMITS, 0);
    else if (atomics.compareExchange(words, PERMITS, permits, permits - 1) === permits) return;
  }
};
const release =
  (notifiesAlways: boolean): Program =>
  ({ atomics, words }) => {
    if (atomics.add(words, PERMITS, 1) === 0 || notifiesAlways) atomics.notify(words, PERMITS, 1);
  };

const semaphore = (notifiesAlways: boolean): Model => ({
  words: 1,
  programs: [acquire, acquire, release(notifiesAlways), release(notifiesAlways)],
});

const [FLAG, GENERATION] = [0, 1];
const setThenClear: Program = ({ atomics, words }) => {
  atomics.store(words, FLAG, 1);
  atomics.add(words, GENERATION, 1);
  atomics.notify(words, FLAG);
  atomics.notify(words, GENERATION);
  atomics.store(words, FLAG, 0);
};
const waitForFlag: Program = ({ atomics, words }) => {
  while (atomics.load(words, FLAG) === 0) atomics.wait(words, FLAG, 0);
};
const waitForGeneration: Program = ({ atomics, words }) => {
  while (atomics.load(words, GENERATION) === 0) atomics.wait(words, GENERATION, 0);
};

const [ARRIVED, PHASE, SLOTS, PARTIES] = [0, 1, 2, 3];
const awaitOthers = ({ atomics, words }: Agent, loops: boolean): void => {
  const phase = atomics.load(words, PHASE);
  if (atomics.add(words, ARRIVED, 1) + 1 === PARTIES) {
    atomics.store(words, ARRIVED, 0);
    atomics.add(words, PHASE, 1);
    atomics.notify(words, PHASE);
  } else {
    atomics.wait(words, PHASE, phase);
    if (loops) while (atomics.load(words, PHASE) === phase) atomics.wait(words, PHASE, phase);
  }
};
/** Each writes its slot in each phase, and after the barrier sees what the others wrote. */
const twoPhases =
  (loops: boolean): Program =>
  (agent) => {
    const { atomics, words, index } = agent;
    for (const phase of [1, 2]) {
      atomics.store(words, SLOTS + index, phase);
      awaitOthers(agent, loops);
      for (let other = 0; other < PARTIES; other++)
        agent.check(atomics.load(words, SLOTS + other) >= phase, "a stale read");
    }
  };
const barrier = (loops: boolean): Model => {
  const program = twoPhases(loops);
  return { words: SLOTS + PARTIES, programs: [program, program, program] };
};

const counts =
  (locks: boolean): Program =>
  (agent) => {
    const counter = agent.data(0);
    if (locks) lock.lock(agent);
    counter.write(counter.read() + 1);
    if (locks) lock.unlock(agent);
  };
const counter = (locks: boolean): Model => ({
  words: 1,
  data: 1,
  programs: [counts(locks), counts(locks)],
  final: (_, [count]) => (count === 2 ? undefined : `${count} were counted`),
});

describe("known bugs of waiting", () => {
  it("a condition variable that reads its sequence number after unlocking misses a signal", () => {
    fails({ words: 3, programs: [waitsUntilReady(false), makesReady] }, /agent 0 is blocked for ever/, 200);
    passes({ words: 3, programs: [waitsUntilReady(true), makesReady] });
  });

  it("a semaphore that notifies only when it was empty leaves the second waiter asleep", () => {
    fails(semaphore(false), /is blocked for ever/, 200);
    passes(semaphore(true));
  });

  it("an Event that is a flag forgets whom set() woke when clear() follows (gh-57711)", () => {
    fails({ words: 2, programs: [waitForFlag, setThenClear] }, /blocked for ever/, 100);
    passes({ words: 2, programs: [waitForGeneration, setThenClear] });
  });

  it("a barrier that waits without a loop lets a thread into the next phase too early (2026, ecma262 #3800)", () => {
    passes({ ...barrier(false), preemptions: 1 });
    fails(barrier(false), /a stale read/, 50_000);
    passes({ ...barrier(true), preemptions: 2 });
  });

  it("a counter in plain memory without a lock is a data race", () => {
    fails(counter(false), /^data race: agent \d is about to \w+ data 0, and agent \d to \w+ it$/, 20);
    passes(counter(true));
  });
});
