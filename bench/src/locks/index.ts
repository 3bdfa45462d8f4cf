/** Who takes part in the loads for locks, multilane first. */
import type { Entrant } from "../peer.js";
import { findCPython } from "../peers/cpython.js";
import { asyncMutex } from "./async-mutex.js";
import { bare } from "./bare.js";
import { multilaneLocks } from "./multilane.js";
import { multithreading } from "./multithreading.js";

export function listLockEntrants(): Entrant[] {
  const python = findCPython();
  return [multilaneLocks, bare, asyncMutex, multithreading, ...(python === undefined ? [] : [python])];
}
