/** Models of the mutex that are searched completely. */
import { atomicModelOf } from "../primitive-model.js";
import {
  abandons,
  awaits,
  givesUp,
  locks,
  OWN,
  poisons,
  recovers,
  releasesAnyone,
  toleratesRelease,
} from "../lot-programs.js";
import { killOfTheFirst, threePreemptions, timeoutsAndKill } from "./bounds.js";
import type { Models } from "./bounds.js";

const timed = { timed: true };

const inBothManners = (impatient: boolean, how: string): Models => ({
  [`2 threads, ${how}`]: atomicModelOf(OWN, (world) => [locks(world, timed), locks(world, timed)], {
    ...timeoutsAndKill,
    impatient,
  }),
  [`a thread and an event loop, ${how}`]: atomicModelOf(
    OWN,
    (world) => [locks(world, timed), awaits(world, 1)],
    { ...timeoutsAndKill, impatient },
  ),
  [`3 threads, ${how}`]: atomicModelOf(OWN, (world) => [locks(world), locks(world), locks(world)], {
    ...threePreemptions,
    impatient,
  }),
  [`2 threads and an event loop, ${how}`]: atomicModelOf(
    OWN,
    (world) => [locks(world), locks(world), awaits(world, 1)],
    { ...threePreemptions, impatient },
  ),
});

/** The mutex that `Lock`, `RLock` and the queues are made of. */
export const mutexModels: Models = {
  ...inBothManners(false, "barging"),
  ...inBothManners(true, "handing over"),
  "2 event loops": atomicModelOf(OWN, (world) => [awaits(world, 1), awaits(world, 1)], { kills: 1 }),
  "2 event loops, one gives up": atomicModelOf(OWN, (world) => [awaits(world, 1), givesUp(world)], {
    kills: 1,
  }),
  "a thread and 2 event loops": atomicModelOf(
    OWN,
    (world) => [locks(world), awaits(world, 1), awaits(world, 1)],
    threePreemptions,
  ),
  "released by whom it is not": atomicModelOf(
    OWN,
    (world) => [toleratesRelease(world), releasesAnyone(world)],
    {
      kills: 1,
    },
  ),
  abandoned: atomicModelOf(OWN, (world) => [abandons(world), locks(world)], killOfTheFirst),
  "abandoned, poisoned, recovered": atomicModelOf(
    OWN,
    (world) => [abandons(world), poisons(world), recovers(world)],
    threePreemptions,
  ),
};
