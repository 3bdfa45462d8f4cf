/** One kind of load and the figures it gives. */
import type { Pool } from "./peer.js";

/** A figure of a scenario. */
export interface Metric {
  /** The key in a {@link Sample} and in the results file, with its unit: `tasks/s`, `p50 µs`. */
  readonly name: string;
  readonly better: "higher" | "lower";
}

/** What one measurement gave: a value for each metric of the scenario. */
export type Sample = Readonly<Record<string, number>>;

export interface Scenario {
  /** The key in the results file, and what a foreign process is asked for. */
  readonly name: string;
  /** One line for the table. */
  readonly title: string;
  readonly metrics: readonly Metric[];
}

/** A load for pools. */
export interface PoolScenario extends Scenario {
  /** Loads the pool for so many milliseconds. Every answer is awaited and checked. */
  measure(pool: Pool, milliseconds: number): Promise<Sample>;
}

/** Throws unless the answer is the question: a pool that loses or swaps results must not win. */
export function checkAnswer(question: number, answer: number): void {
  if (answer !== question) throw new Error(`answered ${String(answer)} for ${question}`);
}
