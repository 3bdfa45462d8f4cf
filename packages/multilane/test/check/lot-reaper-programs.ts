/** Two that clean up after the same dead thread at once, while another uses its node, in another bucket. */
import type { Program, Reaper } from "#src/check/agent.js";
import { COUNT, GRANTED, PASSES_ON, TOLD, WAITING } from "#src/sync/parking-lot/node.js";
import { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import { reapAll } from "./lot-model.js";
import type { World } from "./lot-model.js";
import { waitForNode } from "./lot-node-programs.js";
import { announce, hears, KEY, MORE_NEWS, NEWS } from "./lot-programs.js";
import { keysOf } from "./lot-sequences.js";

/** An agent that there is not, with a slot behind those that there are. */
const DEAD = 4;

/** One of two that clean up after it. */
export function reaps(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    reapAll(world.lot(agent), world.token(DEAD));
    agent.atomics.add(agent.words, MORE_NEWS, 1);
    agent.atomics.notify(agent.words, MORE_NEWS);
  };
}

/** Waits as the dead one did, tells it, and waits in the other bucket with the node that it has left. */
export function takesItsNode(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const [there, here] = keysOf(lot);
    const itsLot = new ParkingLot(lot.memory, () => world.token(DEAD));
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
  };
}

/** Cleans up after that one, and may be killed itself. */
export function reapsAndDies(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    reapAll(world.lot(agent), world.token(DEAD));
  };
}

/** Cleans up after both. */
export function reapsBoth(world: World): Reaper {
  return (agent, dead) => {
    const lot = world.lot(agent);
    hears(agent, NEWS);
    reapAll(lot, world.token(dead));
    reapAll(lot, world.token(DEAD));
  };
}

/** Waits as the dead one did, behind it, and must be granted what that one was, or be broken with it. */
export function waitsBehindTheDead(world: World, kind: number): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const itsLot = new ParkingLot(lot.memory, () => world.token(DEAD));
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
