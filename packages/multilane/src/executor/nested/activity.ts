import { addPump, removePump } from "../../platform/pumps.js";
import type { Pump } from "../../platform/pumps.js";
import { hold, release } from "../../thread/lifetime.js";

/** Whether anything is under way: then this thread stays, and listens while it is blocked. */
export class Activity {
  readonly #pump: Pump;
  readonly #onIdle: () => void;
  #count = 0;

  /** @param pump listens @param onIdle called when nothing is under way any more */
  constructor(pump: Pump, onIdle: () => void) {
    this.#pump = pump;
    this.#onIdle = onIdle;
  }

  get idle(): boolean {
    return this.#count === 0;
  }

  /** Each call needs one {@link leave}. */
  enter(): void {
    if (this.#count++ > 0) return;
    hold();
    addPump(this.#pump);
  }

  leave(): void {
    if (--this.#count > 0) return;
    release();
    removePump(this.#pump);
    this.#onIdle();
  }
}
