/** `npm run chaos -- [--tasks N] [--seed N] [--kind thread|process] [--pace MS] [--seconds N]`: see `chaos.ts`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread } from "multilane";
import { kinds, WORKERS } from "./chaos-kinds.js";
import { chaos } from "./chaos.js";
import { describeResources, megabytes, resources } from "./resources.js";
import type { Resources } from "./resources.js";

/** What the heap may keep, and the system's allocator, in bytes. */
const HEAP_SLACK = 4 * 2 ** 20;
const RESIDENT_SLACK = 64 * 2 ** 20;

/** Calls before the run that is measured: what starts once (the watcher, the relay, the compiler) is there then. */
const WARM_UP = 2000;

function leaks(before: Resources, after: Resources): string[] {
  const problems = [];
  for (const what of ["descriptors", "threads", "slots", "active"] as const)
    if (after[what] > before[what])
      problems.push(`${after[what] - before[what]} more ${what} than at the start`);
  for (const [what, slack] of [
    ["heap", HEAP_SLACK],
    ["resident", RESIDENT_SLACK],
  ] as const)
    if (after[what] > before[what] + slack)
      problems.push(`${megabytes(after[what] - before[what])} more ${what} memory than at the start`);
  return problems;
}

/** Measures until nothing is left over; after 10 s what is left over stays. */
async function settledResources(before: Resources): Promise<Resources> {
  for (const deadline = performance.now() + 10_000; ;) {
    const after = await resources();
    if (leaks(before, after).length === 0 || performance.now() > deadline) return after;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tasks: { type: "string", default: "100000" },
      seed: { type: "string", default: String(1 + (Date.now() % 100_000)) },
      kind: { type: "string", default: "thread" },
      pace: { type: "string", default: "100" },
      seconds: { type: "string", default: "Infinity" },
    },
  });
  const [tasks, seed, pace] = [Number(values.tasks), Number(values.seed), Number(values.pace)];
  const atMost = Number(values.seconds) * 1000;
  const kind = kinds[values.kind];
  if (kind === undefined) throw new Error(`--kind must be thread or process, not ${values.kind}`);
  console.log(
    `${tasks} tasks over ${WORKERS} workers (${values.kind}), one killed every ${pace} ms, seed ${seed}`,
  );
  const directory = mkdtempSync(join(tmpdir(), "multilane-chaos-"));
  try {
    const options = { kind, seed, directory, pace, patience: 30_000 };
    const warmUp = await chaos({ ...options, tasks: Math.min(tasks, WARM_UP), atMost: 2000 });
    const before = await resources();
    console.log(`start: ${describeResources(before)}`);
    const report = await chaos({ ...options, tasks, atMost });
    const after = await settledResources(before);
    console.log(`end:   ${describeResources(after)}`);
    console.log(
      `outcomes: ${JSON.stringify(report.outcomes)} in ${(report.milliseconds / 1000).toFixed(1)} s`,
    );
    console.log(`deaths: ${JSON.stringify(report.deaths)}`);
    console.log(`failed after they had run: ${report.lost.ran}, before: ${report.lost.notRan}`);
    const problems = [...warmUp.problems, ...report.problems, ...leaks(before, after)];
    for (const problem of problems) console.log(problem);
    console.log(
      problems.length === 0 ? "every future settled once, nothing is left" : `FAILED, seed ${seed}`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
    // A pool that hangs would keep the program alive.
    if (warmUp.hangs || report.hangs) process.exit(1);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (isMainThread) await main();
