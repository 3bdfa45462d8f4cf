/**
 * The search over all schedules: a graph search over global states, that is the memory, who waits, and what has
 * happened to each agent. Orders that lead to the same state are followed once. ECMAScript's atomic operations are
 * sequentially consistent, and programs without data races see no other orders than those (SC-DRF), so for an
 * algorithm whose plain data is free of races this leaves nothing out.
 */
import { BestFirst, DepthFirst } from "./frontier.js";
import type { Deferred, Reached } from "./frontier.js";
import { HistoryTree } from "./history.js";
import type { Model } from "./model.js";
import type { Alteration } from "./run.js";
import { SeenSet } from "./seen-set.js";
import { deathsOf, initialState, partsOf } from "./setup.js";
import type { State } from "./state.js";
import { Trail } from "./trail.js";
import type { Transition } from "./transition.js";
import type { Deaths } from "./transitions.js";
import { killsOf, preemptionsOf, take, transitionsOf } from "./transitions.js";
import { Judge } from "./verdict.js";

/** How to search. */
export interface SearchOptions {
  /** Fewest preemptions first, or deep first. A bound on preemptions needs the former. */
  readonly best: boolean;
  readonly preemptions: number;
  readonly alteration?: Alteration | undefined;
}

/** What a search came to. */
export interface SearchResult {
  /** What is wrong at the end of the schedule; `undefined` if nothing was found. */
  readonly reason: string | undefined;
  readonly schedule: readonly Transition[];
  /** Whether it came to its end, and not to the model's bound of states. */
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
}

/** Follows every schedule, to the first that goes wrong. */
export function search(model: Model, options: SearchOptions): SearchResult {
  return new Search(model, options).run();
}

class Search {
  readonly #model: Model;
  readonly #options: SearchOptions;
  readonly #deaths: Deaths;
  readonly #judge: Judge;
  readonly #seen = new SeenSet();
  readonly #trail = new Trail();
  readonly #best: BestFirst | undefined;
  readonly #frontier: BestFirst | DepthFirst;
  readonly #maxSteps: number;
  #transitions = 0;

  constructor(model: Model, options: SearchOptions) {
    this.#model = model;
    this.#options = options;
    this.#deaths = deathsOf(model);
    this.#judge = new Judge(model);
    this.#best = options.best ? new BestFirst() : undefined;
    this.#frontier = this.#best ?? new DepthFirst();
    this.#maxSteps = model.maxSteps ?? 1000;
  }

  run(): SearchResult {
    const { maxStates = 5_000_000 } = this.#model;
    const pasts = partsOf(this.#model, this.#options.alteration).map((part) => new HistoryTree(part).root);
    this.#reach(initialState(this.#model, pasts), -1, 0, 0);
    for (let next = this.#frontier.next(); next !== undefined; next = this.#frontier.next()) {
      if (this.#seen.size >= maxStates) return this.#result(undefined, [], false);
      if ("from" in next) this.#take(next);
      else {
        const reason = this.#look(next);
        if (reason !== undefined) return this.#result(reason, this.#trail.scheduleTo(next.number), false);
      }
    }
    return this.#result(undefined, [], true);
  }

  #result(reason: string | undefined, schedule: readonly Transition[], complete: boolean): SearchResult {
    return { reason, schedule, complete, states: this.#seen.size, transitions: this.#transitions };
  }

  #reach(state: State, parent: number, step: Transition, depth: number): void {
    const { high, low } = state.hash(this.#options.best);
    if (!this.#seen.add(high, low)) return;
    this.#frontier.push({ state, number: this.#trail.add(parent, step), depth });
  }

  /** Judges a state and takes all steps from it. */
  #look(from: Reached): string | undefined {
    const { state, depth } = from;
    const reason = this.#judge.problem(state);
    if (reason !== undefined) return reason;
    const steps = transitionsOf(state);
    if (steps.length === 0) {
      const problem = this.#judge.problemAtEnd(state);
      if (problem !== undefined) return problem;
    } else if (depth > this.#maxSteps) return `it goes on after ${this.#maxSteps} steps`;
    steps.push(...killsOf(state, this.#deaths));
    for (const step of steps) {
      if (this.#best === undefined || preemptionsOf(state, step) === 0) this.#take({ from, step });
      else if (this.#best.preemptions < this.#options.preemptions) this.#best.defer({ from, step });
    }
    return undefined;
  }

  #take({ from, step }: Deferred): void {
    this.#transitions++;
    const state = from.state.clone();
    take(state, step, this.#deaths);
    this.#reach(state, from.number, step, from.depth + 1);
  }
}
