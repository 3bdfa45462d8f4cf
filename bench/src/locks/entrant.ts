/** A library of this process with locks. */
import type { Entrant } from "../peer.js";
import type { Sample } from "../scenario.js";
import type { LockScenario } from "./scenarios.js";

/** The loads that a library has an answer to: each runs for so many milliseconds. */
export type LockLoads = Partial<Record<LockScenario, (milliseconds: number) => Promise<Sample>>>;

/** Makes a column of the comparison. */
export function lockEntrant(name: string, version: string, loads: LockLoads): Entrant {
  const byName = new Map<string, (milliseconds: number) => Promise<Sample>>(Object.entries(loads));
  return {
    name,
    version,
    open: async () => ({
      measure: async (scenario, milliseconds) => await byName.get(scenario.name)?.(milliseconds),
      close: async () => undefined,
    }),
  };
}

const BATCH = 1000;

/** Nanoseconds for one call of `pair`. */
export function timeSync(pair: () => void, milliseconds: number): Sample {
  const start = performance.now();
  let pairs = 0;
  while (performance.now() - start < milliseconds || pairs === 0) {
    for (let index = 0; index < BATCH; index++) pair();
    pairs += BATCH;
  }
  return { ns: ((performance.now() - start) / pairs) * 1e6 };
}
