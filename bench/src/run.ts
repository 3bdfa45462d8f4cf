/**
 * The bench: multilane beside its peers, in one run, interleaved. Prints a table and writes bench/results/latest.json.
 * `npm run bench -- --help` shows the options.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compare, type Comparison } from "./comparison.js";
import { describeMachine, type Machine } from "./machine.js";
import { parseOptions, USAGE, type Options } from "./options.js";
import { REFERENCE } from "./peers/index.js";
import type { Entrant } from "./peer.js";
import { runRounds } from "./rounds.js";
import { listSuites, type Suite } from "./suites.js";
import { formatComparison } from "./table.js";

const RESULTS = new URL("../results/", import.meta.url);

/** Those that `--only` names, or all. */
function chooseEntrants(all: readonly Entrant[], only: readonly string[]): readonly Entrant[] {
  return only.length === 0 ? all : all.filter(({ name }) => only.includes(name.toLowerCase()));
}

function chooseSuites({ suite, only }: Options): Suite[] {
  const all = listSuites();
  const chosen = all.filter(({ name }) => suite === undefined || name === suite);
  if (chosen.length === 0)
    throw new Error(`--suite knows ${all.map(({ name }) => name).join(" and ")}, not ${suite}`);
  const names = new Set(chosen.flatMap(({ entrants }) => entrants.map(({ name }) => name)));
  const unknown = only.find((word) => ![...names].some((name) => name.toLowerCase() === word));
  if (unknown !== undefined)
    throw new Error(`--only knows ${[...names].join(", ")}; not ${JSON.stringify(unknown)}`);
  if (!names.has("CPython")) console.log("CPython does not take part: there is no python3 here");
  return chosen;
}

interface Outcome {
  readonly suite: string;
  readonly entrants: readonly Entrant[];
  readonly comparisons: readonly Comparison[];
}

function writeResults(machine: Machine, options: Options, outcomes: readonly Outcome[]): string {
  const results = {
    date: new Date().toISOString(),
    machine,
    options,
    reference: REFERENCE,
    suites: outcomes.map(({ suite, entrants, comparisons }) => ({
      suite,
      entrants: Object.fromEntries(entrants.map(({ name, version }) => [name, version])),
      comparisons: comparisons.map(({ scenario, metric, figures }) => ({
        scenario: scenario.name,
        metric: metric.name,
        better: metric.better,
        figures,
      })),
    })),
  };
  const file = fileURLToPath(new URL("latest.json", RESULTS));
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  return relative(process.cwd(), file);
}

async function benchSuite(suite: Suite, options: Options): Promise<Outcome> {
  const entrants = chooseEntrants(suite.entrants, options.only);
  console.log(`\n${suite.name}: ${entrants.map(({ name, version }) => `${name} ${version}`).join(", ")}`);
  const samples = await runRounds({
    ...options,
    entrants,
    scenarios: suite.scenarios,
    onRound: (round) => console.error(`${suite.name}: round ${round + 1} of ${options.rounds}`),
  });
  const comparisons = compare(suite.scenarios, samples, REFERENCE);
  for (const comparison of comparisons) console.log(`\n${formatComparison(comparison, REFERENCE)}`);
  return { suite: suite.name, entrants, comparisons };
}

async function bench(options: Options): Promise<void> {
  const machine = describeMachine();
  console.log(
    `Node ${machine.node}, ${machine.platform}, ${machine.cores} cores (${machine.cpu}), load ${machine.load.toFixed(2)}; ` +
      `${options.workers} workers, rounds: ${options.rounds}`,
  );
  if (options.smoke) console.log("A smoke run: it shows that everything runs. The figures mean nothing.");
  const outcomes: Outcome[] = [];
  for (const suite of chooseSuites(options)) outcomes.push(await benchSuite(suite, options));
  console.log(`All rounds and ratios: ${writeResults(machine, options, outcomes)}`);
}

// A pool that ends its last worker may leave the event loop empty before its promise settles (exit 13): hold it.
const hold = setInterval(() => undefined, 1000);
try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else await bench(options);
} catch (error) {
  console.error(error);
  process.exit(1); // not exitCode: what hung would keep the process alive
} finally {
  clearInterval(hold);
}
