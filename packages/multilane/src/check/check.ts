/**
 * A checker of interleavings: runs programs that share memory through *every* order of their atomic operations and
 * finds lost wake-ups, deadlocks, data races and broken invariants, each with the schedule that leads there.
 */
import type { Model } from "./model.js";
import { explainFailure } from "./replay-schedule.js";
import type { Report } from "./report.js";
import { search } from "./search.js";
import type { SearchResult } from "./search.js";

/** How many preemptions are tried first: most bugs need no more (CHESS), and most searches are short with so few. */
const FEW = 1;

/** How many states are looked at for a shorter schedule than the one that was found deep first. */
const STATES_FOR_THE_SHORTEST = 500_000;

/**
 * Follows every schedule of the model, within its bounds.
 *
 * Cost: some 300,000 states a second; memory as for `maxStates`. Two agents of some 30 steps have 10⁴ to 10⁶ states, and
 * each timeout or kill that is allowed multiplies them: begin with `findFailure`, which looks where most bugs are.
 *
 * @returns the report: `complete` says that all schedules were followed and none goes wrong
 */
export function check(model: Model): Report {
  const { preemptions = Infinity } = model;
  if (preemptions !== Infinity) return report(model, search(model, { best: true, preemptions }));
  const few = search(model, { best: true, preemptions: FEW });
  if (few.reason !== undefined) return report(model, few);
  // Without a bound it makes no difference who took the last step: that halves the number of states.
  const all = search(model, { best: false, preemptions });
  if (all.reason === undefined) return report(model, all);
  const maxStates = Math.min(model.maxStates ?? Infinity, STATES_FOR_THE_SHORTEST);
  const best = search({ ...model, maxStates }, { best: true, preemptions });
  return report(model, best.reason === undefined ? all : best);
}

/**
 * Looks for a schedule that goes wrong, with 0, 1, 2 … preemptions, and among those for the shortest one.
 *
 * @param mostPreemptions where to stop, if the model has no bound of its own; 3 by default
 */
export function findFailure(model: Model, mostPreemptions = 3): Report {
  const { preemptions = mostPreemptions } = model;
  return report(model, search(model, { best: true, preemptions }));
}

/** What a search found, with its schedule in words. */
function report(model: Model, { reason, schedule, complete, states, transitions }: SearchResult): Report {
  const failure = reason === undefined ? undefined : explainFailure(model, schedule);
  return { failure, complete, states, transitions };
}
