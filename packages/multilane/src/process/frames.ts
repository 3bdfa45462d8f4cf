/** Messages in a stream of bytes: each after its length. */

const HEAD = 4;

/** A message, ready for the stream. */
export function frameOf(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEAD + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length, true);
  frame.set(bytes, HEAD);
  return frame;
}

/** Cuts the stream into its messages again, whatever pieces it comes in. */
export class Frames {
  readonly #take: (bytes: Uint8Array) => void;
  #rest = new Uint8Array(0);

  /** @param take called with each message */
  constructor(take: (bytes: Uint8Array) => void) {
    this.#take = take;
  }

  /** The next piece of the stream. */
  add(piece: Uint8Array): void {
    const bytes = new Uint8Array(this.#rest.length + piece.length);
    bytes.set(this.#rest);
    bytes.set(piece, this.#rest.length);
    const view = new DataView(bytes.buffer);
    let start = 0;
    while (bytes.length - start >= HEAD) {
      const end = start + HEAD + view.getUint32(start, true);
      if (end > bytes.length) break;
      this.#take(bytes.subarray(start + HEAD, end));
      start = end;
    }
    this.#rest = bytes.slice(start);
  }
}
