/** Programs that use the shipped queue of a condition with the shipped mutex, over a parking lot in a model. */
import assert from "node:assert/strict";
import type { Agent, Program } from "#src/check/agent.js";
import type { ConditionLock } from "#src/sync/condition-lock.js";
import { ConditionQueue } from "#src/sync/condition-queue.js";
import { Mutex, OWNER_DIED } from "#src/sync/mutex.js";
import type { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import type { World } from "./lot-model.js";

/** The mutex; whether anybody waits; how many tokens there are; what a model has besides. */
export const [MUTEX, WAITED, TOKENS, RETAKEN] = [0, 1, 2, 3];
/** How many words there are. */
export const OWN = 4;
/** What they are called in schedules. */
export const WORD_NAMES: Readonly<Record<number, string>> = {
  [MUTEX]: "mutex",
  [WAITED]: "waited",
  [TOKENS]: "tokens",
  [RETAKEN]: "retaken",
};
/** Far enough for the clock never to decide: the checker does. */
export const SOME_TIME = 1e15;

/** A condition and its lock, as an agent sees them. */
export class Shop implements ConditionLock {
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

export const shop = (world: World, agent: Agent): Shop => new Shop(agent, world.lot(agent));

/** Waits, once at most, for the first token. */
export function waitsOnce(world: World, deadline = Infinity): Program {
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
export function passesOn(world: World, deadline = Infinity): Program {
  return (agent) => {
    const condition = shop(world, agent);
    condition.enter();
    if (condition.tokens > 0 || condition.queue.waitSync(condition, deadline)) condition.queue.notify(1);
    condition.leave();
  };
}

/** Waits for a token of its own, and takes it. */
export function takesToken(world: World): Program {
  return (agent) => {
    const condition = shop(world, agent);
    condition.enter();
    while (condition.tokens === 0) condition.queue.waitSync(condition, Infinity);
    condition.tokens -= 1;
    condition.leave();
  };
}

/** Adds tokens, and notifies one of those who wait for each. */
export function addsTokens(world: World, count: number): Program {
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
