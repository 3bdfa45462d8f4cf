import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Entrant } from "#src/peer.js";
import { runRounds } from "#src/rounds.js";
import type { Scenario } from "#src/scenario.js";

const scenario: Scenario = {
  name: "load",
  title: "a load",
  metrics: [{ name: "n", better: "higher" }],
};

/** Entrants that write down what is done to them, and measure a running number. */
function recorded(names: readonly string[], log: string[], failing?: string): Entrant[] {
  let measured = 0;
  return names.map((name) => ({
    name,
    version: "1.0.0",
    async open(workers) {
      log.push(`${name} opens ${workers}`);
      return {
        async measure(_scenario, milliseconds) {
          if (name === failing) throw new Error("broken on purpose");
          log.push(`${name} ${milliseconds}`);
          return { n: measured++ };
        },
        async close() {
          log.push(`${name} closes`);
        },
      };
    },
  }));
}

/** What is done to an entrant in a round of {@link plan}. */
function turn(name: string): string[] {
  return [`${name} opens 2`, `${name} 20`, `${name} 40`, `${name} closes`];
}

const plan = { scenarios: [scenario], workers: 2, milliseconds: 40, warmUp: 20, onRound: () => undefined };

describe("runRounds", () => {
  test("opens, warms up, measures and closes one after the other, in rotated order", async () => {
    const log: string[] = [];
    const samples = await runRounds({ ...plan, rounds: 2, entrants: recorded(["a", "b"], log) });
    assert.deepEqual(log, ["a", "b", "b", "a"].flatMap(turn));
    // Only the measurement counts, never the warm-up: every second number.
    assert.deepEqual(
      [...(samples.get("load") ?? [])],
      [
        ["a", [{ n: 1 }, { n: 7 }]],
        ["b", [{ n: 3 }, { n: 5 }]],
      ],
    );
  });

  test("an entrant that fails is closed and ends the run, named", async () => {
    const log: string[] = [];
    const running = runRounds({ ...plan, rounds: 2, entrants: recorded(["a", "b"], log, "b") });
    await assert.rejects(running, (error: Error) => {
      assert.equal(error.message, "b 1.0.0 failed in round 1");
      assert.match(String(error.cause), /broken on purpose/);
      return true;
    });
    assert.deepEqual(log.slice(-2), ["b opens 2", "b closes"]);
  });
});
