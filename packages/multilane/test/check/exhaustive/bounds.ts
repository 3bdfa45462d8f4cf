/**
 * What each primitive is searched for completely, over a parking lot whose buckets take one step each: every schedule of
 * two agents and one round, also with two timeouts and a kill, its repair included; and of three agents, with three
 * preemptions.
 */
import type { Model } from "#src/check/model.js";

/** A model, and whether it takes more than a few seconds. */
export interface Searched extends Model {
  /** How many preemptions it has in the tests, if the search of it all is for `npm run check:exhaustive`. */
  readonly inTests?: number;
}

/** Models by what they show. */
export type Models = Readonly<Record<string, Searched>>;

/** A model that takes longer than a test should. */
export const long = (model: Model, inTests = 2): Searched => ({ ...model, inTests });

/** Two waits may time out. */
export const timeouts = { timeouts: 2 } as const;
/** And anybody may be killed: for programs that then wait for nobody in vain, or not for ever. */
export const timeoutsAndKill = { timeouts: 2, kills: 1 } as const;
/** The first agent may be killed: for waits without an end, that time out in no schedule. */
export const killOfTheFirst = { kills: 1, mortals: [0] } as const;
/** For three agents. */
export const threePreemptions = { preemptions: 3 } as const;
