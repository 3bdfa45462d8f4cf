import type { Failure } from "../http/failure.js";
import type { Hop } from "../http/redirect.js";

/** One entry of the report, of `check` and of `download`. */
export interface Row {
  /** Line of its source from 1; for arguments their position. */
  readonly line: number;
  /** The list it comes from: a file, `-` for standard input, `""` for arguments. */
  readonly source: string;
  /** As written, a password in it hidden. */
  readonly url: string;
  /** Of the last answer; `null` without one. */
  readonly status: number | null;
  /** A status below 400, and for `download` the file in its place. */
  readonly ok: boolean;
  /** Where the redirects ended; `null` without an answer. */
  readonly finalUrl: string | null;
  readonly hops: readonly Hop[];
  readonly error: Failure | null;
  /** Tries in all, the first included; 0 if it was never tried. */
  readonly attempts: number;
  /** Milliseconds from the first try to the verdict. */
  readonly ms: number;
  /** `download` only. */
  readonly file?: SavedFile | null;
}

/** A file that lies complete under its name. */
export interface SavedFile {
  /** Inside the folder of `-d`. */
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}
