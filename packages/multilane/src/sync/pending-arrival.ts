/** An arrival at a rendezvous that an event loop waits for. */
import type { Mailbox } from "./parking-lot/mailbox.js";
import { WAITING } from "./parking-lot/node.js";
import type { Fate, Rendezvous } from "./rendezvous.js";

/** A wait on the event loop of this thread. */
export class PendingArrival {
  readonly #rendezvous: Rendezvous;
  readonly #mailbox: Mailbox;
  readonly #place: number;
  readonly #onFate: (fate: Fate) => void;

  /**
   * @param place the node that `arrive()` has put into the queue
   * @param onFate called once when the wait is over; not if it was given up
   */
  constructor(rendezvous: Rendezvous, mailbox: Mailbox, place: number, onFate: (fate: Fate) => void) {
    this.#rendezvous = rendezvous;
    this.#mailbox = mailbox;
    this.#place = place;
    this.#onFate = onFate;
  }

  /**
   * Begins to wait; it may be over before this returns.
   *
   * @param deaths the count of the dead before it arrived
   */
  watch(deaths: number): void {
    this.#mailbox.watch(this.#place, deaths, this.#look);
  }

  get #isOver(): boolean {
    return this.#mailbox.lot.stateOf(this.#place) !== WAITING;
  }

  /** The mailbox calls it when the wait is over, and when a thread has died. */
  readonly #look = (): void => {
    if (!this.#isOver) this.#rendezvous.lookAfterDeath(this.#place);
    if (!this.#isOver) return;
    this.#mailbox.unwatch(this.#place);
    this.#onFate(this.#rendezvous.fateOf(this.#place));
  };

  /**
   * Ends the wait, and breaks the barrier. Only while it is pending.
   *
   * @returns false if it was over already, which this loop had not heard of: `onFate` has been called now
   */
  giveUp(): boolean {
    const gaveUp = this.#rendezvous.giveUp(this.#place);
    if (gaveUp) this.#mailbox.unwatch(this.#place);
    else this.#look();
    return gaveUp;
  }
}
