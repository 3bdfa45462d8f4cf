/** What every thread runs, holds and waits for, in words. CPython: `faulthandler.dump_traceback`, for threads. */
import { describeKey } from "../../memory/cell.js";
import { liveThreads, MAIN_IDENT, nameOf, readRecord } from "../../memory/thread-names.js";
import { tokenOf } from "../../memory/thread-token.js";
import { heldIn } from "../held-locks.js";
import type { ParkingLot } from "../parking-lot/parking-lot.js";
import { allWaits } from "./waits.js";
import type { Wait } from "./waits.js";

/** A length of time for people: `0.25 s`. */
export function seconds(milliseconds: number): string {
  return `${(Math.max(0, milliseconds) / 1000).toFixed(milliseconds < 10_000 ? 2 : 0)} s`;
}

/** The names of the threads that hold each lock. */
function holders(): Map<number, string> {
  const names = new Map<number, string>();
  for (const slot of liveThreads()) {
    const name = nameOf(slot);
    for (const { key } of heldIn(slot.index)) names.set(key, name);
  }
  return names;
}

function describeWait(
  { key, blocked, forLock, count, age }: Wait,
  holderOf: ReadonlyMap<number, string>,
): string {
  const how = blocked ? "is blocked for" : count === 1 ? "awaits" : `awaits (${count} times)`;
  const holder = forLock ? holderOf.get(key) : undefined;
  return `${how} ${describeKey(key)}, for ${seconds(age)}${holder === undefined ? "" : `; ${holder} holds it`}`;
}

/**
 * Describes all threads of the program.
 *
 * @param lot the parking lot as this thread sees it
 */
export function describeThreads(lot: ParkingLot): string {
  const self = lot.token; // before the list is made: a Worker of somebody else's may not have been in it yet
  const waits = allWaits(lot);
  const holderOf = holders();
  const lines: string[] = [];
  for (const slot of liveThreads()) {
    const record = readRecord(slot);
    const token = tokenOf(slot);
    const own = token === self ? ", this thread" : "";
    const daemon = (record?.daemon ?? slot.ident !== MAIN_IDENT) ? ", daemon" : "";
    lines.push(`Thread ${JSON.stringify(nameOf(slot))} (ident ${slot.ident}${daemon}${own})`);
    if (record !== undefined && record.running > 0) {
      const others = record.running > 1 ? `, and ${record.running - 1} more` : "";
      lines.push(`  runs ${record.task ?? "a task"}${others}`);
    }
    for (const { key, isOwned } of heldIn(slot.index))
      lines.push(`  holds ${describeKey(key)}${isOwned ? ", owned" : ""}`);
    for (const wait of waits) if (wait.token === token) lines.push(`  ${describeWait(wait, holderOf)}`);
  }
  return `${lines.join("\n")}\n`;
}
