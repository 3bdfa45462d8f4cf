/** Every scenario, in the order of the table. */
import type { Scenario } from "../scenario.js";
import { bursts } from "./bursts.js";
import { sequential } from "./sequential.js";

export const scenarios: readonly Scenario[] = [bursts, sequential];
