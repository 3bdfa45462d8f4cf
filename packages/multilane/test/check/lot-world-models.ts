/** Models over one parking lot: their memory, and what must be left of it at the end. */
import type { Model, Program, Reaper } from "multilane/testing";
import { BLOCKED, GONE, STATE } from "#src/memory/slot-words.js";
import { THREAD } from "#src/sync/parking-lot/node.js";
import { World } from "./lot-model.js";
import type { WorldOptions } from "./lot-model.js";
import { MUTEX, OWN } from "./lot-programs.js";

/** The bounds of a search, and of the memory. */
export type Bounds = Pick<Model, "timeouts" | "kills" | "mortals" | "preemptions" | "data"> &
  Partial<Pick<WorldOptions, "impatient" | "nodes" | "buckets">>;

/** Who is in a model. */
export interface Cast {
  readonly programs: (world: World) => readonly Program[];
  readonly reaper?: (world: World) => Reaper;
  readonly final?: (memory: Int32Array, data: Int32Array) => string | undefined;
  /** Whether the word of the mutex need not be 0 at the end. */
  readonly leavesMutex?: boolean;
  /** Nodes that the first agent has from the start. */
  readonly nodesOfFirst?: readonly number[];
  /** Who has left the bucket locked. */
  readonly lockedBy?: number;
  /** How many slots there are for threads that are no agents. */
  readonly ghosts?: number;
  /** Whether nobody waits for news of a death: no slot is said to have a thread. */
  readonly bare?: boolean;
}

/** The agents that the watcher has cleaned up after. */
function gone(world: World, memory: Int32Array, count: number): number[] {
  const { slots, slotWords } = world.layout;
  return Array.from({ length: count }, (_, agent) => agent).filter(
    (agent) => memory[slots + (agent + 1) * slotWords + GONE] === world.token(agent),
  );
}

/** What must be left at the end, by the living and of the dead. */
function rest(world: World, memory: Int32Array, count: number): string | undefined {
  const { slots, slotWords, nodes: nodeBase, nodeWords, nodeCount, nodesHigh } = world.layout;
  const dead = gone(world, memory, count);
  for (let agent = 0; agent < count; agent++)
    if (!dead.includes(agent) && memory[slots + (agent + 1) * slotWords + BLOCKED] !== 0)
      return `agent ${agent} is said to be blocked`;
  for (let node = 1; node < nodeCount; node++)
    if (memory[nodeBase + node * nodeWords + THREAD] !== 0 && node > (memory[nodesHigh] ?? 0))
      return `node ${node} is in use, beyond where a repair looks`;
  return world.atRest(memory, dead);
}

/** A model of these programs. At the end the mutex is free, unless somebody was killed, and the parking lot at rest. */
export function modelOf(
  cast: Cast,
  { impatient = false, nodes: nodeCount, buckets = 1, ...bounds }: Bounds = {},
): Model {
  const agents = cast.programs(new World({ threads: 1, nodes: 1, own: OWN })).length;
  const world = new World({
    threads: agents + (cast.ghosts ?? 0),
    nodes: nodeCount ?? agents,
    own: OWN,
    impatient,
    buckets,
  });
  for (const node of cast.nodesOfFirst ?? []) {
    world.memory[world.layout.nodes + node * world.layout.nodeWords + THREAD] = world.token(0);
    world.memory[world.layout.nodesHigh] = node;
  }
  const { buckets: bucket, slots, slotWords } = world.layout;
  if (cast.lockedBy !== undefined) world.memory[bucket] = world.token(cast.lockedBy) << 1;
  for (let slot = 1; slot <= agents + (cast.ghosts ?? 0) + 1; slot++)
    if (cast.bare === true) world.memory[slots + slot * slotWords + STATE] = 0;
  return {
    programs: cast.programs(world),
    words: world.words,
    memory: world.memory,
    ...(bounds.kills === undefined ? {} : { reaper: cast.reaper?.(world) ?? world.reaper }),
    ...bounds,
    final: (memory, data) => {
      if (bounds.kills === undefined && cast.leavesMutex !== true && memory[MUTEX] !== 0)
        return `the mutex was left at ${memory[MUTEX]}`;
      return cast.final?.(memory, data) ?? rest(world, memory, agents);
    },
  };
}
