import { anonymousWords } from "../memory/anonymous.js";
import { collectingSignals, messageMedium } from "../memory/codec/codec.js";
import type { Medium } from "../memory/codec/codec.js";
import { onAbort } from "../platform/abort-listeners.js";
import { atomics } from "../platform/atomics.js";
import type { Payload } from "../transport/messages.js";
import { payloadOfError } from "../transport/payload.js";

/** The signals among the arguments of a call: tells whoever runs it when one of them aborts. */
export class SentSignals {
  /** The reasons of those that have aborted, by their places. */
  readonly aborted: Map<number, Payload> = new Map();
  readonly #signals: AbortSignal[] = [];
  readonly #medium: Medium;
  #aborts: Int32Array | undefined;
  #stops: (() => void)[] = [];

  private constructor(medium: Medium) {
    this.#medium = medium;
  }

  /**
   * Encodes arguments that may hold signals.
   *
   * @returns them, and their signals: `undefined` if there are none
   */
  static collect<T>(
    medium: Medium,
    encode: () => T,
  ): { readonly encoded: T; readonly signals?: SentSignals } {
    const sent = new SentSignals(medium);
    const makeWord = (): Int32Array | undefined => {
      if (medium === messageMedium) sent.#aborts = anonymousWords(1).words;
      return sent.#aborts;
    };
    const encoded = collectingSignals({ signals: sent.#signals, makeWord }, encode);
    return sent.#signals.length === 0 ? { encoded } : { encoded, signals: sent };
  }

  /** @param tell called when one aborts; what has aborted before is only noted */
  listen(tell: (index: number, reason: Payload) => void): void {
    for (const [index, signal] of this.#signals.entries()) {
      const note = (): void => {
        const reason = payloadOfError(signal.reason, this.#medium);
        this.aborted.set(index, reason);
        // Pairs with the load in received-signals.ts.
        if (this.#aborts !== undefined) atomics.add(this.#aborts, 0, 1);
        tell(index, reason);
      };
      if (signal.aborted) note();
      else this.#stops.push(onAbort(signal, note));
    }
  }

  /** The signal at this place. */
  at(index: number): AbortSignal | undefined {
    return this.#signals[index];
  }

  /** The call is over: nobody is told any more. */
  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }
}
