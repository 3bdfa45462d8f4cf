/** Models of the rendezvous of a barrier that are searched completely. */
import type { Model } from "#src/check/model.js";
import { atomicModelOf } from "../primitive-model.js";
import { ACTED, aborts, awaits, meets, OWN, rescues, together } from "../barrier-models.js";
import { killOfTheFirst, threePreemptions, timeouts, timeoutsAndKill } from "./bounds.js";
import type { Models } from "./bounds.js";

const two = { parties: 2 };
const acting = { parties: 2, acts: true };
const timed = { parties: 2, timed: true };
const timedActing = { parties: 2, timed: true, acts: true };
const three = { parties: 3 };
const threeActing = { parties: 3, acts: true };

/** The first one is killed; a third one breaks the barrier if it was too early for the others to notice. */
const beside = (survivor: typeof meets): Model =>
  atomicModelOf(OWN, (world) => [meets(world, acting), survivor(world, two), rescues(world, 2, ACTED)], {
    ...threePreemptions,
    ...killOfTheFirst,
    timeouts: 1,
  });

/** The rendezvous of `Barrier`. */
export const barrierModels: Models = {
  "2 threads": atomicModelOf(OWN, (world) => [meets(world, two), meets(world, two)], { final: together(2) }),
  "2 threads, one acts": atomicModelOf(OWN, (world) => [meets(world, acting), meets(world, acting)], {
    final: together(2),
  }),
  "2 threads for a time": atomicModelOf(OWN, (world) => [meets(world, timed), meets(world, timed)], {
    ...timeouts,
    final: together(2),
  }),
  "2 threads for a time, one is killed": atomicModelOf(
    OWN,
    (world) => [meets(world, timed), meets(world, timed)],
    timeoutsAndKill,
  ),
  "2 threads for a time, one acts, one is killed": atomicModelOf(
    OWN,
    (world) => [meets(world, timedActing), meets(world, timedActing)],
    timeoutsAndKill,
  ),
  "a thread and an event loop": atomicModelOf(OWN, (world) => [meets(world, acting), awaits(world, acting)], {
    final: together(2),
  }),
  "a thread and an event loop for a time, one is killed": atomicModelOf(
    OWN,
    (world) => [meets(world, timedActing), awaits(world, timedActing)],
    timeoutsAndKill,
  ),
  "2 event loops for a time, one is killed": atomicModelOf(
    OWN,
    (world) => [awaits(world, timedActing), awaits(world, timedActing)],
    { kills: 1 },
  ),
  "3 threads": atomicModelOf(
    OWN,
    (world) => [meets(world, three), meets(world, three), meets(world, three)],
    {
      ...threePreemptions,
      final: together(3),
    },
  ),
  "3 threads, one acts": atomicModelOf(
    OWN,
    (world) => [meets(world, threeActing), meets(world, threeActing), meets(world, threeActing)],
    { ...threePreemptions, final: together(3) },
  ),
  "2 threads and an event loop, one acts": atomicModelOf(
    OWN,
    (world) => [meets(world, threeActing), meets(world, threeActing), awaits(world, threeActing)],
    { ...threePreemptions, final: together(3) },
  ),
  "2 threads, a third breaks it": atomicModelOf(
    OWN,
    (world) => [meets(world, acting), meets(world, acting), aborts(world, 2)],
    { ...threePreemptions, final: together(2) },
  ),
  "a thread beside one that acts and is killed": beside(meets),
  "an event loop beside one that acts and is killed": beside(awaits),
};
