import { join } from "node:path";
import { ThreadPoolExecutor } from "multilane";
import type { CheckSettings } from "../check/checker.js";
import type { DownloadSettings } from "../download/downloader.js";
import { Folder } from "../download/folder.js";
import { Placer } from "../download/placer.js";
import { createFormat } from "../report/format.js";
import { isOk } from "../report/verdict.js";
import type { Verdict } from "../report/verdict.js";
import { openReport } from "../report/writer.js";
import { createBoard } from "../run/board.js";
import { ExitCode } from "../run/exit-code.js";
import { demoFiles, demoUrls } from "../web/index.js";
import { driveFile, driveUrl, openLane, warmUp } from "./task.js";

const LANES = 5;

type Highway = ThreadPoolExecutor<readonly [CheckSettings, DownloadSettings]>;

/** Tells the story of the highway at the web `base`, into `folder`. Returns the exit code: 1 if a file is not right. */
export async function runDemo(base: string, folder: string): Promise<number> {
  const urls = demoUrls(base);
  say(`A thread is a lane, a URL is a car. A little web runs at ${base} now.\n`);

  say(`${LANES} lanes, ${urls.length} cars: while a slow car fills one lane, the others keep moving.`);
  const many = await checkAll(urls, folder, LANES);
  const report = join(folder, "status_report.txt");
  await writeReport(report, urls, many.verdicts);

  say(`\n${LANES} lanes bring ${demoFiles(base).length} files home.`);
  const wrong = await downloadAll(base, folder);

  say(`\nOne lane, the same ${urls.length} cars: each one waits for the car in front.`);
  const one = await checkAll(urls, folder, 1);

  const well = many.verdicts.filter((verdict) => isOk(verdict)).length;
  say(
    `\n${urls.length} URLs: ${well} answered well, ${urls.length - well} did not, and the report says which.`,
  );
  say(`  one lane   ${seconds(one.ms)}`);
  say(
    `  ${LANES} lanes    ${seconds(many.ms)}   ${(one.ms / many.ms).toFixed(1)} times as fast: lanes help.`,
  );
  say(`\nThe report: multilane-demo/status_report.txt   The files: multilane-demo/files`);
  return wrong === 0 ? ExitCode.ok : ExitCode.failed;
}

/** A highway with so many lanes, all of them open, one car at a time in each. */
async function openHighway(lanes: number, folder: string): Promise<Highway> {
  const common = {
    retries: 1,
    maxRedirects: 10,
    userAgent: "multilane demo",
    headers: [],
    board: createBoard(),
  };
  const check: CheckSettings = { ...common, timeout: 10_000 };
  const limits = { timeout: 10_000, idleTimeout: 5000, minSpeed: 0, speedWindow: 5000 };
  const download: DownloadSettings = { ...common, ...limits, folder: join(folder, "files") };
  const highway = new ThreadPoolExecutor({
    maxWorkers: lanes,
    threadNamePrefix: "lane",
    initializer: openLane,
    initargs: [check, download],
  });
  // Opened before the clock starts: it is the driving that is compared.
  await Promise.all(Array.from({ length: lanes }, () => highway.run(warmUp)));
  return highway;
}

async function checkAll(
  urls: readonly string[],
  folder: string,
  lanes: number,
): Promise<{ verdicts: Verdict[]; ms: number }> {
  const executor = await openHighway(lanes, folder);
  const started = performance.now();
  try {
    const verdicts = await Promise.all(urls.map((url) => executor.run(driveUrl, url)));
    return { verdicts, ms: performance.now() - started };
  } finally {
    await executor.shutdown();
  }
}

async function writeReport(
  path: string,
  urls: readonly string[],
  verdicts: readonly Verdict[],
): Promise<void> {
  const format = createFormat("text", { command: "check", verbose: false });
  const rows = urls.map((url, index) => {
    const verdict = verdicts[index];
    if (verdict === undefined) throw new Error(`no verdict for ${url}`);
    return format.row({ line: index + 1, source: "", url, ok: isOk(verdict), ...verdict }, index);
  });
  const writer = await openReport(path);
  await writer.write(rows.join(""));
  await writer.commit();
}

/** Returns how many files did not arrive as they should. */
async function downloadAll(base: string, folder: string): Promise<number> {
  const executor = await openHighway(LANES, folder);
  const placer = new Placer(new Folder(join(folder, "files")), (job) => executor.submit(driveFile, job));
  try {
    const jobs = demoFiles(base).map(({ url, name, sha256 }) => placer.download({ href: url, sha256 }, name));
    const verdicts = await Promise.all(jobs);
    return verdicts.filter(({ file }) => file === null || file === undefined).length;
  } finally {
    await executor.shutdown();
  }
}

function say(words: string): void {
  console.log(words);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
