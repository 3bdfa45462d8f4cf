import { FailureError } from "../http/failure.js";
import { formatDuration } from "../options/duration.js";
import { formatSize } from "../options/size.js";

/** What counts as a download that has stalled. */
export interface StallLimits {
  /** Milliseconds without a single byte, before the answer as well as inside it. */
  readonly idleTimeout: number;
  /** Bytes a second that an answer must bring, averaged over `speedWindow`; 0: any speed will do. */
  readonly minSpeed: number;
  /** Milliseconds. */
  readonly speedWindow: number;
}

/**
 * Ends a download that brings nothing, or next to nothing: a server that drips a byte now and then would otherwise
 * hold its lane for ever. A slow disk does not count: the watch sleeps while a chunk is being written.
 */
export class StallWatch {
  readonly #limits: StallLimits;
  readonly #end: (reason: FailureError) => void;
  #idle: NodeJS.Timeout | undefined;
  #speed: NodeJS.Timeout | undefined;
  #bytes = 0;

  constructor(limits: StallLimits, end: (reason: FailureError) => void) {
    this.#limits = limits;
    this.#end = end;
  }

  /** From now on a byte is expected. */
  expect(): void {
    const { idleTimeout } = this.#limits;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#end(new FailureError("timeout", `no byte for ${formatDuration(idleTimeout)}`));
    }, idleTimeout);
  }

  /** So many bytes have come; none is expected until the next `expect()`. */
  received(bytes: number): void {
    clearTimeout(this.#idle);
    this.#bytes += bytes;
  }

  /** The body begins: its speed counts from here. */
  measureSpeed(): void {
    const { minSpeed, speedWindow } = this.#limits;
    if (minSpeed === 0) return;
    let before = this.#bytes;
    this.#speed = setInterval(() => {
      const speed = (this.#bytes - before) / (speedWindow / 1000);
      before = this.#bytes;
      if (speed >= minSpeed) return;
      const limits = `${formatSize(minSpeed)} a second over ${formatDuration(speedWindow)}`;
      this.#end(new FailureError("timeout", `slower than ${limits}`));
    }, speedWindow);
  }

  /** Ends the watch; it can begin again with `expect()`. */
  stop(): void {
    clearTimeout(this.#idle);
    clearInterval(this.#speed);
  }
}
