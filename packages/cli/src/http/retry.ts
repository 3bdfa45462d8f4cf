import { setTimeout as pause } from "node:timers/promises";
import { classify } from "./classify.js";
import { isConnectionFailure } from "./failure.js";

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;

/** The tries that one URL has, all its redirects together. */
export class Tries {
  /** Tries begun, from 1. */
  count = 1;
  #left: number;
  readonly #signal: AbortSignal;

  constructor(retries: number, signal: AbortSignal) {
    this.#left = retries;
    this.#signal = signal;
  }

  /**
   * Runs `attempt`, and again after a short pause if only the connection failed and a try is left. A URL that
   * answered, with whatever status, is never asked twice. Raises the last error, or the signal's reason.
   */
  async run<T>(attempt: () => Promise<T>): Promise<T> {
    for (let round = 0; ; round += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (this.#signal.aborted || this.#left === 0 || !isConnectionFailure(classify(error).class))
          throw error;
        this.#left -= 1;
        this.count += 1;
      }
      await pause(pauseBefore(round), undefined, { signal: this.#signal });
    }
  }
}

/** Exponential, and spread over its half: tries that failed together do not come back together. */
function pauseBefore(round: number): number {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** round);
  return longest * (0.5 + Math.random() / 2);
}
