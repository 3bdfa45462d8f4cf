import type { SentSignal } from "../memory/codec/codec.js";
import { atomics } from "../platform/atomics.js";
import { remoteController } from "./remote-controller.js";

/** The signals among the arguments of a call, in the thread that runs it. */
export class ReceivedSignals {
  readonly generation: number;
  readonly #drain: () => void;
  readonly #controllers: (AbortController | undefined)[] = [];
  /** Of those that aborted before the call began. */
  readonly #reasons = new Map<number, unknown>();
  #aborts = 0;

  /**
   * @param generation of the call's place
   * @param drain takes in the messages that have arrived
   */
  constructor(generation: number, drain: () => void) {
    this.generation = generation;
    this.#drain = drain;
  }

  /** One of them has aborted. */
  abort(index: number, reason: unknown): void {
    this.#aborts++;
    const controller = this.#controllers[index];
    if (controller === undefined) this.#reasons.set(index, reason);
    else controller.abort(reason);
  }

  /** The signal for the call. */
  make({ index, aborts }: SentSignal): AbortSignal {
    const controller = remoteController(() => {
      // Pairs with the add in sent-signals.ts. More aborts than messages: one lies in the port, or will in a moment.
      if (aborts !== undefined && atomics.load(aborts, 0) !== this.#aborts) this.#drain();
    });
    this.#controllers[index] = controller;
    if (this.#reasons.has(index)) controller.abort(this.#reasons.get(index));
    return controller.signal;
  }
}
