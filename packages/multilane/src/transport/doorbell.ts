/**
 * How a thread that looks for records of rings goes to sleep and is woken, so that nobody pays for a wake-up while it is
 * awake. See PROTOCOL.md beside this file.
 */
import type { AtomicsLike } from "../platform/atomics.js";

/** Two words of the thread that sleeps. Any number of threads ring. */
export interface Doorbell {
  readonly atomics: AtomicsLike;
  readonly words: Int32Array;
  /** Index of a word that only the sleeper writes: 0 while it is awake, otherwise which sleep this is. */
  readonly listening: number;
  /** Index of a word that counts rings. */
  readonly bell: number;
}

/** One thread that rings a doorbell. */
export class Ringer {
  readonly #doorbell: Doorbell;
  /** The sleep that this thread has ended. */
  #ended = 0;

  constructor(doorbell: Doorbell) {
    this.#doorbell = doorbell;
  }

  /**
   * Wakes the other side if it sleeps. To be called after the news is where it looks. Costs an atomic load while it is
   * awake, and until it is after it has been rung for.
   */
  ring(): void {
    const { atomics, words, listening, bell } = this.#doorbell;
    // Its partner is the store in fallAsleep(), which stands before the look for news.
    const sleep = atomics.load(words, listening);
    if (sleep === 0 || sleep === this.#ended) return;
    // Its partner is the wait of this sleep, which began with a look at the bell before the store that was read here: so
    // this change ends it, whether it waits by now or not, and need not be made again for it.
    atomics.add(words, bell, 1);
    atomics.notify(words, bell);
    this.#ended = sleep;
  }
}

/** The sleeper's side: one for a thread, whether it blocks or returns to its event loop. */
export class Sleeper {
  readonly #doorbell: Doorbell;
  readonly #hasNews: () => boolean;
  #sleeps = 0;
  /** Whether a `waitAsync` has not come back: one at a time is enough, for any number of sleeps. */
  #armed = false;

  /** @param hasNews looks for what others ring for */
  constructor(doorbell: Doorbell, hasNews: () => boolean) {
    this.#doorbell = doorbell;
    this.#hasNews = hasNews;
  }

  /** Blocks this thread until there is news. */
  block(): void {
    const { atomics, words, bell } = this.#doorbell;
    for (let rings = this.#fallAsleep(); rings !== undefined; rings = this.#fallAsleep()) {
      // Its partners are the add and the notify in ring().
      atomics.wait(words, bell, rings);
      this.wake();
    }
  }

  /**
   * Lets the event loop sleep, as far as this thread's doorbell is concerned.
   *
   * @param onRing called once from the event loop after somebody has rung, perhaps for an earlier sleep: there may be no
   *   news, and the thread may be awake or asleep
   * @returns false, and it is awake, if there is news
   */
  listen(onRing: () => void): boolean {
    for (let rings = this.#fallAsleep(); rings !== undefined; rings = this.#fallAsleep()) {
      // It was left from an earlier sleep. If it was rung for since then, it is about to come back.
      if (this.#armed) return true;
      const { atomics, words, bell } = this.#doorbell;
      // Its partners are the add and the notify in ring().
      const wait = atomics.waitAsync(words, bell, rings);
      if (wait.async) {
        this.#armed = true;
        void wait.value.then(() => {
          this.#armed = false;
          onRing();
        });
        return true;
      }
      this.wake();
    }
    return false;
  }

  /** This thread is awake, and looks for news by itself. */
  wake(): void {
    const { atomics, words, listening } = this.#doorbell;
    // Its partner is the load in ring(): nobody need ring now.
    atomics.store(words, listening, 0);
  }

  /** Says that this thread sleeps from now on; unless there is news. Answers what the bell shows at that. */
  #fallAsleep(): number | undefined {
    const { atomics, words, listening, bell } = this.#doorbell;
    // Before the store below: who sees that has not rung yet, and will make a difference to this.
    const rings = atomics.load(words, bell);
    this.#sleeps = (this.#sleeps + 1) & 0x3fffffff || 1;
    // Before the look for news. Its partner is the load in ring(), which stands after the news was published: either
    // that sees this, or the look sees the news.
    atomics.store(words, listening, this.#sleeps);
    if (!this.#hasNews()) return rings;
    this.wake();
    return undefined;
  }
}
