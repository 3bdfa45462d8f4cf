/** From samples to what is printed and written: medians, ranges, and ratios to the reference. */
import type { Metric, Sample, Scenario } from "./scenario.js";
import type { Samples } from "./rounds.js";
import { median } from "./statistics.js";

/** One entrant in one metric. */
interface Figure {
  readonly entrant: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** In the order of the rounds. */
  readonly values: readonly number[];
  /**
   * How many times better the reference is: the median of the rounds' ratios, because two figures of one round were
   * taken under the same weather. Missing when the reference did not take part.
   */
  readonly referenceIsBetter: number | undefined;
}

export interface Comparison {
  readonly scenario: Scenario;
  readonly metric: Metric;
  readonly figures: readonly Figure[];
}

export function compare(scenarios: readonly Scenario[], samples: Samples, reference: string): Comparison[] {
  return scenarios.flatMap((scenario) =>
    scenario.metrics.map((metric) => {
      const byEntrant = [...(samples.get(scenario.name) ?? [])];
      const ofReference = valuesOf(samples.get(scenario.name)?.get(reference) ?? [], metric);
      const figures = byEntrant.map(([entrant, ofEntrant]) =>
        figureOf(entrant, valuesOf(ofEntrant, metric), ofReference, metric),
      );
      const sign = metric.better === "higher" ? -1 : 1;
      return { scenario, metric, figures: figures.sort((a, b) => sign * (a.median - b.median)) };
    }),
  );
}

function valuesOf(samples: readonly Sample[], metric: Metric): number[] {
  return samples.map((sample) => sample[metric.name] ?? Number.NaN);
}

function figureOf(entrant: string, values: number[], ofReference: number[], metric: Metric): Figure {
  const ratios = values.map((value, round) => {
    const there = ofReference[round] ?? Number.NaN;
    return metric.better === "higher" ? there / value : value / there;
  });
  return {
    entrant,
    median: median(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    values,
    referenceIsBetter: ofReference.length === 0 ? undefined : median(ratios),
  };
}
