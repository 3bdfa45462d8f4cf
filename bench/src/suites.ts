/** What is compared with what. */
import { listLockEntrants } from "./locks/index.js";
import { lockScenarios } from "./locks/scenarios.js";
import type { Entrant } from "./peer.js";
import { listEntrants } from "./peers/index.js";
import type { Scenario } from "./scenario.js";
import { scenarios } from "./scenarios/index.js";

/** Some entrants and the scenarios that they run. */
export interface Suite {
  readonly name: string;
  readonly entrants: readonly Entrant[];
  readonly scenarios: readonly Scenario[];
}

export function listSuites(): Suite[] {
  return [
    { name: "pools", entrants: listEntrants(), scenarios },
    { name: "locks", entrants: listLockEntrants(), scenarios: lockScenarios },
  ];
}
