/** Programs that clean up after the same dead thread at once, and what they must not spoil. */
import type { Agent, Program, Reaper } from "#src/check/agent.js";
import { COUNT, GRANTED, IDLE, PASSES_ON, THREAD, TOLD, WAITING } from "#src/sync/parking-lot/node.js";
import { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import { reap } from "#src/sync/parking-lot/reaper.js";
import type { World } from "./lot-model.js";
import { waitForNode } from "./lot-node-programs.js";
import { announce, hears, KEY, MORE_NEWS, NEWS } from "./lot-programs.js";
import { keysOf } from "./lot-sequences.js";

/** An agent that there is not, with a slot behind those that there are. */
export const DEAD = 4;

/** The parking lot as it saw it. */
function lotOfTheDead(world: World, { memory }: ParkingLot): ParkingLot {
  return new ParkingLot(memory, () => world.token(DEAD));
}

/** One of two that clean up after it. */
export function reaps(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    reapAll(world.lot(agent), world.token(DEAD), agent);
    agent.atomics.add(agent.words, MORE_NEWS, 1);
    agent.atomics.notify(agent.words, MORE_NEWS);
  };
}

/** Waits as the dead one did, tells it, and waits in the other bucket with the node that it has left. */
export function takesItsNode(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const [there, here] = keysOf(lot);
    const itsLot = lotOfTheDead(world, lot);
    const itsNode = itsLot.takeNode();
    itsLot.inBucket(there, (bucket) => itsLot.enqueue(bucket, itsNode, there, 0, 0));
    announce(agent, NEWS);
    lot.inBucket(there, (bucket) => {
      const first = bucket.first(there);
      if (first !== 0) lot.settle(bucket, first, TOLD);
    });
    const node = waitForNode(agent, lot);
    lot.inBucket(here, (bucket) => {
      lot.set(node, COUNT, 1);
      lot.enqueue(bucket, node, here, 0, 0);
    });
    hears(agent, MORE_NEWS, 2);
    agent.check(lot.waiting(here) === 1, "it was put into the queue, and is not there");
    agent.check(lot.finish(node) === WAITING, "nobody has told it");
    agent.check(lot.get(node, THREAD) === lot.token, "its node was taken away");
  };
}

/** Opens the bucket that the dead one has left locked, unless another has. */
export function opensBucket(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const bucket = lot.bucketOf(KEY);
    if (!bucket.inherit(world.token(DEAD), lot.token)) return;
    agent.data(0).write(agent.data(0).read() + 1);
    bucket.leave();
  };
}

/** Two wait behind the dead one, which was granted something: one of them is to have it. */
export function inheritOnce(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const itsLot = lotOfTheDead(world, lot);
    const [its, first, second] = [itsLot.takeNode(), lot.takeNode(), lot.takeNode()];
    lot.inBucket(KEY, (bucket) => {
      for (const node of [its, first, second]) lot.enqueue(bucket, node, KEY, PASSES_ON, 0);
      lot.settle(bucket, its, GRANTED);
    });
    announce(agent, NEWS);
    hears(agent, MORE_NEWS, 2);
    agent.check(lot.finish(first) === GRANTED, "it was not passed on");
    agent.check(lot.finish(second) === WAITING, "it was passed on twice");
  };
}

/** Takes a node that a dead thread has left, which was told. */
export function takesToldNode(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const itsLot = lotOfTheDead(world, lot);
    const its = itsLot.takeNode();
    lot.inBucket(KEY, (bucket) => {
      lot.enqueue(bucket, its, KEY, 0, 0);
      lot.settle(bucket, its, TOLD);
    });
    reapAll(lot, world.token(DEAD), agent);
    const node = lot.takeNode();
    agent.check(lot.stateOf(node) === IDLE, "it is still told what another was");
  };
}

/** Cleans up after that one, and may be killed itself. */
export function reapsAndDies(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    reapAll(world.lot(agent), world.token(DEAD), agent);
  };
}

/** Cleans up after both. */
export function reapsBoth(world: World): Reaper {
  return (agent, dead) => {
    const lot = world.lot(agent);
    hears(agent, NEWS);
    reapAll(lot, world.token(dead), agent);
    reapAll(lot, world.token(DEAD), agent);
  };
}

/** Waits as the dead one did, behind it, and must be granted what that one was, or be broken with it. */
export function waitsBehindTheDead(world: World, kind: number): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const itsLot = lotOfTheDead(world, lot);
    const itsNode = itsLot.takeNode();
    const node = lot.takeNode();
    lot.inBucket(KEY, (bucket) => {
      itsLot.enqueue(bucket, itsNode, KEY, kind, 0);
      lot.enqueue(bucket, node, KEY, kind, 0);
      if (kind === PASSES_ON) lot.settle(bucket, itsNode, GRANTED);
    });
    announce(agent, NEWS);
    while (lot.stateOf(node) === WAITING) agent.atomics.pause();
    lot.finish(node);
  };
}

/**
 * Cleans up after a thread. Whoever is in the way, in a bucket, may be dead itself: so it only looks whether they have
 * left.
 */
function reapAll(lot: ParkingLot, dead: number, { atomics, words }: Agent): void {
  const { buckets, bucketCount, bucketWords } = lot.memory;
  for (let done = reap(lot, dead); !done; done = reap(lot, dead, true))
    for (let lock = buckets; lock < buckets + bucketCount * bucketWords; lock += bucketWords) {
      const inTheWay = atomics.load(words, lock);
      if (inTheWay === 0) continue;
      while (atomics.load(words, lock) === inTheWay) atomics.pause();
    }
}
