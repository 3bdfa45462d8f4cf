/** The shipped mutex in every interleaving: one inside at a time, no wake-up lost, nothing left behind. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explore } from "./interleavings.js";
import type { Model } from "./interleavings.js";
import {
  askThenBlock,
  asyncAcquirers,
  asyncTimeout,
  MUTEX_MODEL_WORDS,
  mutexAtRest,
  syncRounds,
  thenFinish,
} from "./mutex-programs.js";
import type { Program } from "./program.js";

function holds(programs: Program[], bounds: Partial<Model> = {}): void {
  const { failure, complete } = explore({
    programs,
    words: MUTEX_MODEL_WORDS,
    final: mutexAtRest,
    maxStates: 3_000_000,
    ...bounds,
  });
  assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
}

const timed = { timed: true };

describe("the mutex among sync waiters", () => {
  it("holds for 2 threads × 2 rounds", () => holds([syncRounds(2), syncRounds(2)]));

  it("holds for 2 threads × 2 rounds with 2 timeouts", () =>
    holds([syncRounds(2, timed), syncRounds(2, timed)], { timeouts: 2 }));

  it("holds for 3 threads", () => holds([syncRounds(1), syncRounds(1), syncRounds(1)]));

  it("holds for 3 threads with 2 timeouts", () =>
    holds([syncRounds(1, timed), syncRounds(1, timed), syncRounds(1, timed)], { timeouts: 2 }));

  it("holds for 3 threads × 2 rounds with 2 timeouts, at 2 preemptions", () =>
    holds([syncRounds(2, timed), syncRounds(2, timed), syncRounds(2, timed)], {
      timeouts: 2,
      preemptions: 2,
    }));

  it("holds for 4 threads, at 2 preemptions", () =>
    holds([syncRounds(1), syncRounds(1), syncRounds(1), syncRounds(1)], { preemptions: 2 }));
});

describe("the mutex among async waiters", () => {
  it("holds for 2 event loops × 2 acquirers", () => holds([asyncAcquirers(2), asyncAcquirers(2)]));

  it("holds for 2 event loops that keep it while they turn", () =>
    holds([asyncAcquirers(2, { slow: true }), asyncAcquirers(1, { slow: true })]));

  it("holds for 3 event loops, at 3 preemptions", () =>
    holds([asyncAcquirers(1), asyncAcquirers(1), asyncAcquirers(1)], { preemptions: 3 }));

  it("holds when an acquirer gives up at any moment", () => holds([asyncTimeout, asyncAcquirers(2)]));
});

describe("the mutex among sync and async waiters", () => {
  it("holds for 1 thread × 2 rounds and 1 event loop × 2 acquirers", () =>
    holds([syncRounds(2), asyncAcquirers(2)]));

  it("holds for 2 threads and an event loop", () => holds([syncRounds(1), syncRounds(1), asyncAcquirers(1)]));

  it("holds for a thread and 2 event loops", () =>
    holds([syncRounds(1), asyncAcquirers(1), asyncAcquirers(1, { slow: true })], { preemptions: 3 }));

  it("holds when both kinds time out", () => holds([asyncTimeout, syncRounds(2, timed)], { timeouts: 2 }));

  it("holds when both kinds time out, 3 agents, at 3 preemptions", () =>
    holds([asyncTimeout, syncRounds(1, timed), syncRounds(1, timed)], { timeouts: 2, preemptions: 3 }));

  it("holds when an event loop is blocked while its waiter is told", () =>
    holds([askThenBlock(asyncAcquirers(1), 2), thenFinish(syncRounds(1)), thenFinish(syncRounds(1))], {
      preemptions: 3,
    }));

  it("holds when an event loop is blocked and the others are one of each kind", () =>
    holds([askThenBlock(asyncAcquirers(1), 1), thenFinish(syncRounds(1)), asyncAcquirers(1)], {
      preemptions: 3,
    }));

  it("holds when an event loop blocks in the mutex itself while it is queued for it", () =>
    holds([
      (agent) => {
        asyncAcquirers(1)(agent);
        syncRounds(1)(agent);
      },
      syncRounds(2),
    ]));
});
