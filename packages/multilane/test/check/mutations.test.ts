/** Each way of doing an operation wrong. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MUTATIONS } from "#src/check/mutations.js";
import { mutationScore } from "multilane/testing";
import type { Model, Program } from "multilane/testing";
import type { Operation } from "#src/check/operation.js";

const load: Operation = { kind: "load", word: 0 };
const left = (instead: string, result: number | string): unknown => ({ kind: "skip", result, instead });
const timed: Operation = { kind: "wait", word: 0, value: 1, time: "some" };
const exchange: Operation = { kind: "compareExchange", word: 0, expected: 1, value: 2 };

const cases: readonly [Operation, Record<string, unknown>][] = [
  [load, { "reads 0": left("load", 0) }],
  [
    { kind: "store", word: 0, value: 1 },
    { "left out": left("store", 0), "after the next operation": left("store", "later") },
  ],
  [{ kind: "add", word: 0, value: 1 }, { "left out": load }],
  [{ kind: "and", word: 0, value: 1 }, { "left out": load }],
  [{ kind: "or", word: 0, value: 1 }, { "left out": load }],
  [{ kind: "exchange", word: 0, value: 1 }, { "left out": load }],
  [
    exchange,
    {
      "exchanges always": { kind: "overwrite", word: 0, value: 2, result: 1 },
      "exchanges never": load,
    },
  ],
  [timed, { "left out": left("wait", "ok"), "never times out": { ...timed, time: "endless" } }],
  [{ ...timed, time: "endless" }, { "left out": left("wait", "ok") }],
  [{ kind: "waitAsync", word: 0, value: 1 }, { "left out": left("waitAsync", "not-equal") }],
  [
    { kind: "notify", word: 0, count: 2 },
    {
      "left out": left("notify", 0),
      "wakes one": { kind: "notify", word: 0, count: 1 },
      "wakes all": { kind: "notify", word: 0, count: Infinity },
    },
  ],
  [{ kind: "read", word: 0 }, {}],
  [{ kind: "write", word: 0, value: 1 }, {}],
  [{ kind: "pause" }, {}],
];

const [DATA, FLAG, OTHER] = [0, 1, 2];
const only = /mutations\.test/;

/** What kills the stores of a program that are done too late, by the number of the store. */
const lateStores = (model: Model): (string | undefined)[] =>
  mutationScore([model], { only })
    .mutants.filter(({ name }) => name.endsWith("after the next operation"))
    .map(({ killedBy }) => killedBy);

const publishes: Program = ({ atomics, words }) => {
  atomics.store(words, DATA, 1);
  atomics.store(words, FLAG, 1);
};
const seesBoth: Program = ({ atomics, words, check }) => {
  if (atomics.load(words, FLAG) === 1) check(atomics.load(words, DATA) === 1, "stale");
};
const storesInPairs: Program = (agent) => {
  const { atomics, words } = agent;
  for (const value of [1, 2]) atomics.store(words, DATA, value);
  atomics.store(words, OTHER, 1);
  agent.later(() => void atomics.store(words, FLAG, 1));
};
const allStored = ([data, flag, other]: Int32Array): string | undefined =>
  data === 2 && flag === 1 && other === 1 ? undefined : "a store is lost";

describe("a mutation", () => {
  for (const [operation, expected] of cases)
    it(`of ${JSON.stringify(operation)}`, () => {
      const found = Object.entries(MUTATIONS).flatMap(([name, mutation]) => {
        const mutant = mutation(operation);
        return mutant === undefined ? [] : [[name, mutant] as const];
      });
      assert.deepEqual(Object.fromEntries(found), expected);
    });

  it("does a store after the operation that follows it", () => {
    const late = lateStores({ words: 3, programs: [publishes, seesBoth] });
    assert.deepEqual(late, ["agent 1: stale", undefined]);
  });

  it("does a late store all the same: before the next late one, and at the end of the program or callback", () => {
    const late = lateStores({ words: 3, programs: [storesInPairs], final: allStored });
    assert.deepEqual(late, [undefined, undefined, undefined]);
  });
});
