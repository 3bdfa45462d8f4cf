/**
 * Who runs, in probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, 2010): of those who
 * can the one with the highest priority. Priorities are random, and change at `depth` - 1 random steps: there the agent
 * that runs gets the lowest. A bug that takes `depth` steps in a certain order, among n agents and k steps, is found by
 * one schedule with a probability of at least 1 / (n × k^(depth - 1)).
 */
import type { Random } from "./random.js";

/** The plan of one schedule. */
export class Priorities {
  readonly #priorities: number[];
  /** At which steps they change, in order. */
  readonly #changes: number[];
  #changed = 0;

  /** @param steps how many steps the schedule is expected to have */
  constructor(random: Random, agents: number, depth: number, steps: number) {
    this.#priorities = shuffled(random, agents);
    this.#changes = Array.from({ length: depth - 1 }, () => 1 + random.below(steps)).sort((a, b) => a - b);
  }

  /** Higher runs first. */
  of(agent: number): number {
    return this.#priorities[agent] ?? 0;
  }

  /**
   * An agent has taken a step.
   *
   * @returns whether it has lost its priority by that
   */
  stepped(agent: number, steps: number): boolean {
    if (this.#changes[this.#changed] !== steps) return false;
    while (this.#changes[this.#changed] === steps) this.#changed++;
    this.#priorities[agent] = -this.#changed;
    return true;
  }
}

/** The numbers of 1 … count in random order (Fisher and Yates). */
function shuffled(random: Random, count: number): number[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  for (let at = count - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [numbers[at], numbers[other]] = [numbers[other] ?? 0, numbers[at] ?? 0];
  }
  return numbers;
}
