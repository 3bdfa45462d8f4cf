/**
 * Messages in a stream of bytes: each after a mark and its length. The mark is there for a stream that somebody else
 * has written into: then it is not where it should be.
 */

const MARK = 0x4d4c_4e01;
const HEAD = 8;

/** The longest message, in bytes. */
const LONGEST: number = 2 ** 31 - 1;

/** @throws RangeError for a message that is too long */
export function checkLength(length: number): void {
  if (length > LONGEST)
    throw new RangeError(`it makes a message of ${length} bytes; between processes ${LONGEST} is the most`);
}

/**
 * What goes before a message of so many bytes.
 *
 * @throws RangeError for a message that is too long
 */
export function headOf(length: number): Uint8Array<ArrayBuffer> {
  checkLength(length);
  const head = new DataView(new ArrayBuffer(HEAD));
  head.setUint32(0, MARK);
  head.setUint32(4, length, true);
  return new Uint8Array(head.buffer);
}

/** A message, ready for the stream. */
export function frameOf(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEAD + bytes.length);
  frame.set(headOf(bytes.length));
  frame.set(bytes, HEAD);
  return frame;
}

/** The length that a head says. */
function lengthIn(head: Uint8Array): number {
  const view = new DataView(head.buffer);
  const length = view.getUint32(4, true);
  if (view.getUint32(0) !== MARK) throw new RangeError("a message does not begin where it should");
  if (length > LONGEST) throw new RangeError(`a message claims to have ${length} bytes`);
  return length;
}

/** Cuts the stream into its messages again, whatever pieces it comes in. */
export class Frames {
  readonly #take: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** What has come of a head, or of a message: pieces, until it is whole. */
  #pieces: Uint8Array[] = [];
  /** How many of its bytes are still to come. */
  #missing = HEAD;
  /** The length of the message whose head is over. */
  #length: number | undefined;

  /** @param take called with each message, which has a buffer of its own */
  constructor(take: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#take = take;
  }

  /**
   * The next piece of the stream.
   *
   * @throws RangeError for what is no message; nothing can be told of what follows it
   */
  add(piece: Uint8Array): void {
    for (let rest = piece; ;) {
      const part = rest.subarray(0, this.#missing);
      rest = rest.subarray(part.length);
      this.#pieces.push(part);
      this.#missing -= part.length;
      if (this.#missing > 0) return;
      this.#finish();
    }
  }

  #finish(): void {
    const whole = join(this.#pieces, this.#length ?? HEAD);
    this.#pieces = [];
    if (this.#length === undefined) {
      this.#missing = this.#length = lengthIn(whole);
      return;
    }
    this.#length = undefined;
    this.#missing = HEAD;
    this.#take(whole);
  }
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
