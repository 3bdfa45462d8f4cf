/**
 * The failure table: what becomes of a call, and of its pool, when something goes wrong in a worker. Each pool meets
 * each row in a process of its own. `npm run bench:failures -- --help` shows the options.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { AsyncPoolExecutor } from "multilane";
import { describeMachine } from "../machine.js";
import type { Contestant } from "./contestant.js";
import { contestants } from "./contestants/index.js";
import { judge, RULE } from "./judge.js";
import type { Observation } from "./observation.js";
import { parseFailureOptions, USAGE, type FailureOptions } from "./options.js";
import type { Row } from "./row.js";
import { rows } from "./rows.js";
import { runTrial } from "./run-trial.js";
import { formatMarkdown, formatRow, formatSummary, type JudgedRow } from "./table.js";

/** Those that are named, or all. */
function choose<T extends { readonly name: string }>(
  option: string,
  all: readonly T[],
  names: readonly string[],
): readonly T[] {
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Error(
      `${option} knows ${all.map(({ name }) => name).join(", ")}; not ${JSON.stringify(unknown)}`,
    );
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

/** Those that can be tried here. */
function possible(chosen: readonly Row[]): readonly Row[] {
  const limits = process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;
  const left = chosen.filter(({ needsLimits }) => limits || needsLimits !== true);
  if (left.length < chosen.length) console.error("left out what needs Linux and the command prlimit");
  return left;
}

async function run({ only, rows: names, patience, format }: FailureOptions): Promise<void> {
  const pools = choose("--only", contestants, only);
  const chosen = possible(choose("--rows", rows, names));
  const machine = describeMachine();
  const versions = pools.map(({ name, version }) => `${name} ${version}`).join(", ");
  if (format !== "json") console.log(`Node ${machine.node}, ${machine.platform}: ${versions}\n${RULE}\n`);
  const judged: JudgedRow[] = [];
  const found: object[] = [];
  // Most of a trial is waiting for what hangs.
  await using trials = new AsyncPoolExecutor({ maxWorkers: availableParallelism() });
  for (const row of chosen) {
    const cells: JudgedRow["cells"][number][] = [];
    const tried = async (contestant: Contestant): Promise<[Contestant, Observation]> => [
      contestant,
      await runTrial(contestant.name, row.name, patience),
    ];
    for await (const [contestant, observation] of trials.map(tried, pools)) {
      const cell = judge(row, contestant, observation);
      cells.push({ contestant, cell });
      const { name, version, workers } = contestant;
      found.push({ row: row.name, pool: { name, version, workers }, ...cell, observation });
    }
    judged.push({ row, cells });
    const text = formatRow({ row, cells });
    if (format === "text") console.log(text);
    else process.stderr.write(text);
  }
  if (format === "json") console.log(JSON.stringify({ machine, patience, rule: RULE, found }, undefined, 2));
  if (format === "markdown")
    for (const workers of ["threads", "processes"] as const) console.log(formatMarkdown(judged, workers));
  if (format !== "json") process.stdout.write(formatSummary(judged));
  const ours = judged.flatMap(({ cells }) =>
    cells.filter(({ contestant }) => contestant.name.startsWith("multilane")),
  );
  if (ours.some(({ cell }) => cell.mark === "red")) process.exitCode = 2;
}

try {
  const options = parseFailureOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
