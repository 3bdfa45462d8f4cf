/** A line of a stream: its number from 1, its text without the line end, and whether it was cut for its length. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  readonly tooLong: boolean;
}

/** The longest line that is read whole, in bytes. No browser or server takes a longer URL. */
export const LONGEST_LINE = 64 * 1024;

const KEPT_OF_TOO_LONG = 100;
const LF = 0x0a;

/**
 * Splits bytes into lines: LF or CRLF, UTF-8 with or without a byte order mark. Bytes that are not UTF-8 become
 * U+FFFD. Of a line above `LONGEST_LINE` only the beginning is kept, so that a file without line ends needs no memory.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<SourceLine, void, undefined> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let number = 0;
  let pieces: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array): void => {
    if (length <= LONGEST_LINE && piece.length > 0) pieces.push(piece.subarray(0, LONGEST_LINE + 1 - length));
    length += piece.length;
  };
  const line = (): SourceLine => {
    number += 1;
    const tooLong = length > LONGEST_LINE;
    const bytes = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    let text = decoder.decode(tooLong ? bytes.subarray(0, KEPT_OF_TOO_LONG) : bytes);
    [pieces, length] = [[], 0];
    if (number === 1 && text.startsWith("\uFEFF")) text = text.slice(1);
    if (text.endsWith("\r")) text = text.slice(0, -1);
    return { number, text, tooLong };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      take(chunk.subarray(start, end));
      yield line();
      start = end + 1;
    }
    // Copied: a stream may use its buffer again for the next chunk.
    take(new Uint8Array(chunk.subarray(start)));
  }
  if (length > 0) yield line();
}
