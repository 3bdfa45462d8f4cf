import assert from "node:assert/strict";
import { test } from "node:test";
import { check, checkRandomly, formatFailure, mutationScore } from "multilane/testing";
import type { Model, Program } from "multilane/testing";
import { TinyLock } from "./tiny-lock.js";

/** What one thread does: counts to `rounds` in memory that the lock guards. */
const counts =
  (rounds: number): Program =>
  (agent) => {
    const lock = new TinyLock(agent.words, agent.atomics);
    const counter = agent.data(0);
    for (let round = 0; round < rounds; round++) {
      lock.acquire();
      counter.write(counter.read() + 1);
      lock.release();
    }
  };

const threads = (count: number, rounds: number): Model => ({
  programs: Array.from({ length: count }, () => counts(rounds)),
  words: 1,
  wordNames: { 0: "lock" },
  data: 1,
  final: (memory, [counted]) =>
    memory[0] !== 0 ? "it was left locked" : counted === count * rounds ? undefined : `counted ${counted}`,
});

void test("three threads, every schedule", () => {
  const { failure, complete } = check(threads(3, 1));
  assert.equal(failure, undefined, failure && formatFailure(failure));
  assert.ok(complete, "the search was cut short");
});

void test("four threads, four rounds each, schedules at random", () => {
  const { failure, seed } = checkRandomly(threads(4, 4), { schedules: 1000 });
  assert.equal(failure, undefined, failure && `seed ${seed}: ${formatFailure(failure)}`);
});

void test("each operation is needed, and the models notice", () => {
  const { survived, notEquivalent } = mutationScore([threads(2, 1), threads(3, 1)], {
    only: /tiny-lock\.[jt]s$/,
    equivalent: {
      "tiny-lock.js TinyLock.release notify: wakes all": "who is woken in vain sleeps again: only slower",
    },
  });
  assert.deepEqual([survived, notEquivalent], [[], []]);
});
