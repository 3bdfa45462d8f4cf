import type { Format } from "./format.js";
import { plainText } from "./plain-text.js";
import type { Row } from "./row.js";

/** `URL: 200`; without a status, or without the file, `URL: error CLASS (words)`. Verbose adds what is known besides. */
export function textFormat(verbose: boolean): Format {
  return {
    head: "",
    row: (row) => `${plainText(row.url)}: ${verdict(row)}${verbose ? details(row) : ""}\n`,
    foot: () => "",
  };
}

function verdict({ status, error }: Row): string {
  return error === null ? String(status) : `error ${error.class} (${plainText(error.message)})`;
}

function details({ hops, finalUrl, file, attempts }: Row): string {
  const notes: string[] = [];
  if (hops.length > 0) {
    notes.push(
      [...hops.map((hop) => `${hop.status} ${hop.url}`), ...(finalUrl === null ? [] : [finalUrl])].join(
        " -> ",
      ),
    );
  }
  if (attempts > 1) notes.push(`${attempts} tries`);
  if (file !== undefined && file !== null)
    notes.push(`${plainText(file.name)}, ${file.bytes} bytes, sha256 ${file.sha256}`);
  return notes.map((note) => ` [${note}]`).join("");
}
