import { csvFormat } from "./csv.js";
import { jsonFormat, ndjsonFormat } from "./json.js";
import type { Row } from "./row.js";
import { textFormat } from "./text.js";

/** The formats of `--format`. */
export const formatNames = ["text", "json", "ndjson", "csv"] as const;
export type FormatName = (typeof formatNames)[number];

/** Turns rows into text, piece by piece: a report of millions of rows never lies in memory. */
export interface Format {
  /** Before the first row. */
  readonly head: string;
  /** One row; `index` from 0. */
  row(row: Row, index: number): string;
  /** After the last row. */
  foot(rows: number): string;
}

/** What decides about the looks of a report. */
export interface FormatOptions {
  readonly command: "check" | "download";
  /** `text` only: with hops, and for downloads name, size and sha256. */
  readonly verbose: boolean;
}

const formats: Readonly<Record<FormatName, (options: FormatOptions) => Format>> = {
  text: ({ verbose }) => textFormat(verbose),
  json: () => jsonFormat,
  ndjson: () => ndjsonFormat,
  csv: ({ command }) => csvFormat(command),
};

export function createFormat(name: FormatName, options: FormatOptions): Format {
  return formats[name](options);
}
