/** Models of the permits of a semaphore that are searched completely. */
import { atomicModelOf } from "../primitive-model.js";
import { awaits, left, OWN, releases, takes, uses } from "../semaphore-models.js";
import { killOfTheFirst, threePreemptions, timeouts, timeoutsAndKill } from "./bounds.js";
import type { Models } from "./bounds.js";

/** The permits of `Semaphore` and `BoundedSemaphore`. */
export const permitsModels: Models = {
  "2 threads": atomicModelOf(OWN, (world) => [uses(world, 1, true), uses(world, 1, true)], timeoutsAndKill),
  "2 threads, of which one has time": atomicModelOf(OWN, (world) => [uses(world, 1), uses(world, 1, true)], {
    ...timeouts,
    final: left(0),
  }),
  "one takes, one releases": atomicModelOf(OWN, (world) => [takes(world), releases(world, 1)], {
    final: left(0),
  }),
  "one takes and is killed, one releases": atomicModelOf(
    OWN,
    (world) => [takes(world), releases(world, 1)],
    killOfTheFirst,
  ),
  "one awaits, one releases": atomicModelOf(OWN, (world) => [awaits(world, 1), releases(world, 1)], {
    final: left(0),
  }),
  "one awaits and is killed, one releases": atomicModelOf(
    OWN,
    (world) => [awaits(world, 1), releases(world, 1)],
    killOfTheFirst,
  ),
  "3 threads, one permit": atomicModelOf(OWN, (world) => [uses(world, 1), uses(world, 1), uses(world, 1)], {
    ...threePreemptions,
    final: left(0),
  }),
  "3 threads, 2 permits": atomicModelOf(OWN, (world) => [uses(world, 2), uses(world, 2), uses(world, 2)], {
    ...threePreemptions,
    final: left(0),
  }),
  "2 take, one releases one by one": atomicModelOf(
    OWN,
    (world) => [releases(world, 1, 1), takes(world), takes(world)],
    { ...threePreemptions, final: left(0) },
  ),
  "2 take, one releases at once": atomicModelOf(
    OWN,
    (world) => [releases(world, 2), takes(world), takes(world)],
    { ...threePreemptions, final: left(0) },
  ),
  "one takes, one awaits, one releases": atomicModelOf(
    OWN,
    (world) => [releases(world, 1, 1), takes(world), awaits(world, 1)],
    { ...threePreemptions, final: left(0) },
  ),
};
