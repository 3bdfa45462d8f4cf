/** A process's end of the channel to its owner. */
import { CHANNEL, openPipe } from "../platform/pipes.js";
import type { Pipe } from "../platform/pipes.js";
import { Frames, headOf } from "./frames.js";

/** See above. It keeps the process alive. */
export class ParentChannel {
  readonly #pipe: Pipe;
  #take: (message: Uint8Array) => void;

  /**
   * @param take called with each message, until {@link listen}
   * @param gone called when there is no parent any more, however it ended
   */
  constructor(take: (message: Uint8Array) => void, gone: () => void) {
    this.#take = take;
    const frames = new Frames((message) => this.#take(message));
    this.#pipe = openPipe(CHANNEL, { take: (piece) => frames.add(piece), closed: gone });
  }

  /** Has somebody else called from now on. */
  listen(take: (message: Uint8Array) => void): void {
    this.#take = take;
  }

  /**
   * Sends a message; calls back when it is on its way, or never will be.
   *
   * @throws RangeError for a message that is too long
   */
  send(message: Uint8Array, sent?: () => void): void {
    this.#pipe.write([headOf(message.length), message], sent);
  }
}
