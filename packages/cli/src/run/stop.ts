import { putStop } from "./board.js";
import type { StopReason } from "./board.js";
import { ExitCode } from "./exit-code.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Everything that ends a run early. The first SIGINT, SIGTERM or SIGHUP asks for a stop: no new work, what is in
 * flight is aborted, the partial report is written. The second ends the program at once.
 */
export class Stop {
  readonly #board: SharedArrayBuffer;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  #reason: StopReason | undefined;

  /** `deadline`: milliseconds the whole run may take; `undefined`: no limit. */
  constructor(board: SharedArrayBuffer, deadline?: number) {
    this.#board = board;
    this.#timer = deadline === undefined ? undefined : setTimeout(() => this.request("deadline"), deadline);
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  /** `undefined` while nobody has asked. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Aborted when a stop is asked for. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Asks for a stop; only the first reason counts. */
  request(reason: StopReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    putStop(this.#board, reason);
    this.#controller.abort();
  }

  /** The run is over: signals end the program again as they always do. */
  dispose(): void {
    clearTimeout(this.#timer);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }

  readonly #onSignal = (): void => {
    if (this.#reason !== undefined) process.exit(ExitCode.interrupted);
    this.request("interrupted");
  };
}
