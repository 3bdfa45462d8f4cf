/** `get` in its three manners. */
import { QueueEmptyError, QueueShutdownError } from "../../errors.js";
import { giveBuffer, takeBuffer } from "../../memory/codec/byte-buffer.js";
import type { ByteBuffer } from "../../memory/codec/byte-buffer.js";
import { readValue } from "../../memory/codec/read-value.js";
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
import { DONE_NOW, MUST_WAIT, SHUT_DOWN } from "./queue-state.js";
import type { Outcome, QueueState } from "./queue-state.js";

/** What came of a get: the item's bytes, in a buffer to give back; or why there are none. */
type Taken = ByteBuffer | typeof SHUT_DOWN;
type Got = Taken | typeof MUST_WAIT;

/** Those of this thread who get. The bytes become a value again after everything else has happened. */
export class Getters<T> {
  readonly #mailbox: Mailbox;
  readonly #state: QueueState<ByteBuffer>;
  readonly #label: string;
  readonly #gate: Gate<Taken>;
  readonly #waiters: GateWaiters<Taken | Failed>;

  constructor(mailbox: Mailbox, state: QueueState<ByteBuffer>, label: string) {
    this.#mailbox = mailbox;
    this.#state = state;
    this.#label = label;
    const attempt = (): Taken | undefined => this.#take(true) || undefined;
    this.#gate = state.getters.gate(attempt);
    this.#waiters = new GateWaiters(
      mailbox,
      state.getters.gate(() => attempting(attempt)),
    );
  }

  /** Takes an item when there is one; the event loop goes on. */
  async get(options: WaitOptions | undefined): Promise<T> {
    const limit = options === undefined ? Infinity : checkTimeout(options.timeout);
    checkSignal(options?.signal);
    const got = this.#takeNow(limit) || (await this.#takeLater(limit, options?.signal));
    if (got === SHUT_DOWN) throw this.#shutDown();
    return this.#read(got);
  }

  /** As {@link get}; `undefined` when the queue was shut down and is empty. */
  async next(): Promise<{ value: T } | undefined> {
    const got = this.#takeNow(Infinity) || (await this.#takeLater(Infinity, undefined));
    return got === SHUT_DOWN ? undefined : { value: this.#read(got) };
  }

  /** Takes an item when there is one; blocks the thread. */
  getSync(options: WaitOptions | undefined): T {
    const deadline =
      options === undefined ? Infinity : blockingDeadline(options, () => `getSync of ${this.#label}`, "get");
    let got: Got = this.#take(false);
    if (got === MUST_WAIT && remaining(deadline) > 0)
      got =
        interruptible(options?.signal, () => passGate(this.#mailbox.lot, this.#gate, deadline)) ?? MUST_WAIT;
    if (got === MUST_WAIT) options?.signal?.throwIfAborted();
    if (got === MUST_WAIT) throw this.#empty(options?.timeout ?? Infinity);
    if (got === SHUT_DOWN) throw this.#shutDown();
    return this.#read(got);
  }

  /** Takes an item if there is one; never waits. */
  tryGet(): { value: T } | undefined {
    const got = this.#take(false);
    if (got === MUST_WAIT) return undefined;
    if (got === SHUT_DOWN) throw this.#shutDown();
    return { value: this.#read(got) };
  }

  /** Those who wait in this thread came first; who does not wait does not mind. */
  #takeNow(limit: number): Got {
    if (limit > 0 && this.#waiters.size > 0) return MUST_WAIT;
    const got = this.#take(false);
    if (got === MUST_WAIT && limit === 0) throw this.#empty(0);
    return got;
  }

  async #takeLater(limit: number, signal: AbortSignal | undefined): Promise<Taken> {
    const got = await awaitGate(this.#waiters, limit, signal, () => this.#empty(limit));
    if (got instanceof Failed) throw got.error;
    return got;
  }

  #take(parks: boolean): Got {
    const buffer = takeBuffer();
    let outcome: Outcome = MUST_WAIT;
    try {
      outcome = this.#state.take(buffer, parks);
    } finally {
      if (outcome !== DONE_NOW) giveBuffer(buffer);
    }
    return outcome === DONE_NOW ? buffer : outcome;
  }

  #empty(limit: number): QueueEmptyError {
    return new QueueEmptyError(
      `${this.#label} is empty` +
        (limit === 0 ? "" : `, and nobody put an item into it within ${limit} ms`) +
        ": wait longer, or shut the queue down when nothing more is to come",
    );
  }

  #shutDown(): QueueShutdownError {
    return new QueueShutdownError(
      `${this.#label} was shut down and is empty: nothing more will come out of it`,
    );
  }

  /** The item in the buffer, which is given back. */
  #read(buffer: ByteBuffer): T {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing but a T is put
      return readValue(buffer) as T;
    } finally {
      giveBuffer(buffer);
    }
  }
}
