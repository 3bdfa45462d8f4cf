/** The shipped mutex and parking lot in all their interleavings. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check } from "#src/check/check.js";
import type { Agent, Program } from "#src/check/agent.js";
import type { Model } from "#src/check/model.js";
import { Mutex, OWNER_DIED } from "#src/sync/mutex.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import { World } from "./lot-model.js";

const [STATE, INSIDE] = [0, 1];
const OWN = 2;
/** Far enough for the clock never to decide: the checker does. */
const SOME_TIME = 1e15;

/** Enters alone, or fails the schedule. The word says who is inside, so that who died inside is not there any more. */
function criticalSection({ atomics, words, check: holds, index }: Agent): void {
  holds(atomics.exchange(words, INSIDE, index + 1) === 0, "two are inside");
  atomics.store(words, INSIDE, 0);
}

function syncRounds(world: World, rounds: number, timed = false): Program {
  return (agent) => {
    const mutex = new Mutex(world.lot(agent), agent.words, STATE, 16);
    for (let round = 0; round < rounds; round++) {
      const acquired = mutex.acquireSync(timed ? SOME_TIME : Infinity);
      if (acquired === 0) continue;
      if (acquired === OWNER_DIED) {
        agent.atomics.store(agent.words, INSIDE, 0);
        agent.check(mutex.recover(), "it was inherited and could not be recovered");
      }
      criticalSection(agent);
      agent.check(mutex.release(), "it was released by somebody else");
    }
  };
}

function asyncAcquirers(world: World, count: number, tells = false): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const mutex = new Mutex(mailbox.lot, agent.words, STATE, 16);
    const waiters = new GateWaiters(mailbox, mutex);
    for (let index = 0; index < count; index++) {
      const granted = agent.expect(`acquire ${index}`);
      waiters.enqueue({
        grant(acquired) {
          granted();
          if (acquired === OWNER_DIED) {
            agent.atomics.store(agent.words, INSIDE, 0);
            agent.check(mutex.recover(), "it was inherited and could not be recovered");
          }
          criticalSection(agent);
          agent.check(mutex.release(), "it was released by somebody else");
          if (!tells) return;
          agent.atomics.store(agent.words, DONE, 1);
          agent.atomics.notify(agent.words, DONE);
        },
      });
    }
  };
}

/** An event loop whose only acquirer gives up at some moment. */
function asyncTimeout(world: World): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const mutex = new Mutex(mailbox.lot, agent.words, STATE, 16);
    const waiters = new GateWaiters(mailbox, mutex);
    const settled = agent.expect("acquire or timeout");
    const waiter = {
      grant() {
        settled();
        cancelTimer();
        criticalSection(agent);
        agent.check(mutex.release(), "it was released by somebody else");
      },
    };
    const cancelTimer = agent.later(() => {
      waiters.drain();
      if (waiters.cancel(waiter)) settled();
    });
    waiters.enqueue(waiter);
  };
}

const DONE = OWN;

/** An event loop that asks for the mutex and then blocks, deaf, until the other event loop has had it. */
function askThenBlock(world: World): Program {
  const ask = asyncAcquirers(world, 1);
  return (agent) => {
    const { atomics, words } = agent;
    ask(agent);
    while (atomics.load(words, DONE) === 0) atomics.wait(words, DONE, 0);
  };
}

async function passes(model: Model): Promise<void> {
  // The watchdog takes a file that does not come back to its event loop for one that hangs.
  await new Promise((resolve) => setImmediate(resolve));
  const report = check(model);
  assert.equal(report.failure, undefined, report.failure && JSON.stringify(report.failure, undefined, 1));
  assert.ok(report.complete, `only ${report.states} states were looked at`);
}

function rest(world: World, dead: readonly number[] = []) {
  return (memory: Int32Array): string | undefined => {
    if (dead.length === 0 && memory[STATE] !== 0) return `the mutex was left at ${memory[STATE]}`;
    return world.atRest(memory, dead);
  };
}

describe("the mutex over the parking lot", () => {
  for (const impatient of [false, true]) {
    const how = impatient ? "handing over" : "barging";
    it(`lets 2 threads in, one at a time, ${how}`, async () => {
      const world = new World({ threads: 2, nodes: 2, own: OWN, impatient });
      const program = syncRounds(world, 1);
      await passes({
        programs: [program, program],
        words: world.words,
        memory: world.memory,
        final: rest(world),
      });
    });

    it(`loses nothing when waits time out, ${how}`, async () => {
      const world = new World({ threads: 2, nodes: 2, own: OWN, impatient });
      const program = syncRounds(world, 1, true);
      await passes({
        programs: [program, program],
        words: world.words,
        memory: world.memory,
        timeouts: 2,
        final: rest(world),
      });
    });

    it(`outlives a thread that is killed anywhere, ${how}`, async () => {
      const world = new World({ threads: 2, nodes: 2, own: OWN, impatient });
      const program = syncRounds(world, 1);
      await passes({
        programs: [program, program],
        words: world.words,
        memory: world.memory,
        kills: 1,
        reaper: world.reaper,
        final: (memory) => world.atRest(memory),
      });
    });

    it(`outlives a kill among waits that time out, ${how}`, async () => {
      const world = new World({ threads: 2, nodes: 2, own: OWN, impatient });
      const program = syncRounds(world, 1, true);
      await passes({
        programs: [program, program],
        words: world.words,
        memory: world.memory,
        timeouts: 2,
        kills: 1,
        reaper: world.reaper,
        final: (memory) => world.atRest(memory),
      });
    });

    it(`lets 2 threads in twice at 4 preemptions, ${how}`, async () => {
      const world = new World({ threads: 2, nodes: 2, own: OWN, impatient });
      const program = syncRounds(world, 2);
      await passes({
        programs: [program, program],
        words: world.words,
        memory: world.memory,
        preemptions: 4,
        final: rest(world),
      });
    });

    it(`lets 3 threads in at 3 preemptions, ${how}`, async () => {
      const world = new World({ threads: 3, nodes: 3, own: OWN, impatient });
      const program = syncRounds(world, 1);
      await passes({
        programs: [program, program, program],
        words: world.words,
        memory: world.memory,
        preemptions: 3,
        final: rest(world),
      });
    });
  }

  it("lets a thread and an event loop in", async () => {
    const world = new World({ threads: 2, nodes: 2, own: OWN });
    await passes({
      programs: [syncRounds(world, 1), asyncAcquirers(world, 2)],
      words: world.words,
      memory: world.memory,
      final: rest(world),
    });
  });

  it("lets two event loops in", async () => {
    const world = new World({ threads: 2, nodes: 2, own: OWN });
    await passes({
      programs: [asyncAcquirers(world, 1), asyncAcquirers(world, 1)],
      words: world.words,
      memory: world.memory,
      final: rest(world),
    });
  });

  it("lets an event loop give up", async () => {
    const world = new World({ threads: 2, nodes: 2, own: OWN });
    await passes({
      programs: [syncRounds(world, 1), asyncTimeout(world)],
      words: world.words,
      memory: world.memory,
      final: rest(world),
    });
  });

  it("lets an event loop in when whoever holds it, or waits beside it, is killed", async () => {
    const world = new World({ threads: 2, nodes: 2, own: OWN });
    await passes({
      programs: [syncRounds(world, 1), asyncAcquirers(world, 1)],
      words: world.words,
      memory: world.memory,
      kills: 1,
      mortals: [0],
      reaper: world.reaper,
      final: (memory) => world.atRest(memory),
    });
  });

  it("does not count on a loop that was told and is blocked", async () => {
    const world = new World({ threads: 3, nodes: 3, own: OWN + 1 });
    await passes({
      programs: [askThenBlock(world), asyncAcquirers(world, 1, true), syncRounds(world, 1)],
      words: world.words,
      memory: world.memory,
      preemptions: 2,
    });
  });
});
