/** Models of the queue of a condition that are searched completely. */
import type { Reaper } from "#src/check/agent.js";
import {
  addsTokens,
  MUTEX,
  OWN,
  passesOn,
  RETAKEN,
  shop,
  SOME_TIME,
  takesToken,
  waitsOnce,
} from "../condition-programs.js";
import type { World } from "../lot-model.js";
import { atomicModelOf } from "../primitive-model.js";
import { killOfTheFirst, long, threePreemptions, timeouts, timeoutsAndKill } from "./bounds.js";
import type { Models } from "./bounds.js";

/** Nobody has the mutex. */
const isFree = (memory: Int32Array): string | undefined =>
  memory[MUTEX] === 0 ? undefined : `the mutex was left at ${memory[MUTEX]}`;

/** The dead one may have been through, and died with what it should have told the next: no business of the condition. */
const passOn =
  (world: World): Reaper =>
  (agent) => {
    if (agent.atomics.load(agent.words, RETAKEN) === 1) shop(world, agent).queue.notify(1);
  };

/** The queue of `Condition`, with the mutex of its lock. */
export const conditionModels: Models = {
  "one waits, one notifies": atomicModelOf(OWN, (world) => [waitsOnce(world), addsTokens(world, 1)], {
    final: isFree,
  }),
  "one waits for a time, one notifies": atomicModelOf(
    OWN,
    (world) => [waitsOnce(world, SOME_TIME), addsTokens(world, 1)],
    { ...timeouts, final: isFree },
  ),
  "one waits for a time, one notifies, one of them is killed": long(
    atomicModelOf(OWN, (world) => [waitsOnce(world, SOME_TIME), addsTokens(world, 1)], timeoutsAndKill),
  ),
  "one waits and is killed, one notifies": atomicModelOf(
    OWN,
    (world) => [waitsOnce(world), addsTokens(world, 1)],
    killOfTheFirst,
  ),
  "2 wait for a token each": long(
    atomicModelOf(OWN, (world) => [takesToken(world), takesToken(world), addsTokens(world, 2)], {
      ...threePreemptions,
      final: isFree,
    }),
  ),
  "2 wait, one passes on what it was told": long(
    atomicModelOf(OWN, (world) => [passesOn(world), passesOn(world), addsTokens(world, 1)], {
      ...threePreemptions,
      final: isFree,
    }),
  ),
  "2 wait, one of them for a time": long(
    atomicModelOf(OWN, (world) => [passesOn(world, SOME_TIME), passesOn(world), addsTokens(world, 1)], {
      ...threePreemptions,
      timeouts: 1,
      final: isFree,
    }),
  ),
  "2 wait, one of them is killed": long(
    atomicModelOf(OWN, (world) => [passesOn(world), passesOn(world), addsTokens(world, 1)], {
      preemptions: 2,
      ...killOfTheFirst,
      afterDeath: passOn,
    }),
    1,
  ),
};
