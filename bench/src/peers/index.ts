/** Everybody who takes part, multilane first. */
import { inProcess, type Entrant } from "../peer.js";
import { findCPython } from "./cpython.js";
import { multilane } from "./multilane.js";
import { piscina } from "./piscina.js";
import { poolifier } from "./poolifier.js";
import { postMessage } from "./post-message.js";
import { tinypool } from "./tinypool.js";
import { workerpoolPeer } from "./workerpool.js";

/** The name in the table that all others are set in relation to. */
export const REFERENCE = multilane.name;

export function listEntrants(): Entrant[] {
  const libraries = [multilane, piscina, tinypool, workerpoolPeer, poolifier, postMessage];
  const python = findCPython();
  return [...libraries.map(inProcess), ...(python === undefined ? [] : [python])];
}
