/** Random schedules, for what is too large to be searched. */
import type { Model } from "./model.js";
import { explainFailure } from "./replay-schedule.js";
import type { Failure } from "./report.js";
import { RandomScheduler } from "./random-scheduler.js";

/** How to choose schedules. */
export interface RandomOptions {
  /** How many; 10,000 by default. */
  readonly schedules?: number;
  /** Where to begin: an integer. The same seed gives the same schedules; a random one by default. */
  readonly seed?: number;
  /**
   * How many steps must come in a certain order for the bug to show: the d of PCT; 3 by default. The larger, the less
   * likely is each single schedule to find a bug of that depth.
   */
  readonly depth?: number;
}

/** What random schedules found. */
export interface RandomReport {
  readonly failure: Failure | undefined;
  /** What to pass to see the same again. */
  readonly seed: number;
  /** How many schedules were run: the last one is the one that fails. */
  readonly schedules: number;
  /** How many steps they had in all. */
  readonly steps: number;
}

/**
 * Runs schedules that are chosen at random, by priorities (probabilistic concurrency testing), until one goes wrong. It
 * proves nothing, but takes models of any size: a bug of depth `d` among `n` agents and `k` steps is found by one
 * schedule with a probability of at least 1 / (n × k^(d - 1)), if timeouts and kills are not part of it. A data race is
 * found in every schedule that has its two accesses, neighbours or not (by vector clocks).
 *
 * Cost: some 50,000 schedules of 60 steps a second.
 *
 * @throws RangeError if `depth` or `schedules` is not a positive integer
 */
export function checkRandomly(model: Model, options: RandomOptions = {}): RandomReport {
  const { schedules = 10_000, seed = Math.floor(Math.random() * 2 ** 31), depth = 3 } = options;
  for (const [name, value] of Object.entries({ schedules, depth }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} must be a positive integer, not ${value}`);
  const scheduler = new RandomScheduler(model, depth);
  for (let count = 1; count <= schedules; count++) {
    const schedule = scheduler.run(Math.imul(seed, 0x9e3779b1) + count);
    if (schedule === undefined) continue;
    const failure = explainFailure(model, schedule);
    return { failure, seed, schedules: count, steps: scheduler.steps };
  }
  return { failure: undefined, seed, schedules, steps: scheduler.steps };
}
