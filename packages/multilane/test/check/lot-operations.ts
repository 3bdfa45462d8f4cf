/**
 * Where the atomic operations stand in the compiled code of the mutex and the parking lot: so that one which no model
 * ever gets to is noticed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** Where an operation stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** From where to where: stacks point to one of these columns. */
  readonly from: number;
  readonly to: number;
}

/** Accessors of words: the operations in them count as their callers'. */
const ACCESSOR = /^ {4}(?:(?:#?[gs]et|#field|#setField|stateOf|deaths)\([\w, ]*|get state\()\) \{$/;
const COMMENT = /^ *(?:\*|\/[/*])/;
const OPERATION = new RegExp(
  [
    String.raw`(?<=\batomics\.)\w+(?=\()`,
    String.raw`(?<=\b(?:lot|this)\.)(?:get|set|stateOf|deaths)(?=\()`,
    String.raw`(?<=\.)#(?:get|set|field|setField)(?=\()`,
    String.raw`(?<=\bthis\.)state\b`,
    String.raw`\bwait(?=\(words\b)`,
  ].join("|"),
  "g",
);

/** The files under check, as URLs of what is run. */
export function lotFiles(): readonly string[] {
  const sources = new URL("../../src/sync/parking-lot/", import.meta.url);
  const parkingLot = readdirSync(sources)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `sync/parking-lot/${basename(name, ".ts")}`);
  return ["memory/bell", "sync/mutex", ...parkingLot].map((path) => import.meta.resolve(`#src/${path}.js`));
}

/** A file without its directories. */
export function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/, "");
}

/** A line of a file that is run. */
export function lineAt({ file, line }: Pick<Place, "file" | "line">): string {
  return linesOf(file)[line - 1]?.trim() ?? "";
}

const texts = new Map<string, readonly string[]>();

function linesOf(file: string): readonly string[] {
  const known = texts.get(file) ?? readFileSync(new URL(file), "utf8").split("\n");
  texts.set(file, known);
  return known;
}

/** All atomic operations in one of them. */
export function operationsOf(file: string): readonly Place[] {
  const places: Place[] = [];
  let isAccessor = false;
  for (const [index, text] of linesOf(file).entries()) {
    isAccessor = isAccessor ? !/^ {4}\}$/.test(text) : ACCESSOR.test(text);
    if (isAccessor || COMMENT.test(text)) continue;
    for (const { 0: name, index: at } of text.matchAll(OPERATION))
      places.push({ file, line: index + 1, from: at + 1, to: at + 1 + name.length });
  }
  return places;
}
