/** What a value travels by, and which objects can. */
import type { Kind } from "./kinds.js";
import { kindOf } from "./kinds.js";
import { refusalOf } from "./refusal.js";

/** The difference between a message, in which structured clone copies a value, and bytes, which are all that is left of it. */
export interface Medium {
  /** What to do with an object. */
  kindOf(value: object): Kind;
  /** Why a value cannot travel, as the rest of a sentence that begins with where it is. */
  refusalOf(value: unknown): string;
  /** Whether it is refused because its memory cannot be shared: a `NotSharedError`. Default: nothing is. */
  isShared?(value: unknown): boolean;
}

/** `postMessage`. */
export const messageMedium: Medium = { kindOf, refusalOf };
