/** Programs that contend for nodes and buckets, and for nothing else. */
import type { Program } from "#src/check/agent.js";
import { COUNT, THREAD } from "#src/sync/parking-lot/node.js";
import type { World } from "./lot-model.js";
import { KEY } from "./lot-programs.js";

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

/** Gives so many nodes back that were its own from the start. */
export function freesNodes(world: World, count: number): Program {
  return (agent) => {
    const lot = world.lot(agent);
    for (let node = 1; node <= count; node++) lot.freeNode(node);
  };
}

/** Tries for a node until there is one, which must be the last of those. */
export function waitsForNode(world: World, last: number): Program {
  return (agent) => {
    const lot = world.lot(agent);
    for (;;) {
      try {
        agent.check(lot.takeNode() === last, "not the node that was given back");
        return;
      } catch (error) {
        if (!(error instanceof Error && error.name === "ResourceExhaustedError")) throw error;
        agent.atomics.pause();
      }
    }
  };
}
