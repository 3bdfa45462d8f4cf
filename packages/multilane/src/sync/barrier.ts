/** `Barrier`: a number of threads, or tasks, wait for each other. */
import { SerializationError } from "../errors.js";
import { checkTimeout } from "../platform/clock.js";
import { checkSignal } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { BARRIER_WORDS, BarrierCore, PARTIES, TIMEOUT } from "./barrier-core.js";
import type { Action } from "./barrier-core.js";
import { LocalKind, openCell } from "./local.js";
import type { PrimitiveOptions } from "./local.js";
import { agreeOn, checkCount, parameterOf } from "./parameter.js";
import { blockingDeadline } from "./sync-limits.js";

/** How to make a {@link Barrier}. */
export interface BarrierOptions extends PrimitiveOptions {
  /**
   * Called in each phase by the last one to arrive, before the others go on. It is this object's, in this thread: give
   * the same one wherever the barrier is made. A promise that it returns is awaited, by `wait()`.
   */
  readonly action?: (() => unknown) | undefined;
  /** Milliseconds that a wait may take if it does not say: `undefined` and `Infinity` for ever. */
  readonly timeout?: number | undefined;
}

/** What {@link Barrier.statistics} tells: what was true at that moment. */
export interface BarrierStatistics {
  readonly name: string | undefined;
  readonly parties: number;
  readonly broken: boolean;
  /** How many wait, in all threads, blocked ones and those that await; those of the next phase, too. */
  readonly waiting: number;
}

const kind = new LocalKind<BarrierCore, Barrier>();
const MOST_PARTIES: number = 2 ** 30 - 1;

// A timeout in one word, as a 32-bit float: never negative, so its bits are not either.
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

function wordOf(timeout: number): number {
  float[0] = Math.abs(timeout); // -0 is 0
  return bits[0] ?? 0;
}

function timeoutOf(word: number): number {
  bits[0] = word;
  return float[0] ?? Infinity;
}

function inWords(word: number): string {
  const timeout = timeoutOf(word);
  return timeout === Infinity ? "none" : `${timeout} ms`;
}

/**
 * A meeting point: `parties` threads or tasks wait there until all of them have come, then all go on, and the barrier
 * is ready for the next phase. CPython: `threading.Barrier`.
 *
 * ```ts
 * const start = new Barrier(3, "start");            // this name is this barrier, in every thread
 * const index = await start.wait();                 // or waitSync(), which blocks the thread
 * if (index === 0) console.log("all are there");    // each phase has one with each index from 0 to 2
 * ```
 *
 * An anonymous `new Barrier(3)` is shared by passing it as a task's argument. At module level it is a *different* one in
 * every thread, since module code runs in each: give it a name there.
 *
 * **It breaks**, so that nobody waits for who will not come: when a wait takes longer than its timeout or is aborted,
 * when the action throws, when a thread dies that waits at it or runs its action, and by `abort()`. All who wait then
 * get BrokenBarrierError, and so does everybody who comes later, until `reset()`.
 *
 * **The action** runs in the last one to arrive, outside of any lock of the library. Who arrives meanwhile belongs to
 * the next phase. A wait that times out or is aborted meanwhile breaks the barrier, too, as do `abort()` and `reset()`:
 * then the one that ran the action gets BrokenBarrierError. (In CPython these wait until the action is over.)
 *
 * Each arrival counts those who have arrived: a phase of n parties costs some n² times 10 ns.
 */
export class Barrier {
  /** The name, `undefined` for an anonymous barrier. */
  readonly name: string | undefined;
  readonly #core: BarrierCore;
  readonly #action: Action | undefined;
  readonly #timeout: number;
  /** What a message carries in its place. */
  readonly #address: string | SharedArrayBuffer;

  /**
   * @param parties how many meet, at least 1
   * @param options the name, or an object; see {@link BarrierOptions}
   * @throws RangeError for parties that are less than 1 or not an integer; for a timeout that is NaN or negative
   * @throws TypeError for parties or a timeout that are not numbers; for an action that is not a function; for a name
   *   that is empty, not a string, belongs to another kind of primitive, or to a barrier that was made with another
   *   number of parties or another timeout
   * @throws ResourceExhaustedError when the shared memory for names is full
   */
  constructor(parties: number, options?: string | BarrierOptions);
  /** @internal */
  constructor(parties: number, options?: string | BarrierOptions, buffer?: SharedArrayBuffer);
  constructor(parties: number, options?: string | BarrierOptions, buffer?: SharedArrayBuffer) {
    const { action, timeout } = typeof options === "object" && options !== null ? options : {};
    checkCount(parties, "the number of parties of a Barrier", 1, MOST_PARTIES);
    this.#timeout = checkTimeout(timeout);
    if (action !== undefined && typeof action !== "function")
      throw new TypeError(`the action of a Barrier must be a function, not ${typeof action}`);
    this.#action = action;
    const cell = openCell("Barrier", BARRIER_WORDS, buffer ?? options);
    agreeOn(cell, PARTIES, parties, "Barrier", "the number of parties");
    agreeOn(cell, TIMEOUT, wordOf(this.#timeout), "Barrier", "the timeout", inWords);
    this.name = cell.name;
    this.#address = cell.address;
    this.#core = kind.coreFor(this, cell, () => new BarrierCore(cell, parties));
  }

  /** How many must come. */
  get parties(): number {
    return this.#core.parties;
  }

  /** How many wait for the others of their phase, at this moment; 0 while the action runs. CPython: `n_waiting`. */
  get waiting(): number {
    return this.#core.rendezvous.arrived;
  }

  /** Whether it is broken, at this moment. */
  get broken(): boolean {
    return this.#core.rendezvous.isBroken;
  }

  /**
   * Arrives, and waits until all others of the phase have; this thread's event loop goes on meanwhile. Keeps the
   * program alive. The last one runs the action, for which neither the timeout nor the signal counts.
   *
   * @param options.timeout milliseconds; default: the barrier's own. `Infinity` waits for ever; 0 does not wait: it
   *   breaks the barrier unless this is the last one
   * @param options.signal ends the wait with its reason, and breaks the barrier; also if it is aborted already
   * @returns the place in the order of arrival in this phase, from 0 to `parties - 1`. Rejects with BrokenBarrierError,
   *   also when the time is over; with the signal's reason; with what the action threw; with RangeError for a timeout
   *   that is NaN or negative; with ResourceExhaustedError when 65,535 waits are under way
   */
  async wait(options: WaitOptions = {}): Promise<number> {
    const { timeout = this.#timeout, signal } = options;
    const limit = checkTimeout(timeout);
    if (signal?.aborted === true) this.#core.rendezvous.abort();
    checkSignal(signal);
    return await this.#core.wait(limit, signal, this.#action);
  }

  /**
   * Arrives, and waits until all others of the phase have; blocks the thread, its event loop included. The last one
   * runs the action, for which the timeout does not count.
   *
   * @param options.timeout milliseconds; default: the barrier's own. `Infinity` waits for ever; 0 does not wait: it
   *   breaks the barrier unless this is the last one
   * @param options.signal `currentTask().signal` ends the wait with its reason, and breaks the barrier; so does any that
   *   is aborted already
   * @returns the place in the order of arrival in this phase, from 0 to `parties - 1`
   * @throws BrokenBarrierError when the barrier is or gets broken, also when the time is over
   * @throws what the action threw; TypeError if it returned a promise. The barrier is broken then
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for any other signal: no event of this thread can abort it while the thread is blocked
   * @throws DeadlockError at once when the action runs on the event loop of this thread, which would be blocked
   * @throws ResourceExhaustedError when 65,535 waits are under way
   */
  waitSync(options: WaitOptions = {}): number {
    const { timeout = this.#timeout, signal } = options;
    const limit = checkTimeout(timeout);
    if (signal?.aborted === true) this.#core.rendezvous.abort();
    blockingDeadline({ timeout, signal }, () => `waitSync of ${this.#core.label}`, "wait");
    return this.#core.waitSync(limit, signal, this.#action);
  }

  /** Breaks it: all who wait, and all who come until {@link reset}, get BrokenBarrierError. Never waits. */
  abort(): void {
    this.#core.rendezvous.abort();
  }

  /** Makes it as new: empty and not broken. Those who wait get BrokenBarrierError. Never waits. */
  reset(): void {
    this.#core.rendezvous.reset();
  }

  /** Name, state and number of waiters, for diagnosis: it may be otherwise when you look. */
  statistics(): BarrierStatistics {
    const { name, parties, broken } = this;
    return { name, parties, broken, waiting: this.#core.rendezvous.waiting };
  }

  /** `<Barrier "start": waiters=1/3>` */
  toString(): string {
    return `<${this.#core.label}: ${this.broken ? "broken" : `waiters=${this.waiting}/${this.parties}`}>`;
  }

  #encode(): string | SharedArrayBuffer {
    if (this.#action === undefined) return this.#address;
    throw new SerializationError(
      `${this.#core.label} has an action, which is a function: give the barrier a name, and ` +
        "construct it by name in each thread, with its action",
    );
  }

  static {
    kind.share(
      Barrier,
      "multilane.Barrier",
      (barrier) => barrier.#encode(),
      (address) => {
        const cell = openCell("Barrier", BARRIER_WORDS, address);
        const options = { name: cell.name, timeout: timeoutOf(parameterOf(cell, TIMEOUT)) };
        const buffer = address instanceof SharedArrayBuffer ? address : undefined;
        return new Barrier(parameterOf(cell, PARTIES), options, buffer);
      },
    );
  }
}
