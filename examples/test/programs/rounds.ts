/**
 * rounds.js EXAMPLE ROUNDS URL…: does what the example does, so many times, in one process and on one pool, and
 * leaves the report of every round in reports.json.
 *
 * The example itself is loaded by the workers only, where its program is not run: its task is what is tested.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { taskModule, ThreadPoolExecutor, wait } from "multilane";

const STATUS_REPORT = "status_report.txt";
const [example = "", rounds = "", ...urls] = process.argv.slice(2);
const { getStatus } = taskModule<typeof import("../../09-narrow-lock.js")>(
  new URL(`../../dist/${example}.js`, import.meta.url),
);

await using executor = new ThreadPoolExecutor({ maxWorkers: 5 });
const reports: string[] = [];
for (let round = 0; round < Number(rounds); round++) {
  writeFileSync(STATUS_REPORT, "");
  const futures = urls.map((url) => executor.submit(getStatus, url));
  await wait(futures);
  for (const future of futures) future.resultSync(); // throws what the task threw
  reports.push(readFileSync(STATUS_REPORT, "utf8"));
}
writeFileSync("reports.json", JSON.stringify(reports));
