/** What this thread has of a semaphore: its permits, and who awaits one here. */
import { InvalidStateError, TimeoutError } from "../errors.js";
import type { Cell } from "../memory/cell.js";
import { checkTimeout, remaining } from "../platform/clock.js";
import { checkSignal } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";
import { awaitGate } from "./await-gate.js";
import { Guard } from "./guard.js";
import type { Guarded } from "./guard.js";
import { labelOf } from "./label.js";
import { checkCount } from "./parameter.js";
import { interruptible } from "./interruption.js";
import { GateWaiters } from "./parking-lot/gate-waiters.js";
import { MOST_PERMITS, Permits } from "./permits.js";
import { blockingDeadline } from "./sync-limits.js";
import { threadMailbox } from "./thread-lot.js";

/** Words of a semaphore: the cell's own, its initial value, and its permits. */
export const SEMAPHORE_WORDS = 3;
/** Where the initial value is. */
export const INITIAL = 1;
const PERMITS = 2;

/** The kinds of semaphores. */
export type SemaphoreKind = "Semaphore" | "BoundedSemaphore";

/** A semaphore of either kind, as one thread sees it. */
export class SemaphoreCore implements Guarded {
  /** For messages: `Semaphore "seats"`. */
  readonly label: string;
  readonly permits: Permits;
  readonly waiters: GateWaiters<true>;
  /** How many permits there may be. */
  readonly #most: number;

  constructor(kind: SemaphoreKind, cell: Cell, initial: number) {
    this.label = labelOf(kind, cell.name);
    this.#most = kind === "BoundedSemaphore" ? initial : MOST_PERMITS;
    const mailbox = threadMailbox();
    this.permits = new Permits(mailbox.lot, cell.words, cell.base + PERMITS, cell.key, initial);
    this.waiters = new GateWaiters(mailbox, this.permits);
  }

  /** As `Semaphore.tryAcquire`. */
  tryAcquire(): Guard | undefined {
    return this.permits.attempt() && new Guard(this);
  }

  /** As `Semaphore.acquire`. */
  acquire(options: WaitOptions | undefined): Promise<Guard> {
    // Those who wait in this thread came first.
    if (options === undefined && this.waiters.size === 0 && this.permits.attempt() === true)
      return Promise.resolve(new Guard(this));
    return this.#wait(options ?? {});
  }

  async #wait({ timeout, signal }: WaitOptions): Promise<Guard> {
    const limit = checkTimeout(timeout);
    checkSignal(signal);
    if (limit === 0) return this.tryAcquire() ?? this.#timeOut(0);
    await awaitGate(this.waiters, limit, signal, () => this.#timeoutError(limit));
    return new Guard(this);
  }

  /** As `Semaphore.acquireSync`. */
  acquireSync(options: WaitOptions | undefined): Guard {
    if (options === undefined) {
      if (!this.permits.acquireSync(Infinity)) this.#timeOut(Infinity);
      return new Guard(this);
    }
    const deadline = blockingDeadline(options, () => `acquireSync of ${this.label}`, "acquire");
    const taken =
      remaining(deadline) === 0
        ? this.permits.attempt() === true
        : interruptible(options.signal, () => this.permits.acquireSync(deadline));
    if (taken) return new Guard(this);
    options.signal?.throwIfAborted();
    return this.#timeOut(options.timeout ?? Infinity);
  }

  /** As `Semaphore.release`. */
  release(count: number): void {
    checkCount(count, "the number of permits to release", 1, MOST_PERMITS);
    if (this.permits.release(count, this.#most)) return;
    if (this.#most === MOST_PERMITS)
      throw new RangeError(
        `${this.label} cannot have more than ${MOST_PERMITS} permits: ${count} were released to the ` +
          `${this.permits.count} that it has; release those that were acquired, each once`,
      );
    throw new InvalidStateError(
      `${this.label} was released too many times: it never has more than its ${this.#most} permits, and ${count} were ` +
        `released to the ${this.permits.count} that it has; release those that were acquired, each once (a guard does ` +
        "it by itself)",
    );
  }

  /** As `Guard.release`. */
  end(): void {
    this.release(1);
  }

  /** `<Semaphore "seats": value=2>`, and for a bounded one `value=2/3`. */
  toString(): string {
    const bound = this.#most === MOST_PERMITS ? "" : `/${this.#most}`;
    return `<${this.label}: value=${this.permits.count}${bound}>`;
  }

  #timeoutError(limit: number): TimeoutError {
    return new TimeoutError(
      `${this.label} had no permit within ${limit} ms: those who have one have not released it; wait longer, or use ` +
        "them for less",
    );
  }

  #timeOut(limit: number): never {
    throw this.#timeoutError(limit);
  }
}
