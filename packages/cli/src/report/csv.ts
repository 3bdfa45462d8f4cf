import { stringify } from "csv-stringify/sync";
import type { Format, FormatOptions } from "./format.js";
import { plainText } from "./plain-text.js";
import type { Row } from "./row.js";

const COLUMNS = [
  "line",
  "url",
  "status",
  "ok",
  "finalUrl",
  "hops",
  "errorClass",
  "errorMessage",
  "attempts",
  "ms",
];
const FILE_COLUMNS = ["name", "bytes", "sha256"];

type Cell = string | number | null;

/** RFC 4180, with a header line. A cell that a spreadsheet would take for a formula gets a `'` in front. */
export function csvFormat(command: FormatOptions["command"]): Format {
  const download = command === "download";
  return {
    head: write([...COLUMNS, ...(download ? FILE_COLUMNS : []), "source"]),
    row: (row) => write(cells(row, download)),
    foot: () => "",
  };
}

function write(record: readonly Cell[]): string {
  return stringify([[...record]], { escape_formulas: true, record_delimiter: "windows" });
}

function cells(
  { line, source, url, status, ok, finalUrl, hops, error, attempts, ms, file }: Row,
  download: boolean,
): Cell[] {
  const way = hops.map((hop) => `${hop.status} ${hop.url}`).join(" ");
  const failure = error === null ? [null, null] : [error.class, plainText(error.message)];
  const saved = !download ? [] : file ? [plainText(file.name), file.bytes, file.sha256] : [null, null, null];
  return [
    line,
    plainText(url),
    status,
    String(ok),
    finalUrl,
    way,
    ...failure,
    attempts,
    ms,
    ...saved,
    plainText(source),
  ];
}
