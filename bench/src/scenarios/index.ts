/** Every scenario for pools, in the order of the table. */
import type { PoolScenario } from "../scenario.js";
import { bursts } from "./bursts.js";
import { sequential } from "./sequential.js";

export const scenarios: readonly PoolScenario[] = [bursts, sequential];
