/** What comes from a process. Any code there can write into the channel: what is read is looked at before it is believed. */
import { deserialize } from "../platform/serialize.js";
import * as wire from "../transport/messages.js";
import type { ToOwner } from "../transport/messages.js";
import { ABORTING } from "./process-messages.js";

/** A message of a process: as from a thread, but that an executor does not cross to it, and so it submits to none. */
export type Answer = Exclude<ToOwner, readonly [kind: typeof wire.CONNECT, ...rest: unknown[]]>;

const isNumber = (value: unknown): boolean => typeof value === "number";

/** What follows the kind of a message; a payload may be anything. */
const shapes: ReadonlyMap<unknown, (rest: readonly unknown[]) => boolean> = new Map([
  [wire.RETURNED, isOutcome],
  [wire.THREW, isOutcome],
  [wire.READY, (rest) => rest.length === 0],
  [wire.NAMED, (rest) => rest.length === 2 && isNumber(rest[0]) && typeof rest[1] === "string"],
  [wire.BROKEN, (rest) => rest.length === 2],
  [wire.CRASHED, (rest) => rest.length === 2],
  [wire.STARTED, (rest) => rest.length === 3 && rest.every(isNumber)],
]);

function isOutcome(rest: readonly unknown[]): boolean {
  return (rest.length === 5 || (rest.length === 6 && isNumber(rest[5]))) && rest.slice(0, 3).every(isNumber);
}

function isAnswer(value: unknown): value is Answer | typeof ABORTING {
  if (!Array.isArray(value)) return value === ABORTING;
  const [kind, ...rest]: readonly unknown[] = value;
  return shapes.get(kind)?.(rest) === true;
}

/** @throws the engine's error, or TypeError, for what no process of ours sends */
export function readAnswer(bytes: Uint8Array): Answer | typeof ABORTING {
  const value = deserialize(bytes);
  if (!isAnswer(value)) throw new TypeError("a message has no known form");
  return value;
}
