/** Models of the whole: all primitives over one parking lot, too large for a search. */
import type { Model, Program, Reaper } from "multilane/testing";
import { World } from "./lot-model.js";
import { boss, ITEMS, loop, taker, watcher } from "./whole-programs.js";
import { MUTEX, onceTaken, TAKEN, TOKENS, TOWN_WORDS, WORD_NAMES } from "./whole-town.js";

/** The boss, two takers, and an event loop; who has what index. */
const [FIRST_TAKER, SECOND_TAKER, LOOP] = [1, 2, 3];
const AGENTS = 4;
const NAMES = ["the boss", "the first taker", "the second taker", "the loop"];
/** The boss counts for itself and for each token; a taker for itself and its token; the loop twice. */
const COUNTED = 1 + 2 + 2 * 2 + 2;

/** What may happen beside. */
interface Trouble {
  readonly timeouts?: number;
  readonly kills?: number;
  readonly mortals?: readonly number[];
}

/** Where it happens. */
interface Place {
  readonly impatient: boolean;
  readonly buckets: number;
}

const troubles: Readonly<Record<string, Trouble>> = {
  "": {},
  ", waits time out": { timeouts: 4 },
  ", a taker is killed": { kills: 1, mortals: [FIRST_TAKER, SECOND_TAKER] },
  ", the loop is killed": { kills: 1, mortals: [LOOP] },
  ", anybody is killed, waits time out": {
    kills: 1,
    mortals: [FIRST_TAKER, SECOND_TAKER, LOOP],
    timeouts: 4,
  },
};

const places: Readonly<Record<string, Place>> = {
  "one bucket": { impatient: false, buckets: 1 },
  "one bucket, handing over": { impatient: true, buckets: 1 },
  "four buckets": { impatient: false, buckets: 4 },
  "four buckets, handing over": { impatient: true, buckets: 4 },
};

function programsOf(world: World, { timeouts = 0, kills = 0 }: Trouble): Program[] {
  const manner = { timed: timeouts > 0, amongMortals: kills > 0 };
  return [
    boss(world, 2, manner),
    taker(world, manner, true),
    taker(world, manner, false),
    loop(world, manner),
  ];
}

function modelOf(place: Place, trouble: Trouble): Model {
  const world = new World({ threads: AGENTS, nodes: 3 * AGENTS, own: TOWN_WORDS, ...place });
  const reaper: Reaper | undefined = trouble.kills === undefined ? undefined : watcher(world);
  return {
    programs: programsOf(world, trouble),
    words: world.words,
    memory: world.memory,
    data: 1,
    maxSteps: 20_000,
    agentNames: NAMES,
    wordNames: WORD_NAMES,
    ...trouble,
    ...(reaper === undefined ? {} : { reaper }),
    final(memory, [counted]) {
      return (reaper === undefined ? leftOver(memory, counted) : undefined) ?? world.atRest(memory);
    },
  };
}

/** What is wrong at the end when nobody was killed. */
function leftOver(memory: Int32Array, counted: number | undefined): string | undefined {
  if (memory[MUTEX] !== 0) return `the mutex was left at ${memory[MUTEX]}`;
  if (memory[TOKENS] !== 0) return `${memory[TOKENS]} tokens are left`;
  if (counted !== COUNTED) return `${counted} were counted, not ${COUNTED}`;
  let taken = memory[TAKEN] ?? 0;
  for (let item = 1; item <= ITEMS; item++) taken -= onceTaken(item);
  return taken === 0 ? undefined : `the items were taken so often: ${memory[TAKEN]?.toString(16)}`;
}

/** By what happens in them. */
export const wholeModels: Readonly<Record<string, Model>> = Object.fromEntries(
  Object.entries(places).flatMap(([where, place]) =>
    Object.entries(troubles).map(([what, trouble]) => [`${where}${what}`, modelOf(place, trouble)]),
  ),
);
