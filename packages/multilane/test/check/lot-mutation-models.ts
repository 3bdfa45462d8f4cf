/** Models that are small, and together leave no operation of the mutex and the parking lot unneeded. */
import type { Model, Program, Reaper } from "multilane/testing";
import * as exact from "./lot-exact-programs.js";
import { World } from "./lot-model.js";
import type { WorldOptions } from "./lot-model.js";
import * as nodes from "./lot-node-programs.js";
import * as programs from "./lot-programs.js";
import { MUTEX, OWN } from "./lot-programs.js";
import * as sequences from "./lot-sequences.js";
import { BLOCKED, GONE } from "#src/memory/slot-words.js";
import { THREAD } from "#src/sync/parking-lot/node.js";

type Bounds = Pick<Model, "timeouts" | "kills" | "mortals" | "preemptions" | "data" | "zombieWaiters"> &
  Partial<Pick<WorldOptions, "impatient" | "nodes" | "own">>;

interface Cast {
  readonly programs: (world: World) => readonly Program[];
  readonly reaper?: (world: World) => Reaper;
  readonly final?: (memory: Int32Array, data: Int32Array) => string | undefined;
  /** Whether something has gone wrong in it on purpose. */
  readonly leavesMutex?: boolean;
  /** Nodes that the first agent has from the start. */
  readonly nodesOfFirst?: readonly number[];
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

function modelOf(
  cast: Cast,
  { impatient = false, nodes: nodeCount, own = OWN, ...bounds }: Bounds = {},
): Model {
  const agents = cast.programs(new World({ threads: 1, nodes: 1, own })).length;
  const world = new World({ threads: agents, nodes: nodeCount ?? agents, own, impatient });
  for (const node of cast.nodesOfFirst ?? []) {
    world.memory[world.layout.nodes + node * world.layout.nodeWords + THREAD] = world.token(0);
    world.memory[world.layout.nodesHigh] = node;
  }
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

const SEVENTEEN = Array.from({ length: 17 }, (_, index) => index + 1);
const both = <T>(of: T): readonly [T, T] => [of, of];
const all = <T>(of: T): readonly [T, T, T] => [of, of, of];

const { locks, awaits } = programs;
const counted =
  (count: number) =>
  (_: Int32Array, [found]: Int32Array): string | undefined =>
    found === count ? undefined : `${found} were counted`;

/** By their names, the smallest first. */
export const lotModels: Readonly<Record<string, Model>> = {
  "keeps order": modelOf({ programs: (world) => [sequences.keepsOrder(world)] }, { nodes: 4 }),
  rebuilds: modelOf({ programs: (world) => [sequences.rebuildsWithout(world)] }, { nodes: 4 }),
  "has patience": modelOf({ programs: (world) => [sequences.hasPatience(world)] }),
  "counts waiters": modelOf({ programs: (world) => [sequences.countsWaiters(world)], leavesMutex: true }),
  "take nodes": modelOf({ programs: (world) => all(nodes.takesNode(world)) }, { preemptions: 2 }),
  "take too many nodes": modelOf(
    { programs: (world) => all(nodes.takesNodeIfAny(world)) },
    { nodes: 2, preemptions: 2 },
  ),
  "give nodes back": modelOf(
    {
      programs: (world) => [nodes.freesNodes(world, 17), nodes.waitsForNode(world)],
      nodesOfFirst: SEVENTEEN,
    },
    { nodes: 17, preemptions: 2 },
  ),
  "come back": modelOf({ programs: (world) => [nodes.comesBack(world), nodes.leavesBehind(world)] }),
  "two buckets": modelOf(
    { programs: (world) => [sequences.hasTwoBuckets(world, OWN)] },
    { nodes: 4, own: OWN + sequences.BUCKETS },
  ),
  "inherit alone": modelOf({ programs: (world) => [programs.inheritsAlone(world)] }),
  "death beside": modelOf(
    {
      programs: (world) => [() => undefined, programs.holdsOn(world), programs.waitsPastDeath(world)],
      leavesMutex: true,
    },
    { kills: 1, mortals: [0], timeouts: 1, preemptions: 1 },
  ),
  "enter a bucket": modelOf(
    { programs: (world) => all(nodes.entersBucket(world)), final: counted(3) },
    { data: 1, preemptions: 2 },
  ),
  lock: modelOf({ programs: (world) => both(locks(world)) }),
  "hand over": modelOf({ programs: (world) => both(locks(world)) }, { impatient: true }),
  "time out": modelOf({ programs: (world) => both(locks(world, { timed: true })) }, { timeouts: 2 }),
  "time out, hand over": modelOf(
    { programs: (world) => both(locks(world, { timed: true })) },
    { timeouts: 2, impatient: true },
  ),
  "give up": modelOf({ programs: (world) => [locks(world), programs.givesUp(world)] }, { preemptions: 2 }),
  await: modelOf({ programs: (world) => [locks(world), awaits(world, 2)] }, { preemptions: 2 }),
  abandon: modelOf({ programs: (world) => [programs.abandons(world), locks(world)], leavesMutex: true }),
  "abandon, await": modelOf(
    { programs: (world) => [programs.abandons(world), awaits(world, 1)], leavesMutex: true },
    { preemptions: 2 },
  ),
  "abandon, take away": modelOf({
    programs: (world) => [programs.abandonsIfHeld(world), programs.takesAway(world)],
  }),
  "count a thread": modelOf({
    programs: (world) => [programs.countsOthers(world, 1), programs.blocksCounted(world)],
  }),
  "count an event loop": modelOf(
    { programs: (world) => [programs.countsOthers(world, 2, 1), programs.awaitsCounted(world)] },
    { preemptions: 2 },
  ),
  "deaf event loop": modelOf(
    {
      programs: (world) => [programs.asksAndBlocks(world), programs.awaitsAndSaysSo(world), locks(world)],
    },
    { preemptions: 2 },
  ),
  "release anyone's": modelOf({
    programs: (world) => [programs.leavesItHeld(world), programs.releasesForAnother(world)],
  }),
  "release anyone's, others wait": modelOf(
    {
      programs: (world) => [
        programs.toleratesRelease(world),
        programs.releasesAnyone(world),
        programs.toleratesRelease(world),
      ],
    },
    { preemptions: 2, impatient: true },
  ),
  poison: modelOf(
    {
      programs: (world) => [programs.abandons(world), programs.poisons(world), programs.recovers(world)],
      leavesMutex: true,
    },
    { preemptions: 2 },
  ),
  kill: modelOf({ programs: (world) => both(locks(world)) }, { kills: 1, preemptions: 2 }),
  "kill, hand over": modelOf(
    { programs: (world) => both(locks(world)) },
    { kills: 1, preemptions: 2, impatient: true },
  ),
  "kill, time out": modelOf(
    { programs: (world) => both(locks(world, { timed: true })) },
    { kills: 1, timeouts: 1, preemptions: 2 },
  ),
  "kill, await": modelOf(
    { programs: (world) => [locks(world), awaits(world, 1)] },
    { kills: 1, mortals: [0], preemptions: 2 },
  ),
  "kill in a bucket": modelOf(
    { programs: (world) => all(nodes.entersBucketAtomically(world, programs.INSIDE)) },
    { kills: 1, preemptions: 2 },
  ),
  "3 lock": modelOf({ programs: (world) => all(locks(world)) }, { preemptions: 2 }),
  "3 hand over": modelOf({ programs: (world) => all(locks(world)) }, { preemptions: 2, impatient: true }),
  "3 lock, kill": modelOf(
    { programs: (world) => all(locks(world)) },
    { preemptions: 1, kills: 1, mortals: [0] },
  ),
  "pass on": modelOf(
    {
      programs: (world) => [exact.waitsAndPassesOn(world), exact.waitsBehind(world), exact.grantsOnce(world)],
      reaper: exact.passesOnAfterUse,
      leavesMutex: true,
    },
    { kills: 1, mortals: [0], preemptions: 1 },
  ),
  "pass on to an event loop": modelOf(
    {
      programs: (world) => [
        exact.waitsAndPassesOn(world),
        exact.awaitsBehind(world),
        exact.grantsOnce(world),
      ],
      reaper: exact.passesOnAfterUse,
      leavesMutex: true,
    },
    { kills: 1, mortals: [0], preemptions: 1 },
  ),
  break: modelOf(
    {
      programs: (world) => [exact.waitsWithOthers(world, 1), exact.waitsBeside(world)],
      reaper: exact.breaks,
      leavesMutex: true,
    },
    { kills: 1, mortals: [0], timeouts: 1, preemptions: 2 },
  ),
  "break two": modelOf(
    {
      programs: (world) => [
        exact.waitsWithOthers(world, 2),
        exact.waitsBeside(world),
        exact.waitsBeside(world),
      ],
      reaper: exact.breaks,
      leavesMutex: true,
    },
    { kills: 1, mortals: [0], timeouts: 1, preemptions: 0 },
  ),
};
