/** The comparison as plain text. */
import type { Comparison } from "./comparison.js";

/** Whole numbers with thousands separators; below 100, where it matters, one digit more. */
function formatNumber(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 1 : 0 });
}

export function formatComparison({ scenario, metric, figures }: Comparison, reference: string): string {
  const compared = figures.some(({ referenceIsBetter }) => referenceIsBetter !== undefined);
  const header = [
    "",
    metric.name,
    "lowest – highest round",
    ...(compared ? [`${reference} is better by`] : []),
  ];
  const rows = figures.map(({ entrant, median, lowest, highest, referenceIsBetter }) => [
    entrant,
    formatNumber(median),
    `${formatNumber(lowest)} – ${formatNumber(highest)}`,
    referenceIsBetter === undefined || entrant === reference ? "" : `${referenceIsBetter.toFixed(2)} ×`,
  ]);
  return `${scenario.title}: ${metric.name}, ${metric.better} is better\n${alignColumns([header, ...rows])}`;
}

/** The first column to the left, all others to the right. */
function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("   ")
        .trimEnd(),
    )
    .map((line) => `  ${line}\n`)
    .join("");
}
