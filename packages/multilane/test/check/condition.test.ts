/** The shipped queue of a condition, with the shipped mutex, over the parking lot, in all their interleavings. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Agent, Program, Reaper } from "#src/check/agent.js";
import { check } from "#src/check/check.js";
import type { Model } from "#src/check/model.js";
import type { ConditionLock } from "#src/sync/condition-lock.js";
import { ConditionQueue } from "#src/sync/condition-queue.js";
import { Mutex, OWNER_DIED } from "#src/sync/mutex.js";
import type { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import { World } from "./lot-model.js";

/** The mutex; whether anybody waits; how many tokens there are; what a model has besides. */
const [MUTEX, WAITED, TOKENS, RETAKEN] = [0, 1, 2, 3];
const OWN = 4;
const WORD_NAMES = { [MUTEX]: "mutex", [WAITED]: "waited", [TOKENS]: "tokens", [RETAKEN]: "retaken" };
/** Far enough for the clock never to decide: the checker does. */
const SOME_TIME = 1e15;

/** A condition and its lock, as an agent sees them. */
class Shop implements ConditionLock {
  readonly queue: ConditionQueue;
  readonly #agent: Agent;
  readonly #mutex: Mutex;

  constructor(agent: Agent, lot: ParkingLot) {
    this.#agent = agent;
    this.#mutex = new Mutex(lot, agent.words, MUTEX, 16);
    this.queue = new ConditionQueue(lot, agent.words, WAITED, 24);
  }

  enter(): void {
    if (this.#mutex.acquireSync(Infinity) === OWNER_DIED)
      this.#agent.check(this.#mutex.recover(), "it was inherited and could not be recovered");
  }

  leave(): void {
    this.#agent.check(this.#mutex.release(), "it was released by somebody else");
  }

  get tokens(): number {
    return this.#agent.atomics.load(this.#agent.words, TOKENS);
  }

  set tokens(count: number) {
    this.#agent.atomics.store(this.#agent.words, TOKENS, count);
  }

  suspend(): { retakeSync(): void; retake(): Promise<void> } {
    this.leave();
    return {
      retakeSync: () => {
        this.enter();
        this.#agent.atomics.store(this.#agent.words, RETAKEN, 1);
      },
      retake: () => assert.fail("nobody awaits"),
    };
  }

  get isPoisoned(): boolean {
    return this.#mutex.isPoisoned;
  }

  poisonError(): Error {
    return new Error("poisoned");
  }
}

const shop = (world: World, agent: Agent): Shop => new Shop(agent, world.lot(agent));

/** Waits, once at most, for the first token. */
function waitsOnce(world: World, deadline = Infinity): Program {
  return (agent) => {
    const condition = shop(world, agent);
    condition.enter();
    if (condition.tokens === 0) {
      const notified = condition.queue.waitSync(condition, deadline);
      agent.check(notified || deadline !== Infinity, "it woke without a notification");
      agent.check(!notified || condition.tokens > 0, "it was notified of nothing");
    }
    condition.leave();
  };
}

/** As the one above; if it was notified, it notifies the next one. */
function passesOn(world: World, deadline = Infinity): Program {
  return (agent) => {
    const condition = shop(world, agent);
    condition.enter();
    if (condition.tokens > 0 || condition.queue.waitSync(condition, deadline)) condition.queue.notify(1);
    condition.leave();
  };
}

/** Waits for a token of its own, and takes it. */
function takesToken(world: World): Program {
  return (agent) => {
    const condition = shop(world, agent);
    condition.enter();
    while (condition.tokens === 0) condition.queue.waitSync(condition, Infinity);
    condition.tokens -= 1;
    condition.leave();
  };
}

/** Adds tokens, and notifies one of those who wait for each. */
function addsTokens(world: World, count: number): Program {
  return (agent) => {
    const condition = shop(world, agent);
    for (let token = 0; token < count; token++) {
      condition.enter();
      condition.tokens += 1;
      condition.queue.notify(1);
      condition.leave();
    }
  };
}

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
