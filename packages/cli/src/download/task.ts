/** The tasks of `download`: what runs in each thread of the pool. */
import { task } from "multilane";
import { Downloader } from "./downloader.js";
import type { DownloadJob, DownloadSettings, Fetched } from "./downloader.js";

let downloader: Downloader | undefined;

/** The initializer of the pool: each thread gets its own connections. */
export const openDownloader = task(import.meta, (settings: DownloadSettings): void => {
  downloader = new Downloader(settings);
});

/** Fetches one file into its part. */
export const fetchFile = task(import.meta, (job: DownloadJob): Promise<Fetched> => {
  if (downloader === undefined) throw new Error("fetchFile ran in a thread without openDownloader");
  return downloader.fetch(job);
});
