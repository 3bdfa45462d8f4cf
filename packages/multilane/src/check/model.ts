/** What to check: programs, the memory they share, what must hold, and the bounds of the search. */
import type { Program, Reaper } from "./agent.js";

/** A model of an algorithm in use. */
export interface Model {
  /** One program per agent. */
  readonly programs: readonly Program[];
  /** How many 32-bit words of shared memory there are, for `agent.atomics`. */
  readonly words: number;
  /** What they hold at first; 0 where nothing is said. */
  readonly memory?: readonly number[];
  /** How many plain cells there are, for `agent.data`; none by default. They hold 0 at first. */
  readonly data?: number;
  /**
   * How many timed waits may time out in one schedule, at any moment; 0 by default. Bounded, since a loop that tries
   * again after each would never end. A wait that could only end by a timeout beyond the bound counts as blocked.
   */
  readonly timeouts?: number;
  /** How many agents may be killed in one schedule, at any moment, also while blocked or done; 0 by default. */
  readonly kills?: number;
  /** Which agents may be killed; all of them by default. */
  readonly mortals?: readonly number[];
  /** What is done about a kill, some time after it: the repair of a robust algorithm. Nothing by default. */
  readonly reaper?: Reaper;
  /**
   * Whether a thread that is killed while it is blocked stays in the list of those who wait, where a `notify` may be
   * spent on it: what Deno does with a worker that is terminated. Node and Bun remove it: false, the default.
   */
  readonly zombieWaiters?: boolean;
  /**
   * How many preemptions a schedule may have: how often an agent is interrupted although it could go on. Unbounded by
   * default. Most bugs need two at most (CHESS), and three agents of some 30 steps need a bound.
   */
  readonly preemptions?: number;
  /**
   * Says what is wrong with a state, any state that a schedule goes through; `undefined` if nothing is.
   * Both arrays are only lent.
   */
  readonly invariant?: (memory: Int32Array, data: Int32Array) => string | undefined;
  /** Says what is wrong when nothing can happen any more; `undefined` if nothing is. */
  readonly final?: (memory: Int32Array, data: Int32Array) => string | undefined;
  /** A schedule that goes on for more steps than this is a failure (it runs in circles); 1,000 by default. */
  readonly maxSteps?: number;
  /**
   * A search gives up after this many states; 5 million by default. They take some 0.3 GB, and up to 2 GB where
   * preemptions are bounded.
   */
  readonly maxStates?: number;
  /** What agents are called in schedules; `agent 0` and so on by default. */
  readonly agentNames?: readonly string[];
  /** What words are called in schedules, by their index; `word 0` and so on by default. */
  readonly wordNames?: Readonly<Record<number, string>>;
}

/** What an agent of the model is called. */
export function agentName({ agentNames = [], programs }: Model, agent: number): string {
  return agentNames[agent] ?? (agent === programs.length ? "the reaper" : `agent ${agent}`);
}

/** What a word or a cell of the model is called. */
export function wordName({ wordNames = {}, words }: Model, word: number): string {
  return word < words ? (wordNames[word] ?? `word ${word}`) : `data ${word - words}`;
}
