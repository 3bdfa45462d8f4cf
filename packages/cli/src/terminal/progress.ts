import type { WriteStream } from "node:tty";

/** Frames are drawn at most this often. */
const FRAME_MS = 100;

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a live line may be drawn: only on a terminal that can move its cursor, and that a person looks at. */
export function canShowProgress(stream: { readonly isTTY?: boolean }, environment: Environment): boolean {
  const { CI, TERM } = environment;
  return stream.isTTY === true && TERM !== "dumb" && (CI === undefined || CI === "" || CI === "false");
}

/** One line at the bottom of a terminal that says how far the run is. Nothing at all where that cannot be shown. */
export class Progress {
  readonly #stream: Pick<WriteStream, "write" | "columns">;
  readonly #timer: NodeJS.Timeout | undefined;
  #shown = false;

  /** `line` is asked for each frame; it must be plain text without a line end. */
  constructor(
    enabled: boolean,
    line: () => string,
    stream: Pick<WriteStream, "write" | "columns"> = process.stderr,
  ) {
    this.#stream = stream;
    if (!enabled) return;
    this.#timer = setInterval(() => {
      // The last column stays free: a full line would wrap on some terminals.
      const text = line().slice(0, Math.max(10, (this.#stream.columns || 80) - 1));
      this.#stream.write(`\r\u001b[K${text}`);
      this.#shown = true;
    }, FRAME_MS);
    this.#timer.unref();
  }

  /** Takes the line away, until the next frame: call it before anything else is written to the terminal. */
  hide(): void {
    if (this.#shown) this.#stream.write("\r\u001b[K");
    this.#shown = false;
  }

  /** Takes the line away for good. */
  stop(): void {
    clearInterval(this.#timer);
    this.hide();
  }
}
