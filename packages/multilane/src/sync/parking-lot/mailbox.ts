/**
 * How an event loop waits: one outstanding `waitAsync` for all that is awaited in its thread, on the MAILBOX word of
 * the thread's slot. When it comes back, the loop looks at each of its nodes; their number is the price (some 10 ns
 * each), and it is why those who await one lock in one thread share a node.
 */
import { slotWord } from "../../memory/bell.js";
import { MAILBOX } from "../../memory/slot-words.js";
import { slotOfToken } from "../../memory/thread-token.js";
import { WAITING } from "./node.js";
import type { ParkingLot } from "./parking-lot.js";

/** Called on the event loop when the node waits no more, and when a thread has died. */
export type OnNews = () => void;

/** The mailbox of this thread. */
export class Mailbox {
  readonly lot: ParkingLot;
  readonly #watched = new Map<number, OnNews>();
  /** The count of the dead when all nodes were looked at. */
  #deaths = 0;
  /** Whether the `waitAsync` has not come back. */
  #armed = false;
  /** Whether the thread's own code is in `look`: what it watches meanwhile is looked at afterwards. */
  #looking = false;
  readonly #beforeWaiting: () => void;

  /** @param beforeWaiting called when a node is watched, and each time before it waits */
  constructor(lot: ParkingLot, beforeWaiting: () => void = () => undefined) {
    this.lot = lot;
    this.#beforeWaiting = beforeWaiting;
  }

  /**
   * Watches a node that this thread has just put into a queue.
   *
   * @param deaths the count of the dead before this thread last tried for what it waits for
   */
  watch(node: number, deaths: number, onNews: OnNews): void {
    if (this.#watched.size === 0) this.#deaths = deaths;
    this.#watched.set(node, onNews);
    if (this.#armed || this.#looking) this.#beforeWaiting();
    else this.#look();
  }

  /** Stops watching. */
  unwatch(node: number): void {
    this.#watched.delete(node);
  }

  /** Looks at all nodes, and leaves the `waitAsync` out when there is no news. */
  #look(): void {
    const { lot } = this;
    const { atomics, words } = lot.memory;
    const mailbox = slotWord(lot.memory, slotOfToken(lot.token), MAILBOX);
    this.#looking = true;
    try {
      while (this.#watched.size > 0) {
        // Read before the nodes are looked at: a ring after that changes it. Pairs with the add in ringMailbox().
        const rings = atomics.load(words, mailbox);
        const deaths = lot.deaths();
        const died = deaths !== this.#deaths;
        this.#deaths = deaths;
        for (const [node, onNews] of this.#watched) if (died || lot.stateOf(node) !== WAITING) onNews();
        this.#beforeWaiting();
        // Its partner is the notify in ringMailbox().
        const wait = atomics.waitAsync(words, mailbox, rings);
        if (!wait.async) continue;
        this.#armed = true;
        void wait.value.then(() => {
          this.#armed = false;
          this.#look();
        });
        return;
      }
    } finally {
      this.#looking = false;
    }
  }
}
