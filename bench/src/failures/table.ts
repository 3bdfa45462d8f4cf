/** The failure table as text. */
import type { Contestant } from "./contestant.js";
import type { Cell, Mark } from "./judge.js";
import type { Row } from "./row.js";

/** What was found of one pool. */
interface Judged {
  readonly contestant: Contestant;
  readonly cell: Cell;
}

/** What was found in one row. */
export interface JudgedRow {
  readonly row: Row;
  readonly cells: readonly Judged[];
}

const SIGNS: Readonly<Record<Mark, string>> = { green: "✔", red: "✘", beyond: "–" };

/** One row: its title, and a line for each pool. */
export function formatRow({ row, cells }: JudgedRow): string {
  const width = Math.max(...cells.map(({ contestant }) => contestant.name.length));
  const lines = cells.map(
    ({ contestant, cell }) => `  ${SIGNS[cell.mark]} ${contestant.name.padEnd(width)}  ${cell.text}\n`,
  );
  return `${row.name}: ${row.title} (wanted: ${row.rule})\n${lines.join("")}`;
}

function escape(text: string): string {
  return text.replaceAll(/[|\\]/g, "\\$&").replaceAll("<", "&lt;");
}

/** A table of all rows, for those that have this kind of worker. */
export function formatMarkdown(rows: readonly JudgedRow[], workers: Contestant["workers"]): string {
  const chosen = rows.map(({ row, cells }) => ({
    row,
    cells: cells.filter(({ contestant }) => contestant.workers === workers),
  }));
  const names = chosen[0]?.cells.map(({ contestant }) => `${contestant.name} ${contestant.version}`) ?? [];
  const lines = [
    ["what a task does", ...names],
    ["---", ...names.map(() => "---")],
    ...chosen.map(({ row, cells }) => [
      row.title,
      ...cells.map(({ cell }) => `${SIGNS[cell.mark]} ${escape(cell.text)}`),
    ]),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** How many of its rows are green, for each pool. */
export function formatSummary(rows: readonly JudgedRow[]): string {
  const pools = rows[0]?.cells.map(({ contestant }) => contestant) ?? [];
  return pools
    .map((pool) => {
      const marks = rows.flatMap(({ cells }) =>
        cells.filter(({ contestant }) => contestant === pool).map(({ cell }) => cell.mark),
      );
      const count = (mark: Mark): number => marks.filter((found) => found === mark).length;
      const beyond = count("beyond") > 0 ? `, beyond threads: ${count("beyond")}` : "";
      return `${pool.name} ${pool.version}: green in ${count("green")} of ${marks.length} rows${beyond}\n`;
    })
    .join("");
}
