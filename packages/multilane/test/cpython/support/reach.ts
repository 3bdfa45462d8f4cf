import assert from "node:assert/strict";
import type { Barrier, Event } from "multilane";
import type { Mode } from "./mode.js";
import { wait } from "./mode.js";

/** Waits for a sign, or for the others at a barrier, and fails if that does not come. */
export async function reach(mode: Mode, sign: Event | Barrier): Promise<void> {
  const outcome = await wait<boolean | number>(mode, sign);
  assert.notEqual(outcome, false, "the sign was not given in time");
}
