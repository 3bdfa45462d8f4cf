/** A module whose load in a worker waits at the gate that main put into the environment data. */
import { getEnvironmentData } from "node:worker_threads";
import { isMainThread, task } from "multilane";
import { waitAtGate } from "./sample.js";

if (!isMainThread) waitAtGate(getEnvironmentData("gated-load") as unknown as Int32Array);

export const afterGate = task(import.meta, () => "loaded");
