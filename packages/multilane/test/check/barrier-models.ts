/** Programs that use the shipped rendezvous of a barrier, over a parking lot in the memory of a model. */
import type { Agent, Program } from "#src/check/agent.js";
import type { Model } from "#src/check/model.js";
import { EVENT_LOOP } from "#src/sync/parking-lot/node.js";
import type { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import { PendingArrival } from "#src/sync/pending-arrival.js";
import { Rendezvous, RENDEZVOUS_WORDS } from "#src/sync/rendezvous.js";
import type { Fate } from "#src/sync/rendezvous.js";
import type { World } from "./lot-model.js";
import { announce, heard, KEY, modelOf, SOME_TIME } from "./primitive-model.js";

/** After the words of the rendezvous: who had which index, how many were told that it is broken, what was announced. */
const INDICES = RENDEZVOUS_WORDS;
const BROKEN = INDICES + 3;
export const HERE: number = BROKEN + 1;
const ACTING = HERE + 1;
export const ACTED: number = ACTING + 1;
/** How many words there are. */
export const OWN: number = ACTED + 1;

/** How one that meets the others behaves. */
export interface Party {
  readonly parties: number;
  /** Whether it acts if it is the last: it says so, and nobody else may. */
  readonly acts?: boolean;
  /** Whether its wait may time out. */
  readonly timed?: boolean;
  /** Whether it says that it is in the queue. */
  readonly announces?: boolean;
  readonly rounds?: number;
}

function rendezvousOf(lot: ParkingLot, agent: Agent, parties: number): Rendezvous {
  return new Rendezvous(lot, agent.words, 0, KEY, parties);
}

/** Writes down what became of a wait. */
function note({ atomics, words }: Agent, index: number | undefined): void {
  atomics.add(words, index === undefined ? BROKEN : INDICES + index, 1);
}

/** Does what the fate says. Returns the index, or `undefined` when the barrier is broken. */
function follow(
  agent: Agent,
  rendezvous: Rendezvous,
  fate: Fate | undefined,
  party: Party,
): number | undefined {
  if (fate?.kind === "passes") return fate.index;
  if (fate?.kind !== "acts") return undefined;
  const { atomics, words, check } = agent;
  if (!rendezvous.isTurn(fate.turn)) return undefined;
  if (party.acts === true) {
    check(atomics.exchange(words, ACTING, 1) === 0, "two act at once");
    announce(agent, ACTED);
    atomics.store(words, ACTING, 0);
  }
  return rendezvous.complete(fate.turn) ? party.parties - 1 : undefined;
}

/** Waits, blocked, as `BarrierCore.waitSync`. */
export function meets(world: World, party: Party): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const rendezvous = rendezvousOf(lot, agent, party.parties);
    for (let round = 0; round < (party.rounds ?? 1); round++) {
      const place = lot.takeNode();
      const deaths = lot.deaths();
      let fate = rendezvous.arrive(place, 0, party.acts ?? false);
      if (fate === undefined) {
        if (party.announces === true) announce(agent, HERE);
        fate = rendezvous.block(place, deaths, party.timed === true ? SOME_TIME : Infinity);
      }
      lot.freeNode(place);
      note(agent, follow(agent, rendezvous, fate, party));
    }
  };
}

/** Waits on its event loop, as `BarrierCore.wait`. */
export function awaits(world: World, party: Party): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const rendezvous = rendezvousOf(mailbox.lot, agent, party.parties);
    const place = mailbox.lot.takeNode();
    const deaths = mailbox.lot.deaths();
    const over = agent.expect("the others");
    const end = (fate: Fate | undefined): void => {
      over();
      cancel?.();
      mailbox.lot.freeNode(place);
      note(agent, follow(agent, rendezvous, fate, party));
    };
    const fate = rendezvous.arrive(place, EVENT_LOOP, party.acts ?? false);
    let cancel: (() => void) | undefined;
    if (fate !== undefined) {
      end(fate);
      return;
    }
    if (party.announces === true) announce(agent, HERE);
    const pending = new PendingArrival(rendezvous, mailbox, place, end);
    if (party.timed === true)
      cancel = agent.later(() => {
        if (pending.giveUp()) end(undefined);
      });
    pending.watch(deaths);
  };
}

/** Aborts the barrier unless it hears what it waits for: for schedules in which somebody dies before they come. */
export function rescues(world: World, parties: number, word: number): Program {
  return (agent) => {
    if (!heard(agent, word, true)) rendezvousOf(world.lot(agent), agent, parties).abort();
  };
}

/** At the end all have passed, with each index so often, or all were told that it is broken. */
export function together(parties: number, each = 1) {
  return (memory: Int32Array): string | undefined => {
    const indices = [...memory.subarray(INDICES, INDICES + parties)];
    const broken = memory[BROKEN] ?? 0;
    if (broken === 0 && indices.every((count) => count === each)) return undefined;
    if (broken === parties * each && indices.every((count) => count === 0)) return undefined;
    return `the indices came ${indices.join(", ")} times, and ${broken} found it broken`;
  };
}

export function aborts(world: World, parties: number): Program {
  return (agent) => rendezvousOf(world.lot(agent), agent, parties).abort();
}

/** Comes when the other waits, resets the barrier, and meets it anew. */
function resets(world: World): Program {
  const meetsAgain = meets(world, { parties: 2 });
  return (agent) => {
    heard(agent, HERE);
    rendezvousOf(world.lot(agent), agent, 2).reset();
    meetsAgain(agent);
  };
}

/** Acts twice on one event loop: the first time is ended by a reset, before the second begins. */
function actsTwice(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const rendezvous = rendezvousOf(lot, agent, 1);
    const place = lot.takeNode(); // it never waits
    const begin = (): number => {
      const fate = rendezvous.arrive(place, EVENT_LOOP, true);
      return fate?.kind === "acts" ? fate.turn : -1;
    };
    const first = begin();
    rendezvous.reset();
    const second = begin();
    agent.check(!rendezvous.isTurn(first) && !rendezvous.complete(first), "the first turn was not over");
    agent.check(rendezvous.isTurn(second) && rendezvous.complete(second), "the second turn was over");
  };
}

const two: Party = { parties: 2 };
const three: Party = { parties: 3 };
const acting: Party = { parties: 2, acts: true };
const alone: Party = { parties: 1, acts: true };

/** What must hold, and the models that show it. */
export const barrierModels: Readonly<Record<string, readonly Model[]>> = {
  "lets 2 threads go on together": [
    modelOf(OWN, (world) => [meets(world, two), meets(world, two)], {}, together(2)),
  ],
  "lets 2 threads go on together, again and again": [
    modelOf(
      OWN,
      (world) => [meets(world, { parties: 2, rounds: 2 }), meets(world, { parties: 2, rounds: 2 })],
      { preemptions: 3 },
      together(2, 2),
    ),
  ],
  "lets 3 threads go on together": [
    modelOf(
      OWN,
      (world) => [meets(world, three), meets(world, three), meets(world, three)],
      { preemptions: 2 },
      together(3),
    ),
  ],
  "lets threads and event loops go on together": [meets, awaits].map((other) =>
    modelOf(OWN, (world) => [other(world, two), awaits(world, two)], {}, together(2)),
  ),
  "is broken for all or for none by timeouts": [meets, awaits].map((other) =>
    modelOf(
      OWN,
      (world) => [meets(world, { parties: 2, timed: true }), other(world, { parties: 2, timed: true })],
      { timeouts: 2 },
      together(2),
    ),
  ),
  "has one act before the others go on": [
    modelOf(OWN, (world) => [meets(world, acting), meets(world, acting)], {}, together(2)),
  ],
  "has one act at a time, though others come meanwhile": [meets, awaits].map((last) =>
    modelOf(
      OWN,
      (world) => [meets(world, alone), awaits(world, alone), last(world, alone)],
      { preemptions: 1 },
      together(1, 3),
    ),
  ),
  "lets those go on who came while one acted, phase after phase": [
    modelOf(
      OWN,
      (world) => [meets(world, acting), meets(world, acting), meets(world, acting), awaits(world, acting)],
      { preemptions: 1 },
      together(2, 2),
    ),
  ],
  "is broken for all or for none by an abort": [
    modelOf(
      OWN,
      (world) => [meets(world, acting), meets(world, acting), aborts(world, 2)],
      { preemptions: 2 },
      together(2),
    ),
  ],
  "is as new after a reset": [
    modelOf(
      OWN,
      (world) => [meets(world, { parties: 2, announces: true, rounds: 2 }), resets(world)],
      { preemptions: 3 },
      (memory) => {
        const told = [...memory.subarray(INDICES, INDICES + 2), memory[BROKEN]].join();
        return told === "1,1,1" ? undefined : `the indices, and the broken waits: ${told}`;
      },
    ),
  ],
  "tells the turns of one thread apart": [modelOf(OWN, (world) => [actsTwice(world)])],
  "is broken for who waits when another dies that waits beside it": [meets, awaits].map((survivor) =>
    modelOf(
      OWN,
      (world) => [
        meets(world, { parties: 2, announces: true }),
        survivor(world, two),
        rescues(world, 2, HERE),
      ],
      { kills: 1, mortals: [0], timeouts: 1, preemptions: 1 },
    ),
  ),
  "is broken for who waits when the one dies that acts": [meets, awaits].map((survivor) =>
    modelOf(OWN, (world) => [meets(world, acting), survivor(world, two), rescues(world, 2, ACTED)], {
      kills: 1,
      mortals: [0],
      timeouts: 1,
      preemptions: 1,
    }),
  ),
  "lets nobody wait for ever when the one dies that acts, in the middle of letting several go": [
    modelOf(
      OWN,
      (world) => [
        meets(world, { parties: 3, acts: true }),
        meets(world, three),
        meets(world, three),
        rescues(world, 3, ACTED),
      ],
      { kills: 1, mortals: [0], timeouts: 1, preemptions: 0 },
    ),
  ],
  "tells those who wait when a thread is killed while it breaks it": [
    modelOf(OWN, (world) => [aborts(world, 3), meets(world, three), meets(world, three), aborts(world, 3)], {
      kills: 1,
      mortals: [0],
      preemptions: 0,
    }),
  ],
};
