/**
 * One pool, one row, in a process of its own: `node trial.js CONTESTANT ROW PATIENCE`. It tells what it finds, a line of
 * JSON each, on descriptor 3, at once: it may not survive the next step.
 */
import { writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { contestants } from "./contestants/index.js";
import { describeReason } from "./facts.js";
import type { Findings, Outcome } from "./observation.js";
import { HEAP } from "./row.js";
import { rows } from "./rows.js";

const FINDINGS = 3;

function tell(finding: Partial<Findings>): void {
  writeSync(FINDINGS, `${JSON.stringify(finding)}\n`);
}

/** What becomes of a call that may also throw. */
async function observe(patience: number, call: () => PromiseLike<unknown>): Promise<Outcome> {
  const settled = (async (): Promise<Outcome> => {
    try {
      return { kind: "value", value: String(await call()) };
    } catch (error) {
      return { kind: "rejected", facts: describeReason(error) };
    }
  })();
  return await Promise.race([settled, pause(patience).then((): Outcome => ({ kind: "pending" }))]);
}

async function attempt(contestantName: string, rowName: string, patience: number): Promise<void> {
  const contestant = contestants.find(({ name }) => name === contestantName);
  const row = rows.find(({ name }) => name === rowName);
  if (contestant === undefined || row === undefined)
    throw new Error(`${contestantName}, ${rowName}: unknown`);
  const trial = contestant.open({ badModule: row.badModule === true, heap: row.heap ?? HEAP });
  // The worker is up, and what goes wrong then is the row's.
  if (row.badModule !== true) await trial.run("add", { a: 1, b: 2 });
  tell({ outcome: await observe(patience, () => row.provoke(trial)) });
  const later = row.later?.deed ?? "add";
  tell({ later: await observe(patience, () => trial.run(later, { a: 2, b: 3 })) });
  tell({ close: await observe(patience, () => trial.close()) });
}

process.on("uncaughtException", (error) => tell({ uncaught: describeReason(error).text }));
const [contestant = "", row = "", patience = ""] = process.argv.slice(2);
await attempt(contestant, row, Number(patience));
process.exit(0); // whatever hangs
