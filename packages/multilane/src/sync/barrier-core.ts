/** What this thread has of a barrier: its rendezvous with the other threads, and how its own waits end. */
import { BrokenBarrierError, DeadlockError } from "../errors.js";
import type { Cell } from "../memory/cell.js";
import { deadlineAfter } from "../platform/clock.js";
import { keepAlive, letGo } from "../platform/keep-alive.js";
import { watchLimits } from "../platform/wait-options.js";
import { interruptible } from "./interruption.js";
import { labelOf } from "./label.js";
import type { Mailbox } from "./parking-lot/mailbox.js";
import { EVENT_LOOP } from "./parking-lot/node.js";
import { PendingArrival } from "./pending-arrival.js";
import { Rendezvous, RENDEZVOUS_WORDS } from "./rendezvous.js";
import type { Fate } from "./rendezvous.js";
import { threadMailbox } from "./thread-lot.js";

/** Where a barrier's parameters are in its words; the cell's own is before them. */
export const PARTIES = 1;
export const TIMEOUT = 2;
/** Where its rendezvous is. */
const RENDEZVOUS = 3;
/** How many words a barrier needs. */
export const BARRIER_WORDS: number = RENDEZVOUS + RENDEZVOUS_WORDS;

/** What the last one to arrive does before the others go on. */
export type Action = () => unknown;

/** A barrier, as one thread sees it. */
export class BarrierCore {
  readonly parties: number;
  /** For messages: `Barrier "start"`. */
  readonly label: string;
  readonly rendezvous: Rendezvous;
  readonly #mailbox: Mailbox;

  constructor(cell: Cell, parties: number) {
    this.parties = parties;
    this.label = labelOf("Barrier", cell.name);
    this.#mailbox = threadMailbox();
    const { lot } = this.#mailbox;
    this.rendezvous = new Rendezvous(lot, cell.words, cell.base + RENDEZVOUS, cell.key, parties);
  }

  /**
   * As `Barrier.wait`.
   *
   * @param limit milliseconds, checked
   */
  async wait(limit: number, signal: AbortSignal | undefined, action: Action | undefined): Promise<number> {
    const { lot } = this.#mailbox;
    const place = lot.takeNode();
    keepAlive();
    try {
      const deaths = lot.deaths();
      const atOnce = this.rendezvous.arrive(place, EVENT_LOOP, action !== undefined);
      const fate = atOnce ?? (await this.#fateOf(place, deaths, limit, signal));
      if (fate.kind !== "acts") return this.#indexOf(fate);
      if (atOnce === undefined && !this.rendezvous.isTurn(fate.turn)) throw this.#brokenError();
      return await this.#act(fate.turn, action);
    } finally {
      lot.freeNode(place);
      letGo();
    }
  }

  /** Resolves when the wait is over; rejects when it takes too long or is aborted. */
  #fateOf(place: number, deaths: number, limit: number, signal: AbortSignal | undefined): Promise<Fate> {
    return new Promise((resolve, reject) => {
      const pending = new PendingArrival(this.rendezvous, this.#mailbox, place, (fate) => {
        stopWatching();
        resolve(fate);
      });
      const giveUp = (reason: () => unknown): void => {
        if (!pending.giveUp()) return;
        stopWatching();
        reject(reason());
      };
      const timedOut = (): void => giveUp(() => this.#timeoutError(limit));
      const aborted = (): void => giveUp(() => signal?.reason);
      const stopWatching = watchLimits(limit === 0 ? Infinity : limit, signal, timedOut, aborted);
      if (limit === 0) timedOut();
      else pending.watch(deaths);
    });
  }

  async #act(turn: number, action: Action | undefined): Promise<number> {
    try {
      const result = action?.();
      if (isThenable(result)) await result;
    } catch (error) {
      this.rendezvous.fail(turn);
      throw error;
    }
    return this.#complete(turn);
  }

  /**
   * As `Barrier.waitSync`.
   *
   * @param limit milliseconds, checked
   */
  waitSync(limit: number, signal: AbortSignal | undefined, action: Action | undefined): number {
    const { lot } = this.#mailbox;
    const deadline = deadlineAfter(limit);
    const place = lot.takeNode();
    let fate: Fate | undefined;
    let isTurn = true;
    try {
      const deaths = lot.deaths();
      fate = this.rendezvous.arrive(place, 0, action !== undefined);
      if (fate === undefined) {
        fate = interruptible(signal, () => this.rendezvous.block(place, deaths, deadline));
        isTurn = fate?.kind !== "acts" || this.rendezvous.isTurn(fate.turn);
      }
    } finally {
      lot.freeNode(place);
    }
    if (fate === undefined) signal?.throwIfAborted();
    if (fate === undefined) throw this.#timeoutError(limit);
    if (!isTurn) throw this.#brokenError();
    return fate.kind === "acts" ? this.#actSync(fate.turn, action) : this.#indexOf(fate);
  }

  #actSync(turn: number, action: Action | undefined): number {
    try {
      const result = action?.();
      if (isThenable(result))
        throw new TypeError(
          `the action of ${this.label} returned a promise, which waitSync cannot wait for: it blocks the thread whose ` +
            "event loop would settle it. Await wait() instead, or let the action do its work before it returns",
        );
    } catch (error) {
      this.rendezvous.fail(turn);
      throw error;
    }
    return this.#complete(turn);
  }

  #complete(turn: number): number {
    if (this.rendezvous.complete(turn)) return this.parties - 1;
    throw this.#brokenError();
  }

  #indexOf(fate: Exclude<Fate, { kind: "acts" }>): number {
    if (fate.kind === "passes") return fate.index;
    if (fate.kind === "broken") throw this.#brokenError();
    throw new DeadlockError(
      `waitSync of ${this.label} would block this thread, while the barrier's action runs, or is next to run, on its ` +
        "event loop: it could never end. Await wait() instead",
    );
  }

  #brokenError(): BrokenBarrierError {
    return new BrokenBarrierError(
      `${this.label} is broken, or was while this thread waited: it was aborted or reset, a wait at it took too long or ` +
        "was aborted, its action threw, or a thread died at it. reset() makes it usable again",
    );
  }

  #timeoutError(limit: number): BrokenBarrierError {
    return new BrokenBarrierError(
      `${this.label} broke, because not all of its ${this.parties} parties came within ${limit} ms; reset() makes it ` +
        "usable again",
    );
  }
}

function isThenable(value: unknown): boolean {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    "then" in value &&
    typeof value.then === "function"
  );
}
