/** `join` in its two manners. */
import { TimeoutError } from "../../errors.js";
import { checkTimeout, remaining } from "../../platform/clock.js";
import { checkSignal } from "../../platform/wait-options.js";
import type { WaitOptions } from "../../platform/wait-options.js";
import { awaitGate } from "../await-gate.js";
import { interruptible } from "../interruption.js";
import { passGate } from "../parking-lot/gate.js";
import type { Gate } from "../parking-lot/gate.js";
import { GateWaiters } from "../parking-lot/gate-waiters.js";
import type { Mailbox } from "../parking-lot/mailbox.js";
import { blockingDeadline } from "../sync-limits.js";
import { attempting, Failed } from "./attempt.js";
import { DONE_NOW } from "./queue-state.js";
import type { Outcome, QueueState } from "./queue-state.js";

/** Those of this thread who wait for the end of the work. */
export class Joiners {
  readonly #mailbox: Mailbox;
  readonly #state: QueueState<never>;
  readonly #label: string;
  readonly #gate: Gate<Outcome>;
  readonly #waiters: GateWaiters<Outcome | Failed>;

  constructor(mailbox: Mailbox, state: QueueState<never>, label: string) {
    this.#mailbox = mailbox;
    this.#state = state;
    this.#label = label;
    const attempt = (): Outcome | undefined => state.join(true) || undefined;
    this.#gate = state.joiners.gate(attempt);
    this.#waiters = new GateWaiters(
      mailbox,
      state.joiners.gate(() => attempting(attempt)),
    );
  }

  /** Resolves when nothing is unfinished. */
  async join(options: WaitOptions | undefined): Promise<void> {
    const limit = options === undefined ? Infinity : checkTimeout(options.timeout);
    checkSignal(options?.signal);
    if (this.#state.join(false) === DONE_NOW) return;
    if (limit === 0) throw this.#late(0);
    const outcome = await awaitGate(this.#waiters, limit, options?.signal, () => this.#late(limit));
    if (outcome instanceof Failed) throw outcome.error;
  }

  /** Blocks the thread until nothing is unfinished. */
  joinSync(options: WaitOptions | undefined): void {
    const deadline =
      options === undefined
        ? Infinity
        : blockingDeadline(options, () => `joinSync of ${this.#label}`, "join");
    if (this.#state.join(false) === DONE_NOW) return;
    const signal = options?.signal;
    const block = (): Outcome | undefined => passGate(this.#mailbox.lot, this.#gate, deadline);
    if (remaining(deadline) > 0 && interruptible(signal, block) !== undefined) return;
    signal?.throwIfAborted();
    throw this.#late(options?.timeout ?? Infinity);
  }

  #late(limit: number): TimeoutError {
    return new TimeoutError(
      `the work of ${this.#label} was not done within ${limit} ms: ${this.#state.view().unfinished} items that were put are ` +
        "unfinished; call taskDone() once for each item that was taken, or wait longer",
    );
  }
}
