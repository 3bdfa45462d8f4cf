/** Programs that contend for nodes and buckets, and for nothing else. */
import type { Agent, Program } from "#src/check/agent.js";
import { ResourceExhaustedError } from "#src/errors.js";
import { COUNT, THREAD, TOLD } from "#src/sync/parking-lot/node.js";
import type { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import type { World } from "./lot-model.js";
import { announce, hears, KEY, MORE_NEWS, NEWS } from "./lot-programs.js";

/** Counts in a plain cell that the bucket guards. */
export function entersBucket(world: World): Program {
  return (agent) => {
    world.lot(agent).inBucket(KEY, () => {
      const counter = agent.data(0);
      counter.write(counter.read() + 1);
    });
  };
}

/** The same, in atomic words: for models in which somebody is killed in there. */
export function entersBucketAtomically(world: World, word: number): Program {
  return (agent) => {
    const { atomics, words, check, index } = agent;
    world.lot(agent).inBucket(KEY, () => {
      const before = atomics.exchange(words, word, index + 1);
      check(before === 0 || world.lot(agent).isGone(world.token(before - 1)), "two are inside");
      atomics.store(words, word, 0);
    });
  };
}

/** Takes a node, which nobody else has meanwhile. */
export function takesNode(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const node = lot.takeNode();
    agent.check(lot.get(node, THREAD) === world.token(agent.index), "the node is somebody else's");
    lot.set(node, COUNT, agent.index + 1);
    agent.check(lot.get(node, COUNT) === agent.index + 1, "two have the same node");
  };
}

/** Takes a node if there is one, of fewer than there are agents. */
export function takesNodeIfAny(world: World): Program {
  return (agent) => {
    tryNode(world.lot(agent));
  };
}

function tryNode(lot: ParkingLot): number {
  try {
    return lot.takeNode();
  } catch (error) {
    if (error instanceof ResourceExhaustedError) return 0;
    throw error;
  }
}

/** Gives so many nodes back that were its own from the start: the first ones it keeps. */
export function freesNodes(world: World, count: number): Program {
  return (agent) => {
    const lot = world.lot(agent);
    for (let node = 1; node <= count; node++) lot.freeNode(node);
  };
}

/** A node, as soon as there is one. */
export function waitForNode({ atomics }: Agent, lot: ParkingLot): number {
  for (;;) {
    const node = tryNode(lot);
    if (node !== 0) return node;
    atomics.pause();
  }
}

/** Tries for a node until there is one. */
export function waitsForNode(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const node = waitForNode(agent, lot);
    agent.check(lot.get(node, THREAD) === world.token(agent.index), "the node is somebody else's");
  };
}

/** A node that comes back to its place while another one leaves. */
export function comesBack(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const node = lot.takeNode();
    const ticket = lot.inBucket(KEY, (bucket) => lot.enqueue(bucket, node, KEY, 0, 0));
    lot.inBucket(KEY, (bucket) => lot.settle(bucket, node, TOLD));
    announce(agent, NEWS);
    lot.finish(node);
    hears(agent, MORE_NEWS);
    lot.inBucket(KEY, (bucket) => lot.enqueue(bucket, node, KEY, 0, ticket));
    lot.finish(node);
  };
}

/** The other one, that came after it. */
export function leavesBehind(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const lot = world.lot(agent);
    const node = lot.takeNode();
    lot.inBucket(KEY, (bucket) => lot.enqueue(bucket, node, KEY, 0, 0));
    announce(agent, MORE_NEWS);
    lot.finish(node);
  };
}

/** Waits, and gives up; it may have been told by then. */
export function waitsAndGivesUp(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const node = lot.takeNode();
    lot.inBucket(KEY, (bucket) => lot.enqueue(bucket, node, KEY, 0, 0));
    announce(agent, NEWS);
    lot.finish(node);
  };
}

/** Tells that one if it still waits, and waits itself. */
export function tellsAndWaits(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const lot = world.lot(agent);
    const node = lot.takeNode();
    lot.inBucket(KEY, (bucket) => {
      const first = bucket.first(KEY);
      if (first !== 0) lot.settle(bucket, first, TOLD);
      lot.enqueue(bucket, node, KEY, 0, 0);
    });
    const first = lot.inBucket(KEY, (bucket) => bucket.first(KEY));
    agent.check(first === node, "it was put into the queue, and is not there");
    lot.finish(node);
  };
}
