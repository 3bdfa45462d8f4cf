/** `put` in its three manners. */
import { QueueFullError, QueueShutdownError } from "../../errors.js";
import { giveBuffer, takeBuffer } from "../../memory/codec/byte-buffer.js";
import type { ByteBuffer } from "../../memory/codec/byte-buffer.js";
import { writeValue } from "../../memory/codec/write-value.js";
import { checkTimeout, remaining } from "../../platform/clock.js";
import { checkSignal } from "../../platform/wait-options.js";
import type { WaitOptions } from "../../platform/wait-options.js";
import { awaitGate } from "../await-gate.js";
import { interruptible } from "../interruption.js";
import { passGate } from "../parking-lot/gate.js";
import { GateWaiters } from "../parking-lot/gate-waiters.js";
import type { Mailbox } from "../parking-lot/mailbox.js";
import { blockingDeadline } from "../sync-limits.js";
import { attempting, Failed } from "./attempt.js";
import { DONE_NOW, MUST_WAIT, SHUT_DOWN } from "./queue-state.js";
import type { Outcome, QueueState } from "./queue-state.js";

/** Those of this thread who put. The item is written as bytes before anything else happens. */
export class Putters {
  readonly #mailbox: Mailbox;
  readonly #state: QueueState<ByteBuffer>;
  readonly #label: string;
  readonly #waiters: GateWaiters<Outcome | Failed>;

  constructor(mailbox: Mailbox, state: QueueState<ByteBuffer>, label: string) {
    this.#mailbox = mailbox;
    this.#state = state;
    this.#label = label;
    // Everyone who waits has an item, and so an attempt of its own.
    this.#waiters = new GateWaiters(
      mailbox,
      state.putters.gate<Outcome | Failed>(() => undefined),
    );
  }

  /** Puts the item when there is room; the event loop goes on. */
  async put(item: unknown, priority: number, options: WaitOptions | undefined): Promise<void> {
    const limit = options === undefined ? Infinity : checkTimeout(options.timeout);
    checkSignal(options?.signal);
    const buffer = takeBuffer();
    try {
      writeValue(buffer, item);
      // Those who wait in this thread came first; who does not wait does not mind.
      let outcome: Outcome | Failed = MUST_WAIT;
      if (limit === 0 || this.#waiters.size === 0) outcome = this.#state.put(buffer, priority, false);
      if (outcome === MUST_WAIT && limit > 0) {
        const attempt = (): Outcome | Failed | undefined =>
          attempting(() => this.#state.put(buffer, priority, true)) || undefined;
        const full = (): Error => this.#full(limit);
        outcome = await awaitGate(this.#waiters, limit, options?.signal, full, attempt);
      }
      this.#finish(outcome, limit);
    } finally {
      giveBuffer(buffer);
    }
  }

  /** Puts the item when there is room; blocks the thread. */
  putSync(item: unknown, priority: number, options: WaitOptions | undefined): void {
    const deadline =
      options === undefined ? Infinity : blockingDeadline(options, () => `putSync of ${this.#label}`, "put");
    const buffer = takeBuffer();
    try {
      writeValue(buffer, item);
      let outcome = this.#state.put(buffer, priority, false);
      if (outcome === MUST_WAIT && remaining(deadline) > 0)
        outcome = interruptible(options?.signal, () =>
          this.#block(() => this.#state.put(buffer, priority, true) || undefined, deadline),
        );
      if (outcome === MUST_WAIT) options?.signal?.throwIfAborted();
      this.#finish(outcome, options?.timeout ?? Infinity);
    } finally {
      giveBuffer(buffer);
    }
  }

  /** Puts the item if there is room; never waits. */
  tryPut(item: unknown, priority: number): boolean {
    const buffer = takeBuffer();
    try {
      writeValue(buffer, item);
      const outcome = this.#state.put(buffer, priority, false);
      if (outcome === SHUT_DOWN) throw this.#shutDown();
      return outcome === DONE_NOW;
    } finally {
      giveBuffer(buffer);
    }
  }

  #block(attempt: () => Outcome | undefined, deadline: number): Outcome {
    return passGate(this.#mailbox.lot, this.#state.putters.gate(attempt), deadline) ?? MUST_WAIT;
  }

  #finish(outcome: Outcome | Failed, limit: number): void {
    if (outcome === DONE_NOW) return;
    if (outcome instanceof Failed) throw outcome.error;
    throw outcome === SHUT_DOWN ? this.#shutDown() : this.#full(limit);
  }

  #full(limit: number): QueueFullError {
    return new QueueFullError(
      `${this.#label} is full` +
        (limit === 0 ? "" : `, and nobody took an item out of it within ${limit} ms`) +
        ": nothing was put; wait longer, let more threads take items, or raise its maxsize",
    );
  }

  #shutDown(): QueueShutdownError {
    return new QueueShutdownError(`${this.#label} was shut down: nothing can be put into it any more`);
  }
}
