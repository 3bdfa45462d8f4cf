/**
 * What takes part in a comparison: a {@link Peer} is a pool of this process, an {@link Entrant} anything that can
 * run the scenarios, also in a process of another language.
 */
import type { Sample, Scenario } from "./scenario.js";
import { scenarios } from "./scenarios/index.js";

/** An open pool whose workers answer a number with itself. */
export interface Pool {
  /**
   * Runs one task. Whatever the library returns is passed on as it is: wrapping it into a promise of our own would
   * charge every peer for an allocation that is ours.
   */
  run(n: number): PromiseLike<number>;
  /** Ends the workers. Resolves when they are gone. */
  close(): Promise<void>;
}

/** One library, one way to open its pool. Options stay at their defaults, except for the number of workers. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  open(workers: number): Promise<Pool>;
}

/** An entrant that is open: it measures itself in one scenario after the other. */
export interface Session {
  /**
   * @param milliseconds how long to measure; at least one unit of the scenario is measured even with 0
   * @returns `undefined` where this entrant does not know the scenario
   * @throws Error for an answer that is not the number that was asked for
   */
  measure(scenario: Scenario, milliseconds: number): Promise<Sample | undefined>;
  close(): Promise<void>;
}

/** A column of the comparison. */
export interface Entrant {
  readonly name: string;
  readonly version: string;
  open(workers: number): Promise<Session>;
}

/** A library of this process as an entrant. */
export function inProcess(peer: Peer): Entrant {
  return {
    name: peer.name,
    version: peer.version,
    async open(workers) {
      const pool = await peer.open(workers);
      return {
        measure: async ({ name }, milliseconds) =>
          await scenarios.find((scenario) => scenario.name === name)?.measure(pool, milliseconds),
        close: () => pool.close(),
      };
    },
  };
}
