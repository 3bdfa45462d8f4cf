/** Each atomic operation of the shipped mutex that a waiter depends on is needed: without it the checker objects. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ASYNC_SEQ, ASYNC_WAITERS, HELD, STATE, SYNC_WAITERS, WAITING } from "#src/sync/lock-words.js";
import { findFailure } from "./interleavings.js";
import type { Report } from "./interleavings.js";
import {
  askThenBlock,
  asyncAcquirers,
  MUTEX_MODEL_WORDS,
  mutexAtRest,
  syncRounds,
} from "./mutex-programs.js";
import type { Mutation } from "./mutex-programs.js";
import type { Program } from "./program.js";

/** Notifies at most so many waiters of a word. */
const notifyAtMost =
  (word: number, most: number): Mutation =>
  (atomics) => ({
    ...atomics,
    notify: (words, index, count) =>
      index !== word
        ? atomics.notify(words, index, count)
        : most > 0
          ? atomics.notify(words, index, most)
          : 0,
  });

/** Pretends to set a bit of STATE. */
const withoutBit =
  (bit: number, whenFree: boolean): Mutation =>
  (atomics) => ({
    ...atomics,
    compareExchange(words, index, expected, value) {
      const applies = index === STATE && (value & bit) !== 0 && ((expected & HELD) === 0) === whenFree;
      return atomics.compareExchange(words, index, expected, applies ? value & ~bit : value);
    },
  });

/** Leaves one addition out. */
const withoutAdd =
  (word: number): Mutation =>
  (atomics) => ({
    ...atomics,
    add: (words, index, value) => (index === word ? 0 : atomics.add(words, index, value)),
  });

const threads = (mutation: Mutation): Program[] => [0, 1, 2].map(() => syncRounds(1, { mutation }));
const mixed = (mutation: Mutation): Program[] => [
  syncRounds(1, { mutation }),
  asyncAcquirers(1, { mutation }),
  asyncAcquirers(1, { mutation }),
];
const deaf = (mutation: Mutation): Program[] => [
  askThenBlock(asyncAcquirers(1, { mutation }), 1),
  asyncAcquirers(1, { finishing: true, mutation }),
  syncRounds(1, { mutation }),
];

const BLOCKED = /is blocked for ever/;
const FORGOTTEN = /waits for ever for acquire/;

const mutants: readonly [string, (mutation: Mutation) => Program[], Mutation, RegExp][] = [
  ["wakes no sleeper", threads, notifyAtMost(STATE, 0), BLOCKED],
  ["takes the mutex after a sleep without asking on", threads, withoutBit(SYNC_WAITERS, true), BLOCKED],
  ["only pretends to ask before it sleeps", threads, withoutBit(SYNC_WAITERS, false), /goes on after/],
  ["never counts a sleeper", threads, withoutAdd(WAITING), /counted as waiting/],
  ["tells no event loop", mixed, notifyAtMost(ASYNC_SEQ, 0), FORGOTTEN],
  ["tells one event loop only", deaf, notifyAtMost(ASYNC_SEQ, 1), BLOCKED],
  ["tells event loops without a trace", mixed, withoutAdd(ASYNC_SEQ), FORGOTTEN],
  ["waits on the event loop without having asked", mixed, withoutBit(ASYNC_WAITERS, false), FORGOTTEN],
];

const search = (programs: Program[]): Report =>
  findFailure({ words: MUTEX_MODEL_WORDS, programs, final: mutexAtRest });

describe("a mutex that is not the shipped one", () => {
  for (const [name, programs, mutation, reason] of mutants)
    it(`fails when it ${name}`, () =>
      assert.match(String(search(programs(mutation)).failure?.reason), reason));

  it("passes unchanged in the same programs", () => {
    for (const programs of [threads, mixed, deaf])
      assert.equal(search(programs((atomics) => atomics)).failure, undefined);
  });
});
