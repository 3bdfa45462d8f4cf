/** The lanes of `download`. */
import { realpath } from "node:fs/promises";
import { ThreadPoolExecutor } from "multilane";
import { placeOf } from "../input/entry.js";
import type { Entry } from "../input/entry.js";
import type { CommonOptions } from "../options/common.js";
import { planLanes } from "../run/lane-plan.js";
import type { Lanes } from "../run/session.js";
import { Folder } from "./folder.js";
import { Placer } from "./placer.js";
import { problemOfName } from "./names/safe-name.js";
import { fetchFile, openDownloader } from "./task.js";

/** The options of `download`, as commander hands them out. */
export interface DownloadOptions extends CommonOptions {
  readonly directory: string;
  readonly outputName?: string;
  readonly timeout?: number;
  readonly idleTimeout: number;
  /** Bytes a second. */
  readonly minSpeed: number;
}

/** Hashing and TLS are work: a thread for every few files. */
const JOBS_FOR_A_THREAD = 4;
const SPEED_WINDOW = 30_000;

/** Starts the pool. Raises what `realpath` raises if the folder is not there. */
export async function openLanes(options: DownloadOptions, board: SharedArrayBuffer): Promise<Lanes> {
  const { timeout, idleTimeout, minSpeed, retries, maxRedirects, userAgent, header } = options;
  const folder = new Folder(await realpath(options.directory));
  const plan = planLanes(options.concurrency, options.maxWorkers, JOBS_FOR_A_THREAD);
  const limits = { timeout, idleTimeout, minSpeed, speedWindow: SPEED_WINDOW, retries, maxRedirects };
  const executor = new ThreadPoolExecutor({
    maxWorkers: plan.threads,
    tasksPerWorker: plan.jobsPerThread,
    threadNamePrefix: "download",
    initializer: openDownloader,
    initargs: [{ ...limits, userAgent, headers: header ?? [], folder: folder.path, board }],
  });
  const placer = new Placer(folder, (job) => executor.submit(fetchFile, job));
  return {
    outstanding: plan.outstanding,
    key: ({ href, name = "", sha256 = "" }) => [href, name, sha256].join("\t"),
    problem: (entry) => problemOf(entry),
    start: (entry) => placer.download(entry, entry.name ?? options.outputName),
    close: () => executor.shutdown({ cancelFutures: true }),
  };
}

function problemOf(entry: Entry): string | undefined {
  const problem = entry.name === undefined ? undefined : problemOfName(entry.name);
  return problem === undefined ? undefined : `${placeOf(entry)}: ${problem}`;
}
