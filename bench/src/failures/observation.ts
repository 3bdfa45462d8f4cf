/** What one trial of one pool has shown: plain data, since it crosses from a process that may not survive it. */
import type { Facts } from "./facts.js";

/** What became of a call. */
export type Outcome =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "rejected"; readonly facts: Facts }
  /** It has not settled. */
  | { readonly kind: "pending" };

/** Told one by one, as they are found. */
export interface Findings {
  /** Of the call that goes wrong. */
  readonly outcome: Outcome;
  /** Of a good call after it. */
  readonly later: Outcome;
  /** Of closing the pool. */
  readonly close: Outcome;
  /** An error that reached the program, where nobody could catch it. */
  readonly uncaught: string;
}

export interface Observation extends Partial<Findings> {
  /** How the trial's process ended; nothing else is known if it ended early. */
  readonly end: {
    readonly code: number | null;
    readonly signal: string | null;
    /** It did not end by itself. */
    readonly late: boolean;
    /** V8 said that its heap is full. */
    readonly outOfMemory: boolean;
  };
}
