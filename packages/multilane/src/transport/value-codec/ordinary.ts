/** Whether an object is only what its prototype says. */
import { kindOf } from "../../memory/codec/kinds.js";

/** Whether an object with this prototype, null, is a plain one, and not a module or something of the engine's. */
export function isOrdinary(value: object): boolean {
  return kindOf(value) === "plain";
}
