/** Models that together leave no operation of the mutex and the parking lot unneeded. */
import type { Model } from "multilane/testing";
import { BREAKS, PASSES_ON } from "#src/sync/parking-lot/node.js";
import * as clocks from "./lot-clock-programs.js";
import * as exact from "./lot-exact-programs.js";
import { locksWithin } from "./lot-inner-waits.js";
import * as nodes from "./lot-node-programs.js";
import * as programs from "./lot-programs.js";
import * as reapers from "./lot-reaper-programs.js";
import * as sequences from "./lot-sequences.js";
import { modelOf } from "./lot-world-models.js";

const SEVENTEEN = Array.from({ length: 17 }, (_, index) => index + 1);
const both = <T>(of: T): readonly [T, T] => [of, of];
const all = <T>(of: T): readonly [T, T, T] => [of, of, of];

const { locks, awaits } = programs;
const counted =
  (count: number) =>
  (_: Int32Array, [found]: Int32Array): string | undefined =>
    found === count ? undefined : `${found} were counted`;

/** They kill every mutant that there is; the smallest first. */
export const smallModels: Readonly<Record<string, Model>> = {
  "release anyone's": modelOf({
    programs: (world) => [programs.leavesItHeld(world), programs.releasesForAnother(world)],
  }),
  "shows since when": modelOf({ programs: (world) => [clocks.showsSince(world)] }),
  "inherit alone": modelOf({ programs: (world) => [programs.inheritsAlone(world), () => undefined] }),
  "takes a told node": modelOf({ programs: (world) => [reapers.takesToldNode(world)], ghosts: 4 }),
  "has patience": modelOf({ programs: (world) => [clocks.hasPatience(world)] }),
  "keep the place": modelOf({ programs: (world) => [sequences.keepsPlace(world)] }, { nodes: 2 }),
  "keep the place on an event loop": modelOf(
    { programs: (world) => [sequences.keepsPlaceOnLoop(world)] },
    { nodes: 2 },
  ),
  "give nodes back": modelOf(
    {
      programs: (world) => [nodes.freesNodes(world, 17), nodes.waitsForNode(world)],
      nodesOfFirst: SEVENTEEN,
    },
    { nodes: 17, preemptions: 2 },
  ),
  rebuilds: modelOf({ programs: (world) => [sequences.rebuildsWithout(world)] }, { nodes: 4 }),
  "counts waiters": modelOf({ programs: (world) => [sequences.countsWaiters(world)], leavesMutex: true }),
  "abandon, take away": modelOf({
    programs: (world) => [programs.abandonsIfHeld(world), programs.takesAway(world)],
  }),
  "two buckets": modelOf({ programs: (world) => [sequences.hasTwoBuckets(world)] }, { nodes: 6, buckets: 2 }),
  "keeps order": modelOf({ programs: (world) => [sequences.keepsOrder(world)] }, { nodes: 4 }),
  "open a bucket once": modelOf(
    {
      programs: (world) => [
        reapers.opensBucket(world),
        reapers.opensBucket(world),
        nodes.entersBucket(world),
      ],
      final: counted(2),
      ghosts: 2,
      lockedBy: reapers.DEAD,
    },
    { data: 1 },
  ),
  "see since when": modelOf({ programs: (world) => [clocks.waitsAgain(world), clocks.seesWaits(world)] }),
  lock: modelOf({ programs: (world) => both(locks(world)) }),
  "hand over": modelOf({ programs: (world) => both(locks(world)) }, { impatient: true }),
  abandon: modelOf({ programs: (world) => [programs.abandons(world), locks(world)], leavesMutex: true }),
  "abandon, await": modelOf(
    { programs: (world) => [programs.abandons(world), awaits(world, 1)], leavesMutex: true },
    { preemptions: 2 },
  ),
  "count a thread": modelOf({
    programs: (world) => [programs.countsOthers(world, 1), programs.blocksCounted(world)],
  }),
  "give up or be told": modelOf({
    programs: (world) => [nodes.waitsAndGivesUp(world), nodes.tellsAndWaits(world)],
  }),
  "count an event loop": modelOf(
    { programs: (world) => [programs.countsOthers(world, 2, 1), programs.awaitsCounted(world)] },
    { preemptions: 2 },
  ),
  "use a node again": modelOf(
    { programs: (world) => [sequences.usesNodeAgain(world), sequences.tellsThere(world)] },
    { buckets: 2 },
  ),
  "lock within": modelOf({ programs: (world) => [locksWithin(world), locks(world)] }, { nodes: 3 }),
  await: modelOf({ programs: (world) => [locks(world), awaits(world, 2)] }, { preemptions: 2 }),
  "come back": modelOf({ programs: (world) => [nodes.comesBack(world), nodes.leavesBehind(world)] }),
  "take too many nodes": modelOf(
    { programs: (world) => all(nodes.takesNodeIfAny(world)) },
    { nodes: 2, preemptions: 2 },
  ),
  "give up": modelOf({ programs: (world) => [locks(world), programs.givesUp(world)] }, { preemptions: 2 }),
  "time out": modelOf({ programs: (world) => both(locks(world, { timed: true })) }, { timeouts: 2 }),
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
  "time out, hand over": modelOf(
    { programs: (world) => both(locks(world, { timed: true })) },
    { timeouts: 2, impatient: true },
  ),
  "deaf event loop": modelOf(
    {
      programs: (world) => [programs.asksAndBlocks(world), programs.awaitsAndSaysSo(world), locks(world)],
    },
    { preemptions: 1 },
  ),
  "told too late": modelOf(
    { programs: (world) => [locks(world), locks(world, { timed: true }), locks(world)] },
    { timeouts: 1, preemptions: 1 },
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
    { kills: 1, mortals: [0], preemptions: 0 },
  ),
  "pass on": modelOf(
    {
      programs: (world) => [exact.waitsAndPassesOn(world), exact.waitsBehind(world), exact.grantsOnce(world)],
      reaper: exact.passesOnAfterUse,
      leavesMutex: true,
    },
    { kills: 1, mortals: [0], preemptions: 0 },
  ),
  "death beside": modelOf(
    {
      programs: (world) => [() => undefined, programs.holdsOn(world), programs.waitsPastDeath(world)],
      leavesMutex: true,
    },
    { kills: 1, mortals: [0], timeouts: 2, preemptions: 1 },
  ),
  "enter a bucket": modelOf(
    { programs: (world) => all(nodes.entersBucket(world)), final: counted(3) },
    { data: 1, preemptions: 4 },
  ),
  "take nodes": modelOf({ programs: (world) => all(nodes.takesNode(world)) }, { preemptions: 2 }),
  "pass on for one who dies himself": modelOf(
    {
      programs: (world) => [reapers.reapsAndDies(world), reapers.waitsBehindTheDead(world, PASSES_ON)],
      reaper: reapers.reapsBoth,
      ghosts: 2,
    },
    { kills: 1, mortals: [0], preemptions: 1 },
  ),
  "break for one who dies himself": modelOf(
    {
      programs: (world) => [reapers.reapsAndDies(world), reapers.waitsBehindTheDead(world, BREAKS)],
      reaper: reapers.reapsBoth,
      ghosts: 2,
    },
    { kills: 1, mortals: [0], preemptions: 1 },
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
  "kill, await": modelOf(
    { programs: (world) => [locks(world), awaits(world, 1)] },
    { kills: 1, mortals: [0], preemptions: 2 },
  ),
  "poison for two": modelOf(
    {
      programs: (world) => [
        programs.poisonsForTwo(world),
        programs.isPoisoned(world),
        programs.isPoisoned(world),
      ],
      leavesMutex: true,
    },
    { preemptions: 1 },
  ),
  kill: modelOf({ programs: (world) => both(locks(world)) }, { kills: 1, preemptions: 2 }),
  "inherit once": modelOf(
    {
      programs: (world) => [reapers.reaps(world), reapers.reaps(world), reapers.inheritOnce(world)],
      leavesMutex: true,
      bare: true,
      ghosts: 2,
    },
    { preemptions: 2 },
  ),
  poison: modelOf(
    {
      programs: (world) => [programs.abandons(world), programs.poisons(world), programs.recovers(world)],
      leavesMutex: true,
    },
    { preemptions: 2 },
  ),
  break: modelOf(
    {
      programs: (world) => [exact.waitsWithOthers(world, 1), exact.waitsBeside(world)],
      reaper: exact.breaks,
      leavesMutex: true,
    },
    { kills: 1, mortals: [0], timeouts: 1, preemptions: 2 },
  ),
  "reap twice": modelOf(
    {
      programs: (world) => [reapers.reaps(world), reapers.reaps(world), reapers.takesItsNode(world)],
      bare: true,
      ghosts: 2,
      leavesMutex: true,
    },
    { preemptions: 2, nodes: 1, buckets: 2 },
  ),
};

/** Those that kill none which the small ones do not: for a second opinion on what is called equivalent. */
export const largeModels: Readonly<Record<string, Model>> = {
  "hand over within": modelOf(
    { programs: (world) => [locksWithin(world), locks(world)] },
    { nodes: 3, impatient: true },
  ),
  "kill, hand over": modelOf(
    { programs: (world) => both(locks(world)) },
    { kills: 1, preemptions: 2, impatient: true },
  ),
  "kill, time out": modelOf(
    { programs: (world) => both(locks(world, { timed: true })) },
    { kills: 1, timeouts: 1, preemptions: 2 },
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
};
