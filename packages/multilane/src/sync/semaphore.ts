/** `Semaphore`: a number of permits that all threads of the program share. */
import type { Class } from "../memory/codec/class-registry.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { callWith } from "./guard.js";
import type { Guard } from "./guard.js";
import { LocalKind, openCell } from "./local.js";
import type { Origin, PrimitiveOptions } from "./local.js";
import type { TryRunOutcome } from "./lock.js";
import { agreeOn, checkCount, parameterOf } from "./parameter.js";
import { MOST_PERMITS } from "./permits.js";
import { INITIAL, SEMAPHORE_WORDS, SemaphoreCore } from "./semaphore-core.js";
import type { SemaphoreKind } from "./semaphore-core.js";

/** What {@link Semaphore.statistics} tells: what was true at that moment. */
export interface SemaphoreStatistics {
  readonly name: string | undefined;
  /** How many permits are free. */
  readonly value: number;
  /** How many acquirers wait, in all threads, blocked ones and those that await. */
  readonly waiting: number;
}

/**
 * What this thread has of one kind.
 *
 * @internal
 */
export interface Variety {
  readonly kind: SemaphoreKind;
  readonly local: LocalKind<SemaphoreCore, Semaphore>;
}

/** Makes an object for a semaphore that exists. */
type Revive = (value: number, origin: string | SharedArrayBuffer) => Semaphore;

const plain: Variety = { kind: "Semaphore", local: new LocalKind() };

/**
 * A semaphore: `value` permits, which all threads of the program share. Whoever acquires takes one, and waits while there
 * is none. CPython: `threading.Semaphore`.
 *
 * ```ts
 * const seats = new Semaphore(3, "seats");          // this name is this semaphore, in every thread
 * using _ = await seats.acquire();                  // or acquireSync(), which blocks the thread
 * ```
 *
 * An anonymous `new Semaphore(3)` is shared by passing it as a task's argument. At module level it is a *different* one
 * in every thread, since module code runs in each: give it a name there.
 *
 * Permits have no owner: any thread may release, also what it has not acquired, and then there are more than at first
 * (see {@link BoundedSemaphore}). So nobody can tell whose permit was lost: **a permit that a thread or a task has when
 * it dies is not returned**, as in CPython. Those who await it in one thread are served in the order of their calls;
 * among threads, who comes while there is a permit takes it.
 *
 * Costs one load and one compare-and-exchange to acquire, and to release, when nobody waits.
 */
export class Semaphore {
  /** The name, `undefined` for an anonymous semaphore. */
  readonly name: string | undefined;
  readonly #core: SemaphoreCore;
  /** What a message carries in its place. */
  readonly #address: string | SharedArrayBuffer;

  /**
   * @param value how many permits there are at first, from 0 to 2^30−1; 1 by default
   * @param options the name, or an object that has it; none for an anonymous semaphore
   * @throws RangeError for a value that is negative, above 2^30−1 or not an integer
   * @throws TypeError for a value that is not a number; for a name that is empty, not a string, belongs to another
   *   kind of primitive, or to a semaphore that was made with another value
   * @throws ResourceExhaustedError when the shared memory for names is full
   */
  constructor(value?: number, options?: string | PrimitiveOptions);
  /** @internal */
  constructor(value?: number, options?: Origin, variety?: Variety);
  constructor(value = 1, options?: Origin, { kind, local }: Variety = plain) {
    checkCount(value, `the value of a ${kind}`, 0, MOST_PERMITS);
    const cell = openCell(kind, SEMAPHORE_WORDS, options);
    this.name = cell.name;
    this.#address = cell.address;
    agreeOn(cell, INITIAL, value, kind, "the initial value");
    this.#core = local.coreFor(this, cell, () => new SemaphoreCore(kind, cell, value));
  }

  /**
   * Takes a permit when there is one; this thread's event loop goes on meanwhile. Keeps the program alive.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal ends the wait with its reason
   * @returns a guard of that one permit; rejects with TimeoutError; with the signal's reason; with RangeError for a
   *   timeout that is NaN or negative; with ResourceExhaustedError when 65,535 waits are under way. No permit is
   *   taken then.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    return this.#core.acquire(options);
  }

  /**
   * Takes a permit; blocks the thread, its event loop included, while there is none.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal `currentTask().signal` ends the wait with its reason; so does any that is aborted already
   * @returns a guard of that one permit
   * @throws TimeoutError when there was none in time
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for any other signal: no event of this thread can abort it while the thread is blocked
   * @throws ResourceExhaustedError when 65,535 waits are under way
   */
  acquireSync(options?: WaitOptions): Guard {
    return this.#core.acquireSync(options);
  }

  /**
   * Takes a permit if there is one; never waits. CPython: `acquire(blocking=False)`.
   *
   * @returns a guard of that permit, or `undefined`. `using` accepts that without a word: test it, or use
   *   {@link tryRun}.
   */
  tryAcquire(): Guard | undefined {
    return this.#core.tryAcquire();
  }

  /**
   * Adds permits, and lets so many go on who wait. A guard does it for its own permit.
   *
   * @param n how many, at least 1
   * @throws RangeError for an n that is less than 1 or not an integer, or if there were more than 2^30−1 permits then.
   *   Nothing has changed. CPython: `ValueError`.
   */
  release(n = 1): void {
    this.#core.release(n);
  }

  /** How many permits are free, at this moment. */
  get value(): number {
    return this.#core.permits.count;
  }

  /**
   * Takes a permit, calls the function, and releases when what it returned has settled, whichever way.
   *
   * @param options as for {@link acquire}
   * @returns what the function returned, awaited; rejects with what it threw, or as {@link acquire} without calling it
   */
  async run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return await callWith(await this.acquire(options), fn);
  }

  /**
   * As {@link run} if there is a permit, and nothing at all if there is none: it never waits for one. The function is
   * called before `tryRun` returns.
   *
   * @returns `{ ran: true, value }` or `{ ran: false }`; rejects with what the function threw
   */
  async tryRun<T>(fn: () => T | PromiseLike<T>): Promise<TryRunOutcome<T>> {
    const guard = this.tryAcquire();
    if (guard === undefined) return { ran: false };
    return { ran: true, value: await callWith(guard, fn) };
  }

  /** Name, free permits and number of waiters, for diagnosis: it may be otherwise when you look. */
  statistics(): SemaphoreStatistics {
    return { name: this.name, value: this.value, waiting: this.#core.permits.waiting };
  }

  /** `<Semaphore "seats": value=2>` */
  toString(): string {
    return this.#core.toString();
  }

  /**
   * Lets instances cross to other threads.
   *
   * @internal
   */
  static share(type: Class<Semaphore>, { kind, local }: Variety, revive: Revive): void {
    local.share(
      type,
      `multilane.${kind}`,
      (semaphore) => semaphore.#address,
      (address) => revive(parameterOf(openCell(kind, SEMAPHORE_WORDS, address), INITIAL), address),
    );
  }

  static {
    Semaphore.share(Semaphore, plain, (value, origin) => new Semaphore(value, origin));
  }
}
