/** How long a thread looks for news before it sleeps: as long as that has paid lately. */
import { now } from "../platform/clock.js";

/** How often it looks before it asks for the time, which costs as much as several looks. */
const LOOKS = 16;

/** Below this many milliseconds polling does not find anything that a wake-up would not. */
const SHORTEST = 0.005;

/** After how many sleeps one that does not poll any more tries again, and for how long, in milliseconds. */
const RETRY_AFTER = 64;
const RETRY = 0.02;

/**
 * Polling answers in a microsecond where a wake-up takes ten to fifty, but only while the other side runs on another
 * core: on one core it keeps the other side from answering, and two sides that do so to each other take twice their
 * budgets for each call. So each poll that finds nothing halves the next one, down to none, and each that finds
 * something doubles it.
 */
export class PollBudget {
  readonly #longest: number;
  readonly #clock: () => number;
  #next: number;
  #sleeps = 0;

  /**
   * @param longest milliseconds
   * @param clock milliseconds; `now` by default
   */
  constructor(longest: number, clock: () => number = now) {
    this.#longest = longest;
    this.#next = longest;
    this.#clock = clock;
  }

  /** Looks for news as long as it may; whether there is any. Looks once at least. */
  poll(hasNews: () => boolean): boolean {
    const budget = this.#take();
    if (budget === 0) return hasNews();
    const deadline = this.#clock() + budget;
    do {
      for (let looks = 0; looks < LOOKS; looks++) {
        if (!hasNews()) continue;
        this.#next = Math.min(this.#longest, 2 * Math.max(this.#next, SHORTEST));
        return true;
      }
    } while (this.#clock() < deadline);
    this.#next = this.#next / 2 < SHORTEST ? 0 : this.#next / 2;
    return false;
  }

  #take(): number {
    if (this.#next > 0) return this.#next;
    this.#sleeps = (this.#sleeps + 1) % RETRY_AFTER;
    return this.#sleeps === 0 ? Math.min(RETRY, this.#longest) : 0;
  }
}
