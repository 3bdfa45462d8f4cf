/** Programs that use the shipped permits of a semaphore, over a parking lot in the memory of a model. */
import type { Agent, Program } from "#src/check/agent.js";
import type { Model } from "#src/check/model.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import { MOST_PERMITS, Permits } from "#src/sync/permits.js";
import type { World } from "./lot-model.js";
import { KEY, modelOf, SOME_TIME } from "./primitive-model.js";

/** The word of the permits, and how many agents have one. */
export const [PERMITS, INSIDE] = [0, 1];
/** How many words that is. */
export const OWN = 2;

function permitsOf(world: World, agent: Agent, initial: number): Permits {
  return new Permits(world.lot(agent), agent.words, PERMITS, KEY, initial);
}

/** Takes a permit, of which there are so many, and gives it back. */
export function uses(world: World, initial: number, timed = false): Program {
  return (agent) => {
    const permits = permitsOf(world, agent, initial);
    if (!permits.acquireSync(timed ? SOME_TIME : Infinity)) return;
    const inside = agent.atomics.add(agent.words, INSIDE, 1);
    agent.check(inside < initial, `${inside + 1} have a permit, of ${initial}`);
    agent.atomics.sub(agent.words, INSIDE, 1);
    agent.check(permits.release(1, initial), "there are too many permits");
  };
}

/** Takes a permit of none, and keeps it. */
export function takes(world: World): Program {
  return (agent) => void permitsOf(world, agent, 0).acquireSync(Infinity);
}

/** Awaits so many permits of none. */
export function awaits(world: World, count: number): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const permits = new Permits(mailbox.lot, agent.words, PERMITS, KEY, 0);
    const waiters = new GateWaiters(mailbox, permits);
    for (let index = 0; index < count; index++) waiters.enqueue({ grant: agent.expect(`permit ${index}`) });
  };
}

/** Releases, each time so many. */
export function releases(world: World, ...counts: number[]): Program {
  return (agent) => {
    const permits = permitsOf(world, agent, 0);
    for (const count of counts)
      agent.check(permits.release(count, MOST_PERMITS), "there are too many permits");
  };
}

/** How many permits are left, of none or of those at first; and nobody is said to wait, since all were told. */
export function left(count: number) {
  return (memory: Int32Array): string | undefined =>
    memory[PERMITS] === count << 1 ? undefined : `the word of the permits is ${memory[PERMITS]} at the end`;
}

/** Takes a permit if there is one, and releases one. */
function passesOn(world: World): Program {
  return (agent) => {
    const permits = permitsOf(world, agent, 0);
    permits.attempt();
    permits.release(1, MOST_PERMITS);
  };
}

/** What must hold, and the models that show it. */
export const semaphoreModels: Readonly<Record<string, readonly Model[]>> = {
  "let in 2 threads, one at a time, whose waits may time out": [
    modelOf(OWN, (world) => [uses(world, 1, true), uses(world, 1, true)], { timeouts: 2 }),
  ],
  "let in 2 of 3 threads at a time": [
    modelOf(OWN, (world) => [uses(world, 2), uses(world, 2), uses(world, 2)], { preemptions: 2 }, left(0)),
  ],
  "wake one for each permit, released one by one or at once": [[1, 1], [2]].map((counts) =>
    modelOf(
      OWN,
      (world) => [releases(world, ...counts), takes(world), takes(world)],
      { preemptions: 2 },
      left(0),
    ),
  ),
  "wake a thread and an event loop": [
    modelOf(
      OWN,
      (world) => [releases(world, 1, 1), takes(world), awaits(world, 1)],
      { preemptions: 2 },
      left(0),
    ),
  ],
  "wake all who wait in one event loop": [
    modelOf(
      OWN,
      (world) => [releases(world, 1), releases(world, 1), awaits(world, 2)],
      { preemptions: 2 },
      left(0),
    ),
  ],
  "are not lost with a thread that is killed while it waits or is told": [
    modelOf(OWN, (world) => [releases(world, 1, 1), takes(world), takes(world)], {
      kills: 1,
      mortals: [1],
      preemptions: 1,
    }),
  ],
  "wake those who wait when another that released them is killed in the middle": [
    modelOf(OWN, (world) => [releases(world, 1), takes(world), releases(world, 1)], {
      kills: 1,
      mortals: [0],
      preemptions: 1,
    }),
  ],
  "are awaited on when who told the event loop is killed in the middle and another takes them": [
    modelOf(OWN, (world) => [releases(world, 1), awaits(world, 1), passesOn(world)], {
      kills: 1,
      mortals: [0],
      preemptions: 1,
    }),
  ],
};
