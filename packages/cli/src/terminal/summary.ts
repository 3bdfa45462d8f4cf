import { formatDuration } from "../options/duration.js";
import { formatSize } from "../options/size.js";
import { plainText } from "../report/plain-text.js";
import type { StopReason } from "../run/board.js";
import type { Tally } from "./tally.js";

/** The last words of a run, for people. */
export function summaryOf(
  command: "check" | "download",
  tally: Tally,
  stopped: StopReason | undefined,
): string {
  const { rows, ok, broken, duplicates, elapsed, slowest } = tally;
  const seconds = Math.max(elapsed / 1000, 0.001);
  const rate =
    command === "check"
      ? `${(rows / seconds).toFixed(rows / seconds < 10 ? 1 : 0)}/s`
      : `${formatSize(Math.round(tally.bytes / seconds))}/s`;
  const amount = command === "check" ? "" : `, ${formatSize(tally.bytes)}`;
  const counts = [`${ok} ok`, ...(broken > 0 ? [`${broken} broken`] : []), ...errorCounts(tally)];
  const notes = [
    ...(duplicates > 0 ? [`${duplicates} duplicate${duplicates === 1 ? "" : "s"} not asked again`] : []),
    ...(slowest !== undefined && slowest.ms >= 1000
      ? [`slowest ${formatDuration(slowest.ms)}: ${plainText(slowest.url, 80)}`]
      : []),
  ];
  const lines = [
    `${command}: ${rows} URL${rows === 1 ? "" : "s"}${amount} in ${formatDuration(elapsed)} (${rate}): ${counts.join(", ")}`,
    ...notes.map((note) => `  ${note}`),
    ...(stopped === undefined
      ? []
      : [`  stopped ${stopped === "deadline" ? "at the deadline" : "by a signal"}: the report is partial`]),
  ];
  return `${lines.join("\n")}\n`;
}

function errorCounts({ errors }: Tally): string[] {
  const total = [...errors.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const each = [...errors].map(([name, count]) => `${name} ${count}`).join(", ");
  return [`${total} error${total === 1 ? "" : "s"} (${each})`];
}
