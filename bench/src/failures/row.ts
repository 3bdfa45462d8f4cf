/** A row of the failure table: what goes wrong, and what should come of it. */
import type { Deed, Trial } from "./contestant.js";
import type { Outcome } from "./observation.js";

/** What is said of one outcome. */
export interface Verdict {
  readonly good: boolean;
  /** For the table. */
  readonly text: string;
}

export interface Row {
  readonly name: string;
  readonly title: string;
  /** What a good outcome is, in words. */
  readonly rule: string;
  /** Makes it go wrong, and gives the call that should tell of it. */
  provoke(trial: Trial): PromiseLike<unknown>;
  expect(outcome: Outcome): Verdict;
  /** The good call after it; by default 2 + 3. */
  readonly later?: { readonly deed: Deed; readonly value: string };
  /** The module of the tasks cannot be loaded. */
  readonly badModule?: true;
  /** Megabytes of the heap of a worker; by default {@link HEAP}. */
  readonly heap?: number;
  /** V8 ends the whole process; a pool of threads can do nothing about it. */
  readonly beyondThreads?: true;
  /** Needs Linux, and the command `prlimit`. */
  readonly needsLimits?: true;
}

/** Megabytes: enough for every library here. */
export const HEAP = 64;
