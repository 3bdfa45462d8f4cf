/** The tasks of the demo: those of `check` and `download`, telling aloud which lane took which car. */
import { currentThread, sleep, task } from "multilane";
import { Checker } from "../check/checker.js";
import type { CheckSettings } from "../check/checker.js";
import { Downloader } from "../download/downloader.js";
import type { DownloadJob, DownloadSettings, Fetched } from "../download/downloader.js";
import type { Verdict } from "../report/verdict.js";

let checker: Checker | undefined;
let downloader: Downloader | undefined;

/** The initializer: each lane gets its own connections. */
export const openLane = task(import.meta, (check: CheckSettings, download: DownloadSettings): void => {
  checker = new Checker(check);
  downloader = new Downloader(download);
});

/** Keeps a lane busy for a moment, so that the next one is opened too. */
export const warmUp = task(import.meta, async (): Promise<void> => {
  await sleep(20);
});

/** Checks one URL, aloud. */
export const driveUrl = task(import.meta, async (href: string): Promise<Verdict> => {
  if (checker === undefined) throw new Error("driveUrl ran in a thread without openLane");
  const car = carOf(href);
  tell(`takes ${car}`);
  const verdict = await checker.check(href);
  const result = verdict.error === null ? String(verdict.status) : `error ${verdict.error.class}`;
  tell(`done  ${car}: ${result} after ${verdict.ms} ms`);
  return verdict;
});

/** Fetches one file into its part, aloud. */
export const driveFile = task(import.meta, async (job: DownloadJob): Promise<Fetched> => {
  if (downloader === undefined) throw new Error("driveFile ran in a thread without openLane");
  const car = carOf(job.href);
  tell(`takes ${car}`);
  const fetched = await downloader.fetch(job);
  tell(`done  ${car}: ${fetched.part?.bytes ?? 0} bytes after ${fetched.ms} ms`);
  return fetched;
});

function carOf(href: string): string {
  const { pathname, search } = new URL(href);
  return pathname + search;
}

/** The threads of the pool are called `lane_0`, `lane_1` … */
function tell(words: string): void {
  const [, number = "0"] = currentThread().name.split("_");
  console.log(`  lane ${Number(number) + 1} ${words}`);
}
