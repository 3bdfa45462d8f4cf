/** Everybody who takes part, multilane first. */
import type { Contestant } from "../contestant.js";
import { multilaneProcesses, multilaneThreads } from "./multilane.js";
import { piscina } from "./piscina.js";
import { poolifier } from "./poolifier.js";
import { tinypoolProcesses, tinypoolThreads } from "./tinypool.js";
import { workerpoolProcesses, workerpoolThreads } from "./workerpool.js";

export const contestants: readonly Contestant[] = [
  multilaneThreads,
  piscina,
  tinypoolThreads,
  workerpoolThreads,
  poolifier,
  multilaneProcesses,
  tinypoolProcesses,
  workerpoolProcesses,
];
