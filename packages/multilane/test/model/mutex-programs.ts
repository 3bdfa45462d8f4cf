/** Programs of the shipped mutex for the checker: what a thread or an event loop does with it. */
import { AsyncWaiters } from "#src/sync/async-waiters.js";
import { ASYNC_WAITERS, HELD, MUTEX_WORDS, STATE, SYNC_WAITERS, WAITING } from "#src/sync/lock-words.js";
import { Mutex } from "#src/sync/mutex.js";
import type { AtomicsLike } from "#src/platform/atomics.js";
import { now } from "#src/platform/clock.js";
import type { Agent, Program } from "./program.js";

/** 1 while somebody is inside. */
const INSIDE = MUTEX_WORDS;
/** How many have finished, for those who block until others have. */
const FINISHED = MUTEX_WORDS + 1;
export const MUTEX_MODEL_WORDS = MUTEX_WORDS + 2;

/** Changes what the mutex does, to see that the checker minds. */
export type Mutation = (atomics: AtomicsLike) => AtomicsLike;
const asShipped: Mutation = (atomics) => atomics;

/** Enters alone, or fails the schedule. */
function criticalSection({ atomics, words, check }: Agent): void {
  check(atomics.exchange(words, INSIDE, 1) === 0, "two are inside");
  atomics.store(words, INSIDE, 0);
}

/** Far enough for the clock never to decide: the checker does. */
const someTime = (): number => now() + 1e9;

/** A thread that takes the mutex so many times; with a timeout it may go without. */
export const syncRounds =
  (rounds: number, { timed = false, mutation = asShipped } = {}): Program =>
  (agent) => {
    const mutex = new Mutex(mutation(agent.atomics), agent.words, 0);
    for (let round = 0; round < rounds; round++) {
      const hold = mutex.acquireSync(timed ? someTime() : Infinity);
      if (hold === 0) continue;
      criticalSection(agent);
      agent.check(mutex.releaseHold(hold), "its hold was over before it was released");
    }
  };

/** Counts one more that has finished, and wakes those who block for it. */
function finish({ atomics, words }: Agent): void {
  atomics.add(words, FINISHED, 1);
  atomics.notify(words, FINISHED);
}

/**
 * An event loop with so many acquirers at once. Each holds the mutex while its loop turns, if `slow`; counts itself
 * as finished when it has had it, if `finishing`.
 */
export const asyncAcquirers =
  (count: number, { slow = false, finishing = false, mutation = asShipped } = {}): Program =>
  (agent) => {
    const mutex = new Mutex(mutation(agent.atomics), agent.words, 0);
    const waiters = new AsyncWaiters(mutex);
    for (let index = 0; index < count; index++) {
      const granted = agent.expect(`acquire ${index}`);
      waiters.enqueue({
        grant(hold) {
          granted();
          criticalSection(agent);
          const release = (): void =>
            agent.check(mutex.releaseHold(hold), "its hold was over before it was released");
          if (slow) agent.later(release);
          else release();
          if (finishing) finish(agent);
        },
      });
    }
  };

/** An event loop whose only acquirer gives up at some moment. */
export const asyncTimeout: Program = (agent) => {
  const mutex = new Mutex(agent.atomics, agent.words, 0);
  const waiters = new AsyncWaiters(mutex);
  const settled = agent.expect("acquire or timeout");
  const acquirer = {
    grant(hold: number) {
      settled();
      cancelTimer();
      criticalSection(agent);
      mutex.releaseHold(hold);
    },
  };
  const cancelTimer = agent.later(() => {
    waiters.drain();
    if (waiters.cancel(acquirer)) settled();
  });
  waiters.enqueue(acquirer);
};

/** Says that it has finished, after what it does. */
export const thenFinish =
  (program: Program): Program =>
  (agent) => {
    program(agent);
    finish(agent);
  };

/** An event loop that asks for the mutex and then blocks, deaf, until so many others have finished. */
export const askThenBlock =
  (ask: Program, others: number): Program =>
  (agent) => {
    const { atomics, words } = agent;
    ask(agent);
    for (;;) {
      const finished = atomics.load(words, FINISHED);
      if (finished >= others) return;
      atomics.wait(words, FINISHED, finished);
    }
  };

/** What must hold when all is over: the mutex is free, and nobody is counted as waiting. */
export function mutexAtRest(memory: Int32Array): string | undefined {
  if (((memory[STATE] ?? 0) & (HELD | SYNC_WAITERS | ASYNC_WAITERS)) !== 0) return "the mutex was left held";
  if (memory[WAITING] !== 0) return `${memory[WAITING]} are still counted as waiting`;
  return undefined;
}
