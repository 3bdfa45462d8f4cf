/** Examples 06 to 09: five threads and one report, without a lock and with one. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "./support/folder.js";
import { runExample, runProgram } from "./support/run.js";
import { RecordingWeb } from "./support/web.js";

const PAGES = ["google", "facebook", "twitter", "github", "linkedin"];
const TOGETHER = PAGES.map((page) => `together/5/${page}`);
const ROUNDS = 200;

/** The URLs that have a line of their own in a report. */
function reported(report: string, urls: readonly string[]): string[] {
  const lines = report.split("\n");
  return urls.filter((url) => lines.includes(`${url}: 200`));
}

/** Checks that a report consists of a line for each URL, in whatever order. */
function checkWhole(report: string, urls: readonly string[]): void {
  assert.deepEqual(report.split("\n").toSorted(), ["", ...urls.map((url) => `${url}: 200`)].toSorted());
}

/** Runs an example as a program, and returns the report it left. */
async function runOnce(
  example: string,
  urls: readonly string[],
): Promise<{ report: string; lines: readonly string[] }> {
  await using folder = await temporaryFolder();
  const { lines, stderr, code } = await runExample(example, { cwd: folder.path, args: urls });
  assert.equal(stderr, "");
  assert.equal(code, 0);
  return { report: readFileSync(join(folder.path, "status_report.txt"), "utf8"), lines };
}

/** Runs an example's task for all URLs so many times, and returns the report of each round. */
async function runRounds(example: string, rounds: number, urls: readonly string[]): Promise<string[]> {
  await using folder = await temporaryFolder();
  const args = [example, String(rounds), ...urls];
  const { stderr, code } = await runProgram("rounds", { cwd: folder.path, args });
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const reports = JSON.parse(readFileSync(join(folder.path, "reports.json"), "utf8")) as string[];
  assert.equal(reports.length, rounds);
  return reports;
}

void test("06: without a lock, who reads before the others write loses their lines", async () => {
  await using web = await RecordingWeb.start();
  // No page is answered before all are asked for, and each thread reads before it asks.
  const urls = web.urls(TOGETHER);
  const { report, lines } = await runOnce("06-report-without-lock", urls);
  for (const url of urls) assert.ok(lines.includes(`Status code for ${url} is 200`));
  assert.equal(web.threads.size, 5);
  assert.ok(reported(report, urls).length <= 1, `more than the last writer's line is left:\n${report}`);
});

void test("06: without a lock, lines are lost in at least one of 20 runs", async () => {
  await using web = await RecordingWeb.start();
  const urls = web.urls(PAGES);
  const reports = await runRounds("06-report-without-lock", 20, urls);
  assert.ok(reports.some((report) => reported(report, urls).length < urls.length));
});

for (const example of ["07-acquire-release", "08-using"]) {
  const number = example.slice(0, 2);

  void test(`${number}: the report is whole, and no two requests are open at once`, async () => {
    await using web = await RecordingWeb.start();
    const urls = web.urls(PAGES);
    const { report, lines } = await runOnce(example, urls);
    checkWhole(report, urls);
    for (const url of urls) assert.ok(lines.includes(`Status code for ${url} is 200`));
    assert.equal(web.asked.length, 5);
    assert.equal(web.mostOpen, 1);
  });

  void test(`${number}: never in ${ROUNDS} runs is a line lost or are two requests open`, async () => {
    await using web = await RecordingWeb.start();
    const urls = web.urls(PAGES);
    for (const report of await runRounds(example, ROUNDS, urls)) checkWhole(report, urls);
    assert.equal(web.asked.length, ROUNDS * 5);
    assert.equal(web.mostOpen, 1);
    assert.equal(web.threads.size, 5);
  });
}

void test("09: the report is whole, and all five requests are open at once", async () => {
  await using web = await RecordingWeb.start();
  const urls = web.urls(TOGETHER);
  const { report, lines } = await runOnce("09-narrow-lock", urls);
  checkWhole(report, urls);
  for (const url of urls) assert.ok(lines.includes(`Status code for ${url} is 200`));
  assert.equal(web.mostOpen, 5);
});

void test(`09: never in ${ROUNDS} runs is a line lost, though all five are answered at once`, async () => {
  await using web = await RecordingWeb.start();
  const urls = web.urls(TOGETHER);
  for (const report of await runRounds("09-narrow-lock", ROUNDS, urls)) checkWhole(report, urls);
  assert.equal(web.asked.length, ROUNDS * 5);
  assert.equal(web.mostOpen, 5);
  assert.equal(web.threads.size, 5);
});

for (const example of ["07-acquire-release", "08-using", "09-narrow-lock"]) {
  void test(`${example.slice(0, 2)}: a URL that fails holds up nobody`, async () => {
    await using web = await RecordingWeb.start();
    const [google = "", dropped = "", twitter = ""] = web.urls(["google", "drop/facebook", "twitter"]);
    const { report, lines } = await runOnce(example, [google, dropped, twitter]);
    checkWhole(report, [google, twitter]);
    assert.equal(lines.filter((line) => line === "Task failed! TypeError: fetch failed").length, 1);
  });
}
