/** What this thread has of an event: its flag, and who awaits it here. */
import { TimeoutError } from "../errors.js";
import type { Cell } from "../memory/cell.js";
import { checkTimeout, remaining } from "../platform/clock.js";
import { checkSignal } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { awaitGate } from "./await-gate.js";
import { EventFlag } from "./event-flag.js";
import type { EventGate } from "./event-flag.js";
import { labelOf } from "./label.js";
import { passGate } from "./parking-lot/gate.js";
import { interruptible } from "./interruption.js";
import { GateWaiters } from "./parking-lot/gate-waiters.js";
import type { ParkingLot } from "./parking-lot/parking-lot.js";
import { blockingDeadline } from "./sync-limits.js";
import { threadMailbox } from "./thread-lot.js";

/** Words of an event: the cell's own, and its flag. */
export const EVENT_WORDS = 2;

/** An event, as one thread sees it. */
export class EventCore {
  /** For messages: `Event "ready"`. */
  readonly label: string;
  readonly flag: EventFlag;
  readonly #lot: ParkingLot;
  /** What all who await it in this thread wait at: they came in one generation. */
  readonly #gate: EventGate;
  readonly #waiters: GateWaiters<true>;

  constructor(cell: Cell) {
    const mailbox = threadMailbox();
    this.label = labelOf("Event", cell.name);
    this.#lot = mailbox.lot;
    this.flag = new EventFlag(mailbox.lot, cell.words, cell.base + 1, cell.key);
    this.#gate = this.flag.gate();
    this.#waiters = new GateWaiters(mailbox, this.#gate);
  }

  /** As `Event.wait`. */
  wait(options: WaitOptions | undefined): Promise<boolean> {
    if (options === undefined && this.flag.isSet) return Promise.resolve(true);
    return this.#wait(options ?? {});
  }

  async #wait({ timeout, signal }: WaitOptions): Promise<boolean> {
    const limit = checkTimeout(timeout);
    checkSignal(signal);
    const { isSet } = this.flag;
    if (isSet || limit === 0) return isSet;
    // Those who came before it was set, and have not heard of it, must not wait with those who come after.
    if (this.#waiters.size > 0 && this.#gate.attempt() === true) this.#waiters.drain();
    if (this.#waiters.size === 0) this.#gate.renew();
    let late = false;
    const timedOut = (): Error => {
      late = true;
      return new TimeoutError(`${this.label} was not set within ${limit} ms`);
    };
    try {
      return await awaitGate(this.#waiters, limit, signal, timedOut);
    } catch (error) {
      if (late) return false;
      throw error;
    }
  }

  /** As `Event.waitSync`. */
  waitSync(options: WaitOptions | undefined): boolean {
    const deadline =
      options === undefined ? Infinity : blockingDeadline(options, () => `waitSync of ${this.label}`, "wait");
    const { isSet } = this.flag;
    if (isSet || remaining(deadline) === 0) return isSet;
    const signal = options?.signal;
    const passed = interruptible(signal, () => passGate(this.#lot, this.flag.gate(), deadline)) === true;
    if (!passed) signal?.throwIfAborted();
    return passed;
  }
}
