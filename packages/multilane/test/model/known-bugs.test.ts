/** Slips from the literature and from shipped code: the checker finds each, and passes the same without the slip. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explore, findFailure } from "./interleavings.js";
import type { Agent, Program } from "./program.js";

const LOCK = 0;
const COUNT = 1;
const FINISHED = 2;
const WORDS = 3;

interface Algorithm {
  readonly lock: (agent: Agent) => void;
  readonly unlock: (agent: Agent) => void;
}

const once =
  ({ lock, unlock }: Algorithm): Program =>
  (agent) => {
    lock(agent);
    unlock(agent);
  };

/** Drepper, "Futexes are tricky": 0 free, 1 held, 2 held and perhaps waited for. */
const mutex2 = (acquireAgainAs: 1 | 2): Algorithm => ({
  lock({ atomics, words }) {
    let seen = atomics.compareExchange(words, LOCK, 0, 1);
    while (seen !== 0) {
      if (seen === 2 || atomics.compareExchange(words, LOCK, 1, 2) !== 0) atomics.wait(words, LOCK, 2);
      seen = atomics.compareExchange(words, LOCK, 0, acquireAgainAs);
    }
  },
  unlock({ atomics, words }) {
    if (atomics.exchange(words, LOCK, 0) === 2) atomics.notify(words, LOCK, 1);
  },
});

/** A count of waiters beside the lock word; who unlocks wakes one if there are any. */
const counted = (readFirst: boolean): Algorithm => ({
  lock({ atomics, words }) {
    while (atomics.compareExchange(words, LOCK, 0, 1) !== 0) {
      atomics.add(words, COUNT, 1);
      atomics.wait(words, LOCK, 1);
      atomics.sub(words, COUNT, 1);
    }
  },
  unlock({ atomics, words }) {
    const before = readFirst ? atomics.load(words, COUNT) : 0;
    atomics.store(words, LOCK, 0);
    if ((readFirst ? before : atomics.load(words, COUNT)) > 0) atomics.notify(words, LOCK, 1);
  },
});

/** One word for sync and async waiters; who unlocks notifies `wakes` of them. */
const oneWord = (wakes: number): Algorithm & { lockAsync(agent: Agent, locked: () => void): void } => ({
  lock({ atomics, words }) {
    while (atomics.compareExchange(words, LOCK, 0, 1) !== 0) atomics.wait(words, LOCK, 1);
  },
  lockAsync(agent, locked) {
    const { atomics, words } = agent;
    for (;;) {
      if (atomics.compareExchange(words, LOCK, 0, 1) === 0) {
        locked();
        return;
      }
      const wait = atomics.waitAsync(words, LOCK, 1);
      if (!wait.async) continue;
      void wait.value.then(() => this.lockAsync(agent, locked));
      return;
    }
  },
  unlock({ atomics, words }) {
    atomics.store(words, LOCK, 0);
    atomics.notify(words, LOCK, wakes);
  },
});

const finishing =
  (program: Program): Program =>
  (agent) => {
    program(agent);
    agent.atomics.add(agent.words, FINISHED, 1);
    agent.atomics.notify(agent.words, FINISHED);
  };

/** Asks for the lock asynchronously, then blocks until two others have had it. */
const deaf =
  (algorithm: ReturnType<typeof oneWord>): Program =>
  (agent) => {
    const { atomics, words } = agent;
    const locked = agent.expect("the lock");
    algorithm.lockAsync(agent, () => {
      locked();
      algorithm.unlock(agent);
    });
    for (let seen = atomics.load(words, FINISHED); seen < 2; seen = atomics.load(words, FINISHED))
      atomics.wait(words, FINISHED, seen);
  };

const setThenClear: Program = ({ atomics, words }) => {
  atomics.store(words, LOCK, 1);
  atomics.add(words, COUNT, 1);
  atomics.notify(words, LOCK);
  atomics.notify(words, COUNT);
  atomics.store(words, LOCK, 0);
};

const passes = (programs: Program[]): void => {
  const { failure, complete } = explore({ words: WORDS, programs });
  assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
};

const fails = (programs: Program[], reason: RegExp, mostStates: number): void => {
  const { failure, states } = findFailure({ words: WORDS, programs });
  assert.match(String(failure?.reason), reason);
  assert.ok(states <= mostStates, `${states} states`);
};

const three = (algorithm: Algorithm): Program[] => [0, 1, 2].map(() => once(algorithm));
const two = (algorithm: Algorithm): Program[] => [0, 1].map(() => once(algorithm));

const deafAndTwo = (algorithm: ReturnType<typeof oneWord>): Program[] => [
  deaf(algorithm),
  finishing(once(algorithm)),
  finishing(once(algorithm)),
];

/** An Event's `wait`, on the flag or on the count of `set`s since it began. */
const waitForFlag: Program = ({ atomics, words }) => {
  while (atomics.load(words, LOCK) === 0) atomics.wait(words, LOCK, 0);
};
const waitForGeneration: Program = ({ atomics, words }) => {
  while (atomics.load(words, COUNT) === 0) atomics.wait(words, COUNT, 0);
};

describe("known bugs", () => {
  it("mutex2 that acquires as 1 after its sleep loses a wake-up (musl, glibc BZ #20973)", () => {
    fails(three(mutex2(1)), /blocked for ever/, 2000);
    passes(three(mutex2(2)));
  });

  it("a count of waiters that is read before the unlocking store misses one", () => {
    fails(two(counted(true)), /blocked for ever/, 200);
    passes(two(counted(false)));
  });

  it("one word for sync and async waiters with notify(1): the wake-up is spent on a blocked loop", () => {
    fails(deafAndTwo(oneWord(1)), /blocked for ever/, 20_000);
    passes(deafAndTwo(oneWord(Infinity)));
  });

  it("an Event that is a flag forgets whom set() woke when clear() follows (gh-57711)", () => {
    fails([waitForFlag, setThenClear], /blocked for ever/, 100);
    passes([waitForGeneration, setThenClear]);
  });
});
