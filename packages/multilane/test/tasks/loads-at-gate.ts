/** A module that takes as long to load as a gate is closed, in processes that are given one. */
import { passGateAsync } from "../support/file-gate-pass.js";

const gate = process.env["LOAD_GATE"];
if (gate !== undefined) await passGateAsync(gate);

export const run = (): string => "loaded";
