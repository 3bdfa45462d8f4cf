/** What the checker runs: programs of agents, written against a seam for atomic operations. */
import type { AtomicsLike } from "../platform/atomics.js";

/** `Atomics`, as far as the checker has it. Every call is one step of the schedule. */
export interface CheckedAtomics extends AtomicsLike {
  and(words: Int32Array, index: number, value: number): number;
  or(words: Int32Array, index: number, value: number): number;
  /**
   * One turn of a loop that spins: the agent goes on when something has changed since the last turn. So a loop without
   * a limit has no endless schedule. (In a loop that gives up after some turns leave it out, and let the model's limit
   * be 0 or 1.) A timeout of the model may end it early.
   */
  pause(): void;
}

/** A plain, non-atomic cell of shared memory; holds a 32-bit integer. */
export interface DataCell {
  read(): number;
  write(value: number): void;
}

/** What a program works with. */
export interface Agent {
  /** Its number: the position of its program in the model; the reaper's is the one after the last. */
  readonly index: number;
  /** Every use is a step of the schedule. */
  readonly atomics: CheckedAtomics;
  /** Stands for the shared memory: only to be handed to `atomics`. Its own contents mean nothing. */
  readonly words: Int32Array;
  /**
   * A plain shared cell: what the algorithm under check protects. Two agents that are about to access one, at least
   * one to write it, are a data race, and fail the schedule.
   *
   * @param cell below the model's `data`
   */
  readonly data: (cell: number) => DataCell;
  /**
   * Several operations as one step: nobody else does anything meanwhile, nobody is killed in the middle. For a layer of
   * the algorithm that was checked by itself, so that there are fewer schedules of what is built on it.
   *
   * @param section uses `atomics` only, and does not wait. It is called again on other memories, long after the program
   *   has gone on: so what it finds out must be in what it returns, and it must not depend on what changes later
   * @returns what the section returned: plain data, frozen
   */
  readonly atomically: <T>(section: () => T) => T;
  /**
   * A timer: runs the callback once on this agent's event loop, at any moment when the agent is in no call.
   *
   * @param milliseconds by how much its clock goes forward when it fires; 0 by default
   * @returns cancels it
   */
  readonly later: (callback: () => void, milliseconds?: number) => () => void;
  /**
   * Something this agent is owed. A schedule that ends before the returned function was called is a lost wake-up.
   *
   * @param what for the report
   */
  readonly expect: (what: string) => () => void;
  /** Fails the schedule, with this message, if the condition does not hold. */
  readonly check: (condition: boolean, message: string) => void;
  /**
   * This agent's clock, in milliseconds. It starts at 0 and stands still but for what times out: a timed wait, a
   * `pause` (by a second), a timer. To be handed to code that reads a clock.
   */
  readonly now: () => number;
}

/**
 * The code of one agent (a thread with an event loop): a plain synchronous function, run again from its start as often
 * as the search needs. So it must make all its objects itself, and decide by nothing but what its operations return:
 * no other clock, no random numbers, no variables outside of it.
 *
 * After it has returned, its continuations (`waitAsync(…).value.then`) and timers run, one at a time; while it is
 * blocked or running, none does. Continuations are called by the schedule, not by the engine: what runs here cannot
 * `await`.
 */
export type Program = (agent: Agent) => void;

/**
 * What the watcher of the others does about one that was killed: an agent that runs this once for each kill, one after
 * another, at any time after it. It is never killed itself.
 *
 * @param dead the index of the killed agent
 */
export type Reaper = (agent: Agent, dead: number) => void;
