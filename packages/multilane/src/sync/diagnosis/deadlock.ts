/**
 * Finding a cycle of owned locks, at the moment when a blocking wait closes it.
 *
 * A thread that is blocked for a lock releases nothing meanwhile, and nobody else releases what it owns. So a cycle
 * that is read twice, the second time with the very same waits, existed at a moment in between, and lasts until one of
 * the waits gives up: a timeout does not make it a good idea, and is no exception. Two threads that close a cycle at the
 * same moment may both find it.
 */
import { describeKey } from "../../memory/cell.js";
import { liveThreads } from "../../memory/thread-names.js";
import { tokenOf } from "../../memory/thread-token.js";
import { heldIn } from "../held-locks.js";
import type { ParkingLot } from "../parking-lot/parking-lot.js";
import { threadNamed } from "./thread-named.js";
import { allWaits } from "./waits.js";
import type { Wait } from "./waits.js";

/** The token of the thread that owns the lock with this key; 0 if nobody is shown to. */
function ownerOf(key: number): number {
  for (const slot of liveThreads())
    for (const lock of heldIn(slot.index)) if (lock.key === key && lock.isOwned) return tokenOf(slot);
  return 0;
}

/** The waits that lead from a lock back to this thread; `undefined` if they do not. */
function pathFrom(lot: ParkingLot, key: number): Wait[] | undefined {
  const path: Wait[] = [];
  let owner = ownerOf(key);
  if (owner === 0) return undefined;
  const waits = allWaits(lot);
  while (owner !== lot.token) {
    const waiting = owner;
    const wait = waits.find(({ token, blocked, forLock }) => token === waiting && blocked && forLock);
    // Whoever runs will release it; and a cycle that does not come back here is none of this thread's doing.
    if (wait === undefined || path.some(({ token }) => token === waiting)) return undefined;
    path.push(wait);
    owner = ownerOf(wait.key);
    if (owner === 0) return undefined;
  }
  return path;
}

function isSame(one: readonly Wait[], other: readonly Wait[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ node, ticket, token }, index) => {
      const wait = other[index];
      return wait?.node === node && wait.ticket === ticket && wait.token === token;
    })
  );
}

/**
 * Says how a blocking wait of this thread for a lock would close a cycle of owned locks; `undefined` if it would not.
 * Call it when the wait is in the queue. Costs a microsecond or a few.
 *
 * @param key the lock's
 */
export function deadlockBy(lot: ParkingLot, key: number): string | undefined {
  const path = pathFrom(lot, key);
  if (path === undefined) return undefined;
  const again = pathFrom(lot, key);
  if (again === undefined || !isSame(path, again)) return undefined;
  const links: string[] = [];
  let wanted = key;
  for (const { token, key: next } of path) {
    const holder = JSON.stringify(threadNamed(token) ?? "");
    links.push(`${describeKey(wanted)} is held by thread ${holder}, which waits for ${describeKey(next)}`);
    wanted = next;
  }
  links.push(`${describeKey(wanted)} is held by this thread`);
  return links.join("; ");
}
