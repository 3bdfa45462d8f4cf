/** Mutants: every operation of the code is done wrong, and what matters is noticed. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatMutants, mutationScore } from "multilane/testing";
import type { Model, MutationReport, Program } from "multilane/testing";
import { scoreInSteps } from "#src/check/mutation-score.js";
import { mutex2 } from "./known-bugs/mutex2.js";

const lock = mutex2(0);
const counts: Program = (agent) => {
  const counter = agent.data(0);
  lock.lock(agent);
  counter.write(counter.read() + 1);
  lock.unlock(agent);
};
const threads = (count: number): Model => ({
  words: 1,
  data: 1,
  programs: Array.from({ length: count }, () => counts),
  final: (_, [counted]) => (counted === count ? undefined : `${counted} were counted`),
});
const section = (action: () => void): void => action();
const storesInSection: Program = ({ atomics, words }) => {
  section(() => {
    atomics.store(words, 0, 1);
    section(() => void atomics.store(words, 0, 2));
  });
};
const only = /known-bugs[\\/]mutex2/;
const names = (mutants: MutationReport["mutants"]): string[] => mutants.map(({ name }) => name);

const ALL = [
  "mutex2.js lock compareExchange: exchanges always",
  "mutex2.js lock compareExchange: exchanges never",
  "mutex2.js lock compareExchange 2: exchanges always",
  "mutex2.js lock compareExchange 2: exchanges never",
  "mutex2.js lock wait: left out",
  "mutex2.js lock compareExchange 3: exchanges always",
  "mutex2.js lock compareExchange 3: exchanges never",
  "mutex2.js unlock exchange: left out",
  "mutex2.js unlock notify: left out",
  "mutex2.js unlock notify: wakes all",
];
const WAKES_ALL = "mutex2.js unlock notify: wakes all";

describe("the mutation score", () => {
  const report = mutationScore([threads(2), threads(3)], {
    only,
    equivalent: {
      [WAKES_ALL]: "who is woken in vain sleeps again",
      "mutex2.js lock load: reads 0": "there is none",
    },
  });

  it("has a mutant for each thing that can be done wrong with each operation", () => {
    assert.deepEqual(names(report.mutants), ALL);
  });

  it("kills what matters, and says by what and where", () => {
    assert.deepEqual([names(report.killed), report.survived, report.score], [ALL.slice(0, -1), [], 1]);
    for (const { name, killedBy, site } of report.killed) {
      assert.match(String(killedBy), /blocked for ever|goes on after|data race/, name);
      assert.match(`${site.file}:${site.line}`, /mutex2\.js:\d+$/);
    }
  });

  it("lists what is wrongly called equivalent", () => {
    assert.deepEqual(report.notEquivalent, ["mutex2.js lock load: reads 0"]);
    assert.match(formatMutants(report), /not equivalent, or no mutant {2}mutex2\.js lock load: reads 0/);
    assert.match(formatMutants(report), /9 of 10 mutants killed, 1 equivalent: 100 %/);
  });

  it("is lower for a check that is too small: how a thread takes the lock after its sleep matters to a third one", () => {
    const { survived, score } = mutationScore([threads(2)], { only });
    assert.deepEqual(names(survived), [ALL[5], ALL[6], WAKES_ALL]);
    assert.equal(score, 0.7);
  });

  it("looks through functions that only wrap operations", () => {
    const { mutants } = mutationScore([threads(1)], { only: /mutation\.test/, through: /mutex2/ });
    assert.deepEqual(names(mutants).slice(0, 2), [
      "mutation.test.js counts compareExchange: exchanges always",
      "mutation.test.js counts compareExchange: exchanges never",
    ]);
  });

  it("takes a nameless function for a part of the one it stands in", () => {
    const { mutants } = mutationScore([{ words: 1, programs: [storesInSection] }], {
      only: /mutation\.test/,
    });
    assert.deepEqual(names(mutants), [
      "mutation.test.js storesInSection store: left out",
      "mutation.test.js storesInSection store: after the next operation",
      "mutation.test.js storesInSection store 2: left out",
      "mutation.test.js storesInSection store 2: after the next operation",
    ]);
  });

  it("comes in steps: each model as it is, then each mutant", () => {
    const steps = scoreInSteps([threads(1), threads(2)], { only });
    const seen = [];
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) seen.push(step.value?.name);
    assert.deepEqual(seen, [undefined, undefined, ...ALL]);
    assert.deepEqual(step.value, mutationScore([threads(1), threads(2)], { only }));
  });

  it("refuses models that fail as they are", () => {
    const wrong: Model = { ...threads(2), final: () => "always" };
    assert.throws(() => mutationScore([wrong], { only }), /a model fails without any mutation: always/);
  });
});
