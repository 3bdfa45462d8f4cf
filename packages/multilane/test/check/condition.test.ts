/** The shipped queue of a condition, with the shipped mutex, over the parking lot, in their interleavings. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { Reaper } from "#src/check/agent.js";
import { check } from "#src/check/check.js";
import type { Model } from "#src/check/model.js";
import {
  addsTokens,
  MUTEX,
  OWN,
  passesOn,
  RETAKEN,
  shop,
  SOME_TIME,
  takesToken,
  waitsOnce,
  WORD_NAMES,
} from "./condition-programs.js";
import { World } from "./lot-model.js";

function passes(world: World, model: Omit<Model, "words" | "memory">): void {
  const report = check({ words: world.words, memory: world.memory, wordNames: WORD_NAMES, ...model });
  if (process.env["CHECK_VERBOSE"]) console.log(report.states, report.complete);
  assert.equal(report.failure, undefined, report.failure && JSON.stringify(report.failure, undefined, 1));
  assert.ok(report.complete, `only ${report.states} states were looked at`);
}

/** What must hold when all is over and nobody was killed. */
function rest(world: World) {
  return (memory: Int32Array): string | undefined =>
    memory[MUTEX] === 0 ? world.atRest(memory) : `the mutex was left at ${memory[MUTEX]}`;
}

describe("a condition over the parking lot", () => {
  // The watchdog must see that this thread is alive.
  beforeEach(() => new Promise((resolve) => setImmediate(resolve)));

  it("wakes the one who waits", () => {
    const world = new World({ threads: 2, nodes: 3, own: OWN });
    passes(world, {
      programs: [waitsOnce(world), addsTokens(world, 1)],
      preemptions: 3,
      final: rest(world),
    });
  });

  it("lets a wait time out, or notifies it", () => {
    const world = new World({ threads: 2, nodes: 3, own: OWN });
    passes(world, {
      programs: [waitsOnce(world, SOME_TIME), addsTokens(world, 1)],
      timeouts: 1,
      preemptions: 3,
      final: rest(world),
    });
  });

  it("does not lose the notification of one who gives up at that moment", () => {
    const world = new World({ threads: 3, nodes: 5, own: OWN });
    passes(world, {
      programs: [passesOn(world, SOME_TIME), passesOn(world), addsTokens(world, 1)],
      timeouts: 1,
      preemptions: 1,
      final: rest(world),
    });
  });

  it("wakes two, one by one", () => {
    const world = new World({ threads: 3, nodes: 5, own: OWN });
    passes(world, {
      programs: [takesToken(world), takesToken(world), addsTokens(world, 2)],
      preemptions: 1,
      final: rest(world),
    });
  });

  it("outlives a thread that is killed while it waits, or notifies", () => {
    const world = new World({ threads: 2, nodes: 3, own: OWN });
    // Without the one who notifies, the one who waits must not wait for ever.
    for (const mortal of [0, 1])
      passes(world, {
        programs: [waitsOnce(world, SOME_TIME), addsTokens(world, 1)],
        // A wait that times out when somebody dies looks again, and the checker's clock stands still.
        timeouts: 2,
        kills: 1,
        mortals: [mortal],
        reaper: world.reaper,
        preemptions: 1,
        final: (memory) => world.atRest(memory),
      });
  });

  it("passes the notification of a killed thread on, unless it had the lock again", () => {
    const world = new World({ threads: 3, nodes: 5, own: OWN });
    const reaper: Reaper = (agent, dead) => {
      world.reaper(agent, dead);
      // It may have been through, and died with what it should have told the next one: no business of the condition.
      if (agent.atomics.load(agent.words, RETAKEN) === 1) shop(world, agent).queue.notify(1);
    };
    passes(world, {
      programs: [passesOn(world), passesOn(world), addsTokens(world, 1)],
      kills: 1,
      mortals: [0],
      reaper,
      preemptions: 0,
      final: (memory) => world.atRest(memory),
    });
  });
});
