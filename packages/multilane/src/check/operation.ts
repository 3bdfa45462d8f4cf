/** The steps of programs, and what has happened to an agent. */

import type { Section } from "./section.js";

/** When a wait ends by itself: at once, at some time, never. */
export type WaitTime = "none" | "some" | "endless";

/** An access to a plain cell. Cells are words behind the last atomic one. */
export type Access =
  | { readonly kind: "read"; readonly word: number }
  | { readonly kind: "write"; readonly word: number; readonly value: number };

/** One operation on shared memory, as it is asked for. */
export type Operation =
  | Access
  | { readonly kind: "load"; readonly word: number }
  | {
      readonly kind: "store" | "add" | "and" | "or" | "exchange";
      readonly word: number;
      readonly value: number;
    }
  | {
      readonly kind: "compareExchange";
      readonly word: number;
      readonly expected: number;
      readonly value: number;
    }
  | { readonly kind: "wait"; readonly word: number; readonly value: number; readonly time: WaitTime }
  | { readonly kind: "waitAsync"; readonly word: number; readonly value: number }
  | { readonly kind: "notify"; readonly word: number; readonly count: number }
  | { readonly kind: "pause" }
  | Section
  /** A mutation has left something out: nothing happens, and this is what it answers. */
  | { readonly kind: "skip"; readonly result: Answer; readonly instead: string }
  /** A mutation stores what was to be exchanged in a certain case only, and this is what it answers. */
  | { readonly kind: "overwrite"; readonly word: number; readonly value: number; readonly result: number };

/** What an operation answers. `async`: a `waitAsync` has begun; `later`: see `Run`; of a section, a number: see `Outcomes`. */
export type Answer = number | "ok" | "not-equal" | "timed-out" | "async" | "later";

/** What an event loop runs: a continuation that was woken, a timer, the news of a death. */
export interface Happening {
  readonly kind: "wake" | "timer" | "death";
  /** Which `waitAsync` or `later` of the agent it is, counted from 0; or who died. */
  readonly id: number;
}

/** One thing that has happened to an agent. */
export type Entry = Answer | Happening;

/** What an agent would do next. */
export type Next =
  | {
      readonly kind: "operation";
      /** What is done. */
      readonly operation: Operation;
      /** What was asked for: the same, unless a mutation is tried. */
      readonly asked: Operation;
    }
  | {
      readonly kind: "idle";
      /** The timers that could fire. */
      readonly timers: readonly number[];
      readonly owed: readonly string[];
    }
  | { readonly kind: "failed"; readonly error: unknown };

const made = { wake: [], timer: [], death: [] } satisfies Record<Happening["kind"], Happening[]>;

/** The same object for the same happening, so that they can be compared. */
export function happening(kind: Happening["kind"], id: number): Happening {
  const known: Happening[] = made[kind];
  return (known[id] ??= { kind, id });
}
