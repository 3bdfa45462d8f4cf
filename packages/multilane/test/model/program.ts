/** What the checker runs: programs of agents, written against the library's seam for atomic operations. */
import type { AtomicsLike } from "#src/platform/atomics.js";

/** What a program works with. */
export interface Agent {
  /** Every use is a step of the schedule. */
  readonly atomics: AtomicsLike;
  /** Stands for the shared memory: only to be handed to `atomics`. Its own contents mean nothing. */
  readonly words: Int32Array;
  /**
   * A timer: runs the callback once on this agent's event loop, at any moment when the agent is in no call.
   *
   * @returns cancels it
   */
  readonly later: (callback: () => void) => () => void;
  /**
   * Something this agent is owed. A schedule that ends before the returned function was called is a lost wake-up.
   *
   * @param what for the report
   */
  readonly expect: (what: string) => () => void;
  /** Fails the schedule, with this message, if the condition does not hold. */
  readonly check: (condition: boolean, message: string) => void;
}

/**
 * The code of one agent (a thread with an event loop): a plain synchronous function, run again from its start as often
 * as the search needs. So it must make all its objects itself, and decide by nothing but what its operations return.
 * After it has returned, its continuations (`waitAsync(…).value.then`) and timers run, one at a time; while it is
 * blocked or running, none does.
 */
export type Program = (agent: Agent) => void;

/** One atomic operation, as it is asked for. */
export type Operation =
  | { readonly kind: "load"; readonly word: number }
  | { readonly kind: "store" | "add" | "exchange"; readonly word: number; readonly value: number }
  | {
      readonly kind: "compareExchange";
      readonly word: number;
      readonly expected: number;
      readonly value: number;
    }
  | {
      readonly kind: "wait";
      readonly word: number;
      readonly value: number;
      readonly time: "none" | "some" | "endless";
    }
  | { readonly kind: "waitAsync"; readonly word: number; readonly value: number }
  | { readonly kind: "notify"; readonly word: number; readonly count: number };

/**
 * What happened to an agent: the result of an operation, or which continuation (`wake 3`) or timer (`timer 0`) its
 * event loop ran.
 */
export type Entry = number | string;

/** What an agent would do next. */
export type Next =
  | { readonly kind: "operation"; readonly operation: Operation }
  | { readonly kind: "idle"; readonly timers: readonly number[]; readonly owed: readonly string[] }
  | { readonly kind: "failed"; readonly error: unknown };
