/** Models of the flag of an event that are searched completely. */
import { atomicModelOf } from "../primitive-model.js";
import { awaits, blocks, FIRST, isClear, OWN, pulses, SECOND, sets, waits } from "../event-models.js";
import { killOfTheFirst, threePreemptions, timeouts, timeoutsAndKill } from "./bounds.js";
import type { Models } from "./bounds.js";

/** The flag of `Event`. */
export const eventModels: Models = {
  "one blocks, one sets it": atomicModelOf(OWN, (world) => [waits(world), sets(world)], timeoutsAndKill),
  "one blocks and is killed, one sets it": atomicModelOf(
    OWN,
    (world) => [blocks(world, FIRST), sets(world)],
    killOfTheFirst,
  ),
  "one awaits and is killed, one sets it": atomicModelOf(
    OWN,
    (world) => [awaits(world, FIRST), sets(world)],
    killOfTheFirst,
  ),
  "one blocks, one sets and clears it": atomicModelOf(
    OWN,
    (world) => [blocks(world, FIRST), pulses(world, FIRST)],
    { final: isClear },
  ),
  "one awaits, one sets and clears it": atomicModelOf(
    OWN,
    (world) => [awaits(world, FIRST), pulses(world, FIRST)],
    { final: isClear },
  ),
  "2 block, one sets and clears it": atomicModelOf(
    OWN,
    (world) => [blocks(world, FIRST), blocks(world, SECOND), pulses(world, FIRST, SECOND)],
    { ...threePreemptions, final: isClear },
  ),
  "one blocks, one awaits, one sets and clears it": atomicModelOf(
    OWN,
    (world) => [blocks(world, FIRST), awaits(world, SECOND), pulses(world, FIRST, SECOND)],
    { ...threePreemptions, final: isClear },
  ),
  "one blocks, 2 set and clear it": atomicModelOf(
    OWN,
    (world) => [blocks(world, FIRST), pulses(world, FIRST), pulses(world, FIRST)],
    { ...threePreemptions, final: isClear },
  ),
  "2 wait for a time, one sets it": atomicModelOf(OWN, (world) => [waits(world), sets(world), waits(world)], {
    ...threePreemptions,
    ...timeouts,
  }),
};
