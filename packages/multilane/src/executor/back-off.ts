import { Alarm } from "../platform/alarms.js";

/** Milliseconds before the third attempt; the second one is made at once. */
const FIRST = 50;

/** The longest pause, in milliseconds. */
const LONGEST = 5000;

/** Pauses between attempts that fail again and again: 0, 50, 100, 200 … ms. */
export class BackOff {
  readonly #retry: () => void;
  #failures = 0;
  #alarm: Alarm | undefined;

  /** @param retry called when a pause is over */
  constructor(retry: () => void) {
    this.#retry = retry;
  }

  /** Whether the next attempt is to wait. */
  get pausing(): boolean {
    return this.#alarm !== undefined;
  }

  /** One more attempt has failed. */
  failed(): void {
    if (++this.#failures < 2) return;
    this.#alarm?.cancel();
    this.#alarm = new Alarm(Math.min(LONGEST, FIRST * 2 ** (this.#failures - 2)), () => {
      this.#alarm = undefined;
      this.#retry();
    });
  }

  /** All is well: the next failure is the first. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** There will be no attempt any more. */
  stop(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }
}
