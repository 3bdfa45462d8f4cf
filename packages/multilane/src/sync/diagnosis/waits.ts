/** Who waits for what, in all threads, as it was a moment ago. */
import {
  COUNT,
  EVENT_LOOP,
  FOR_LOCK,
  KEY,
  KIND,
  SINCE,
  STATE,
  THREAD,
  TICKET,
  WAITING,
} from "../parking-lot/node.js";
import type { ParkingLot } from "../parking-lot/parking-lot.js";

/** A wait that is under way. */
export interface Wait {
  readonly node: number;
  /** The place in its queue: with the node it names this wait. */
  readonly ticket: number;
  readonly token: number;
  readonly key: number;
  /** Whether the thread is blocked; its event loop waits otherwise. */
  readonly blocked: boolean;
  /** Whether it is a lock that is waited for. */
  readonly forLock: boolean;
  /** How many waits of that event loop it stands for. */
  readonly count: number;
  /** How long it has taken, in milliseconds. */
  readonly age: number;
}

/** Reads one node; `undefined` if it does not wait. */
function waitAt(lot: ParkingLot, node: number): Wait | undefined {
  const token = lot.get(node, THREAD);
  if (token === 0 || lot.get(node, STATE) !== WAITING) return undefined;
  const [ticket, kind] = [lot.get(node, TICKET), lot.get(node, KIND)];
  return {
    node,
    ticket,
    token,
    key: lot.get(node, KEY),
    blocked: (kind & EVENT_LOOP) === 0,
    forLock: (kind & FOR_LOCK) !== 0,
    count: lot.get(node, COUNT),
    age: ((lot.memory.sharedNow() | 0) - lot.get(node, SINCE)) | 0,
  };
}

/** All waits that are under way. */
export function allWaits(lot: ParkingLot): Wait[] {
  const { atomics, words, nodesHigh } = lot.memory;
  const waits: Wait[] = [];
  const last = atomics.load(words, nodesHigh);
  for (let node = 1; node <= last; node++) {
    const wait = waitAt(lot, node);
    if (wait !== undefined) waits.push(wait);
  }
  return waits;
}

/** How many nodes are in use: those that wait, and those whose threads are gone, which the watcher should have freed. */
export function liveNodes(lot: ParkingLot): { readonly waiting: number; readonly ofTheGone: number } {
  const { atomics, words, nodesHigh } = lot.memory;
  const last = atomics.load(words, nodesHigh);
  let [waiting, ofTheGone] = [0, 0];
  for (let node = 1; node <= last; node++) {
    const token = lot.get(node, THREAD);
    if (token === 0) continue;
    if (lot.get(node, STATE) === WAITING) waiting++;
    if (lot.isGone(token)) ofTheGone++;
  }
  return { waiting, ofTheGone };
}
