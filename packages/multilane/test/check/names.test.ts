/** The shipped name table in every interleaving of threads that create names at once. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NameTable } from "#src/memory/names.js";
import { check } from "multilane/testing";
import type { Program } from "multilane/testing";

/** One bucket, the counter of the area, what the agents found, and room for four entries. */
const [BUCKET, USED, FOUND, START, END] = [0, 1, 2, 16, 16 + 4 * 32];

/** Creates the names in turn and leaves in memory where they are. */
const creates =
  (agent: number, names: readonly string[]): Program =>
  ({ atomics, words }) => {
    const table = new NameTable(atomics, words, BUCKET, 1, { used: USED, start: START, end: END });
    names.forEach((name, index) => {
      atomics.store(words, FOUND + 2 * agent + index, table.find("Lock", name, 1).base);
    });
  };

const sameWords = (memory: Int32Array): string | undefined =>
  memory[FOUND] === memory[FOUND + 2] && memory[FOUND] !== 0 ? undefined : memory.join();

const twoNames = (memory: Int32Array): string | undefined => {
  const [a0, b0, b1, a1] = memory.subarray(FOUND, FOUND + 4);
  return a0 === a1 && b0 === b1 && a0 !== b0 ? undefined : memory.join();
};

describe("the name table", () => {
  it("gives two threads that create one name the same words", () => {
    const programs = [creates(0, ["a"]), creates(1, ["a"])];
    const { failure, complete } = check({ words: END, programs, final: sameWords });
    assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
  });

  it("keeps two names apart that fall into one chain, whoever comes first, at 2 preemptions", () => {
    const programs = [creates(0, ["a", "b"]), creates(1, ["b", "a"])];
    const { failure, complete } = check({ words: END, programs, final: twoNames, preemptions: 2 });
    assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
  });
});
