/** A module that takes a while to load in a worker. */
import { isMainThread, task } from "multilane";
import { awaitGate } from "./sample.js";

if (!isMainThread) await new Promise((resolve) => setTimeout(resolve, 200));

export const awaitGateSlowly = task(import.meta, async (gate: Int32Array) => await awaitGate(gate));
