import type { Format } from "./format.js";
import { escapeOf } from "./plain-text.js";
import type { Row } from "./row.js";

/** What JSON may hold raw, but a terminal would obey, or JavaScript take for a line end. */
const RAW = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function write(row: Row): string {
  const { line, source, url, status, ok, finalUrl, hops, error, attempts, ms, file } = row;
  const object = {
    line,
    url,
    status,
    ok,
    finalUrl,
    hops,
    error,
    attempts,
    ms,
    ...(file !== undefined && { file }),
    source,
  };
  return JSON.stringify(object).replace(RAW, escapeOf);
}

/** One array, one object a line. */
export const jsonFormat: Format = {
  head: "[",
  row: (row, index) => `${index === 0 ? "\n" : ",\n"}${write(row)}`,
  foot: (rows) => (rows === 0 ? "]\n" : "\n]\n"),
};

/** One object a line (newline-delimited JSON). */
export const ndjsonFormat: Format = { head: "", row: (row) => `${write(row)}\n`, foot: () => "" };
