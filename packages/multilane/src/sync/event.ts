/** `Event`: a flag that all threads of the program share, and can wait for. */
import type { WaitOptions } from "../platform/wait-options.js";
import { EVENT_WORDS, EventCore } from "./event-core.js";
import { LocalKind, openCell } from "./local.js";
import type { Origin, PrimitiveOptions } from "./local.js";

/** What {@link Event.statistics} tells: what was true at that moment. */
export interface EventStatistics {
  readonly name: string | undefined;
  readonly set: boolean;
  /** How many wait, in all threads, blocked ones and those that await. */
  readonly waiting: number;
}

const kind = new LocalKind<EventCore, Event>();

/**
 * A flag that all threads of the program share: some wait until another sets it. CPython: `threading.Event`. (Not the
 * DOM's `Event`, which the import hides.)
 *
 * ```ts
 * const ready = new Event("ready");                 // this name is this event, in every thread
 * await ready.wait();                               // or waitSync(), which blocks the thread
 * ready.set();                                      // in another thread
 * ```
 *
 * An anonymous `new Event()` is shared by passing it as a task's argument. At module level it is a *different* one in
 * every thread, since module code runs in each: give it a name there.
 *
 * Whoever waits when it is set goes on, also if it is cleared again before they run. Nobody owns it: the death of a
 * thread changes nothing.
 *
 * Costs one load to wait for an event that is set; one load and one compare-and-exchange to set it when nobody waits.
 */
export class Event {
  /** The name, `undefined` for an anonymous event. */
  readonly name: string | undefined;
  readonly #core: EventCore;
  /** What a message carries in its place. */
  readonly #address: string | SharedArrayBuffer;

  /**
   * @param options the name, or an object that has it; none for an anonymous event
   * @throws TypeError for a name that is empty, not a string, or belongs to another kind of primitive
   * @throws ResourceExhaustedError when the shared memory for names is full
   */
  constructor(options?: string | PrimitiveOptions);
  /** @internal */
  constructor(options?: Origin);
  constructor(options?: Origin) {
    const cell = openCell("Event", EVENT_WORDS, options);
    this.name = cell.name;
    this.#address = cell.address;
    this.#core = kind.coreFor(this, cell, () => new EventCore(cell));
  }

  /** Sets it: all who wait go on, and who comes later does not wait. Nothing if it is set. Never waits. */
  set(): void {
    this.#core.flag.set();
  }

  /** Clears it: who comes from now on waits until it is set again. Nothing if it is clear. Never waits. */
  clear(): void {
    this.#core.flag.clear();
  }

  /** Whether it is set, at this moment. */
  isSet(): boolean {
    return this.#core.flag.isSet;
  }

  /**
   * Waits until it is set; this thread's event loop goes on meanwhile. Keeps the program alive.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal ends the wait with its reason
   * @returns true when it is set, or was since the call; false when the time was over first. Rejects with the signal's
   *   reason; with RangeError for a timeout that is NaN or negative; with ResourceExhaustedError when 65,535 waits
   *   are under way
   */
  wait(options?: WaitOptions): Promise<boolean> {
    return this.#core.wait(options);
  }

  /**
   * Waits until it is set; blocks the thread, its event loop included.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal `currentTask().signal` ends the wait with its reason; so does any that is aborted already
   * @returns true when it is set, or was since the call; false when the time was over first
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for any other signal: no event of this thread can abort it while the thread is blocked
   * @throws ResourceExhaustedError when 65,535 waits are under way
   */
  waitSync(options?: WaitOptions): boolean {
    return this.#core.waitSync(options);
  }

  /** Name, state and number of waiters, for diagnosis: it may be otherwise when you look. */
  statistics(): EventStatistics {
    return { name: this.name, set: this.isSet(), waiting: this.#core.flag.waiting };
  }

  /** `<Event "ready": set>` */
  toString(): string {
    return `<${this.#core.label}: ${this.isSet() ? "set" : "unset"}>`;
  }

  static {
    kind.share(
      Event,
      "multilane.Event",
      (event) => event.#address,
      (origin) => new Event(origin),
    );
  }
}
