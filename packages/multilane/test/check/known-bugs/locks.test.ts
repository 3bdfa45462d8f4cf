/** Known bugs of locks. */
import { describe, it } from "node:test";
import type { Agent, Model, Program } from "multilane/testing";
import { mutex2 } from "./mutex2.js";
import type { LockAlgorithm } from "./mutex2.js";
import { fails, passes } from "./verdicts.js";

const [LOCK, COUNT, FINISHED] = [0, 1, 2];

const once =
  ({ lock, unlock }: LockAlgorithm): Program =>
  (agent) => {
    lock(agent);
    unlock(agent);
  };
const two = (algorithm: LockAlgorithm): Model => ({ words: 3, programs: [once(algorithm), once(algorithm)] });
const three = (algorithm: LockAlgorithm): Model => ({
  words: 3,
  programs: [once(algorithm), once(algorithm), once(algorithm)],
});

/** A count of waiters beside the lock word; who unlocks wakes one if there are any. */
const counted = (readFirst: boolean): LockAlgorithm => ({
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
const oneWord = (wakes: number): LockAlgorithm & { lockAsync(agent: Agent, locked: () => void): void } => ({
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
const deafAndTwo = (algorithm: ReturnType<typeof oneWord>): Model => ({
  words: 3,
  programs: [deaf(algorithm), finishing(once(algorithm)), finishing(once(algorithm))],
});

/** The word names the owner, so that a reaper can free what a dead one held. */
const owned: LockAlgorithm = {
  lock({ atomics, words, index }) {
    for (;;) {
      const owner = atomics.compareExchange(words, LOCK, 0, index + 1);
      if (owner === 0) return;
      atomics.wait(words, LOCK, owner);
    }
  },
  unlock({ atomics, words }) {
    atomics.store(words, LOCK, 0);
    atomics.notify(words, LOCK, 1);
  },
};
/** @param wakesAnyway how many are woken if the dead one held nothing */
const freesWhatTheDeadHeld =
  (wakesAnyway: number) =>
  ({ atomics, words }: Agent, dead: number): void => {
    const held = atomics.compareExchange(words, LOCK, dead + 1, 0) === dead + 1;
    atomics.notify(words, LOCK, held ? Math.max(1, wakesAnyway) : wakesAnyway);
  };

describe("known bugs of locks", () => {
  it("mutex2 that acquires as 1 after its sleep loses a wake-up (musl, glibc BZ #20973)", () => {
    fails(three(mutex2(LOCK, 1)), /blocked for ever/, 2000);
    passes(three(mutex2(LOCK, 2)));
  });

  it("a count of waiters that is read before the unlocking store misses one", () => {
    fails(two(counted(true)), /blocked for ever/, 200);
    passes(two(counted(false)));
  });

  it("one word for sync and async waiters with notify(1): the wake-up is spent on a blocked loop", () => {
    fails(deafAndTwo(oneWord(1)), /blocked for ever/, 5000);
    passes(deafAndTwo(oneWord(Infinity)));
  });

  it("a lock whose holder is killed stays locked, unless a reaper frees it", () => {
    fails({ ...two(owned), kills: 1 }, /agent \d is blocked for ever/, 200);
    fails({ ...two(mutex2(LOCK)), kills: 1 }, /agent \d is blocked for ever/, 200);
    passes({ ...two(owned), kills: 1, reaper: freesWhatTheDeadHeld(1) });
  });

  it("a waiter that is killed when it was woken takes the wake-up with it, unless the reaper passes one on", () => {
    fails({ ...three(owned), kills: 1, reaper: freesWhatTheDeadHeld(0) }, /is blocked for ever/, 5000);
    passes({ ...three(owned), kills: 1, reaper: freesWhatTheDeadHeld(1) });
  });

  it("a waiter that is killed in its sleep and stays in the list swallows a wake-up (Deno)", () => {
    const zombies: Model = { ...three(owned), kills: 1, zombieWaiters: true };
    fails({ ...zombies, reaper: freesWhatTheDeadHeld(1) }, /is blocked for ever/, 5000);
    passes({ ...zombies, reaper: freesWhatTheDeadHeld(Infinity) });
  });
});
