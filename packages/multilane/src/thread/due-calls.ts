import { sharedNow, startTimer } from "../platform/clock.js";
import type { TimerHandle } from "../platform/clock.js";
import type { CallMessage } from "../transport/messages.js";

/** Calls that have arrived and are not due yet: they wait here, so that their owner may sleep. */
export class DueCalls {
  readonly #begin: (message: CallMessage) => void;
  /** By place in the table. */
  readonly #timers = new Map<number, TimerHandle>();

  /** @param begin called with each of them when its time has come */
  constructor(begin: (message: CallMessage) => void) {
    this.#begin = begin;
  }

  /** @param due milliseconds on `sharedNow()` */
  add(message: CallMessage, due: number): void {
    const [place] = message;
    const timer = startTimer(Math.max(0, due - sharedNow()), () => {
      this.#timers.delete(place);
      this.#begin(message);
    });
    this.#timers.set(place, timer);
  }

  /** Its owner has taken it back (the call table knows it, too): nothing need wait for its time. */
  drop(place: number): void {
    this.#timers.get(place)?.cancel();
    this.#timers.delete(place);
  }
}
