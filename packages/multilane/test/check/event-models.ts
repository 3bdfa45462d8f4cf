/** Programs that use the shipped flag of an event, over a parking lot in the memory of a model. */
import type { Agent, Program } from "#src/check/agent.js";
import type { Model } from "#src/check/model.js";
import { EventFlag } from "#src/sync/event-flag.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import { passGate } from "#src/sync/parking-lot/gate.js";
import type { World } from "./lot-model.js";
import { announce, heard, KEY, modelOf, SOME_TIME } from "./primitive-model.js";

/** The word of the flag, and those that say that the first and the second one is there. */
export const [FLAG, FIRST, SECOND] = [0, 1, 2];
/** How many words that is. */
export const OWN = 3;

function flagOf(world: World, agent: Agent): EventFlag {
  return new EventFlag(world.lot(agent), agent.words, FLAG, KEY);
}

/** Begins to wait, says so, and must be woken. */
export function blocks(world: World, here: number): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const gate = new EventFlag(lot, agent.words, FLAG, KEY).gate();
    announce(agent, here);
    agent.check(passGate(lot, gate, Infinity) === true, "it woke up for nothing");
  };
}

/** Awaits it, says so, and must be woken. */
export function awaits(world: World, here: number): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const gate = new EventFlag(mailbox.lot, agent.words, FLAG, KEY).gate();
    announce(agent, here);
    new GateWaiters(mailbox, gate).enqueue({ grant: agent.expect("the event") });
  };
}

/** Sets it when the others are there, and clears it at once. */
export function pulses(world: World, ...others: number[]): Program {
  return (agent) => {
    for (const other of others) heard(agent, other);
    const flag = flagOf(world, agent);
    flag.set();
    flag.clear();
  };
}

/** Comes when it was set and cleared, and must not be woken; may time out. */
function comesLate(world: World): Program {
  return (agent) => {
    heard(agent, FIRST);
    const lot = world.lot(agent);
    const gate = new EventFlag(lot, agent.words, FLAG, KEY).gate();
    agent.check(passGate(lot, gate, SOME_TIME) === undefined, "it woke up for nothing");
  };
}

/** Sets it and clears it, and says so. */
function pulsesFirst(world: World): Program {
  return (agent) => {
    pulses(world)(agent);
    announce(agent, FIRST);
  };
}

/** Waits for it; may time out. */
export function waits(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const flag = new EventFlag(lot, agent.words, FLAG, KEY);
    const passed = passGate(lot, flag.gate(), SOME_TIME);
    agent.check(passed === undefined || flag.isSet, "it woke up for nothing");
  };
}

/** Sets it when the others are there. */
export function sets(world: World, ...others: number[]): Program {
  return (agent) => {
    for (const other of others) heard(agent, other);
    flagOf(world, agent).set();
  };
}

/** Pulses, and sets it for good: for who may come after that. */
function pulsesAndSets(world: World, ...others: number[]): Program {
  return (agent) => {
    pulses(world, ...others)(agent);
    flagOf(world, agent).set();
  };
}

/** Sets and clears it, then waits for the next time. */
function pulsesAndBlocks(world: World, here: number): Program {
  const thenBlocks = blocks(world, here);
  return (agent) => {
    pulses(world)(agent);
    thenBlocks(agent);
  };
}

function clears(world: World): Program {
  return (agent) => flagOf(world, agent).clear();
}

/** Clears it as soon as it is set. */
function clearsWhenSet(world: World): Program {
  return (agent) => {
    const flag = flagOf(world, agent);
    while (!flag.isSet) agent.atomics.pause();
    flag.clear();
  };
}

/** It is clear at the end, and nobody is said to wait, since all were told. */
export function isClear(memory: Int32Array): string | undefined {
  const flag = memory[FLAG] ?? 0;
  return (flag & 3) === 0 ? undefined : `the word of the flag is ${flag} at the end`;
}

/** What must hold, and the models that show it. */
export const eventModels: Readonly<Record<string, readonly Model[]>> = {
  "wakes a thread or an event loop that is there when it is set, though it is cleared at once": [
    modelOf(OWN, (world) => [blocks(world, FIRST), pulses(world, FIRST)]),
    modelOf(OWN, (world) => [awaits(world, FIRST), pulses(world, FIRST)]),
  ],
  "wakes all who are there": [blocks, awaits].map((second) =>
    modelOf(OWN, (world) => [blocks(world, FIRST), second(world, SECOND), pulses(world, FIRST, SECOND)], {
      preemptions: 1,
    }),
  ),
  "wakes all when two set and clear it": [
    modelOf(OWN, (world) => [blocks(world, FIRST), pulses(world, FIRST), pulses(world, FIRST)], {
      preemptions: 2,
    }),
  ],
  "loses no waiter to two that clear it at once": [
    modelOf(OWN, (world) => [pulsesAndBlocks(world, FIRST), clears(world), pulses(world, FIRST)], {
      preemptions: 2,
    }),
  ],
  "is cleared while another is about to tell those who wait": [
    modelOf(
      OWN,
      (world) => [blocks(world, FIRST), sets(world, FIRST), clearsWhenSet(world)],
      { preemptions: 2 },
      isClear,
    ),
  ],
  "wakes nobody who comes when it is clear again": [
    modelOf(OWN, (world) => [comesLate(world), pulsesFirst(world)], { timeouts: 1 }),
  ],
  "is set or not when a wait times out": [
    modelOf(OWN, (world) => [waits(world), sets(world), waits(world)], { timeouts: 2, preemptions: 1 }),
  ],
  "wakes those who are there when one that sets it is killed in the middle": [blocks, awaits].map((first) =>
    modelOf(OWN, (world) => [first(world, FIRST), pulses(world, FIRST), pulses(world, FIRST)], {
      kills: 1,
      mortals: [1],
      preemptions: 1,
    }),
  ),
  "wakes the others when one that waits is killed": [
    modelOf(OWN, (world) => [blocks(world, FIRST), blocks(world, SECOND), pulsesAndSets(world, SECOND)], {
      kills: 1,
      mortals: [0],
      preemptions: 0,
    }),
  ],
};
