import type { SourceLine } from "./line-splitter.js";
import { LONGEST_LINE } from "./line-splitter.js";
import { parseWebUrl } from "./web-url.js";

/** One entry of the input: a line of a file, or an argument. Reported once, in input order, whatever it holds. */
export interface Entry {
  /** Line of its source from 1; for arguments their position. */
  readonly line: number;
  /** The file as given, `-` for standard input, `""` for arguments. */
  readonly source: string;
  /** As written, a password in it hidden. */
  readonly url: string;
  /** Normalised; `undefined` if it cannot be used, and then `problem` says why. */
  readonly href: string | undefined;
  readonly problem: string | undefined;
  /** The file name a line asks for. */
  readonly name: string | undefined;
  /** Lower-case hexadecimal. */
  readonly sha256: string | undefined;
}

/** Whether a line of a file says nothing: it is blank, or a comment (its first character is `#`). */
export function isIdle({ text }: SourceLine): boolean {
  return /^\s*(#|$)/.test(text);
}

/** Reads one line: a URL, and separated by tabs a file name and a sha256, which may be left out or empty. */
export function parseEntry({ number, text, tooLong }: SourceLine, source: string): Entry {
  const [written = "", name = "", sha256 = ""] = text.split("\t").map((field) => field.trim());
  const parsed = parseWebUrl(written);
  const problem = tooLong
    ? `it is longer than ${LONGEST_LINE} bytes`
    : "problem" in parsed
      ? parsed.problem
      : sha256 === "" || /^[0-9a-f]{64}$/i.test(sha256)
        ? undefined
        : "its sha256 is not 64 hexadecimal digits";
  return {
    line: number,
    source,
    url: hidePassword(written),
    href: problem === undefined && "href" in parsed ? parsed.href : undefined,
    problem: problem === undefined ? undefined : `${placeOf({ line: number, source })}: ${problem}`,
    name: name === "" ? undefined : name,
    sha256: sha256 === "" ? undefined : sha256.toLowerCase(),
  };
}

/** Replaces the password (or a lone token) before the host by `***`: reports are kept, mailed and pasted. */
export function hidePassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#@:]*:)?)[^/?#]*@/i, "$1***@");
}

/** How a person finds a line again. */
export function placeOf({ line, source }: Pick<Entry, "line" | "source">): string {
  if (source === "") return `argument ${line}`;
  return source === "-" ? `line ${line}` : `line ${line} of ${source}`;
}
