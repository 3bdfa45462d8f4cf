import type { Command } from "commander";
import { BrokenExecutorError, ThreadPoolExecutor } from "multilane";
import { classify } from "../http/classify.js";
import { addReportOptions, addRunOptions, durationOption } from "../options/common.js";
import type { CommonOptions } from "../options/common.js";
import { untried } from "../report/verdict.js";
import { planLanes } from "../run/lane-plan.js";
import { runSession } from "../run/session.js";
import type { Lanes } from "../run/session.js";
import { checkUrl, openChecker } from "./task.js";

interface CheckOptions extends CommonOptions {
  readonly timeout: number;
}

/** Few enough for any server and any home router, enough to hide the latency of most. */
const CONCURRENCY = 32;
/** A request costs a thread about 0.1 ms: one thread keeps this many going. */
const JOBS_FOR_A_THREAD = 64;

const EXAMPLES = `
Examples:
  multilane check https://example.com https://example.org
  multilane check -i urls.txt -o status_report.txt
  grep -o 'https://[^ )]*' README.md | multilane check -i - --format ndjson

A line of a list is a URL; blank lines and lines that begin with # are passed over.
The report has a line "URL: 200" for each line of input, in the same order; without a status
"URL: error CLASS (words)". A URL that is listed twice is asked once and reported twice.
Exit code: 0 all well, 1 could not run, 2 a broken URL (400 and above, or an error),
4 stopped at the deadline, 130 interrupted; the last two with a partial report.`;

/** Adds `multilane check`. `finish` gets the exit code. */
export function addCheckCommand(program: Command, version: string, finish: (code: number) => void): void {
  const command = program.command("check").description("find out the status of URLs");
  addRunOptions(addReportOptions(command), CONCURRENCY, version)
    .addOption(
      durationOption("--timeout <duration>", "for one URL in all, tries and redirects included", "20s"),
    )
    .addHelpText("after", EXAMPLES)
    .action(async (urls: string[], options: CheckOptions) => {
      finish(
        await runSession({
          command: "check",
          urls,
          options,
          open: (board) => Promise.resolve(openLanes(options, board)),
        }),
      );
    });
}

function openLanes(options: CheckOptions, board: SharedArrayBuffer): Lanes {
  const { timeout, retries, maxRedirects, userAgent, header } = options;
  const plan = planLanes(options.concurrency, options.maxWorkers, JOBS_FOR_A_THREAD);
  const executor = new ThreadPoolExecutor({
    maxWorkers: plan.threads,
    tasksPerWorker: plan.jobsPerThread,
    threadNamePrefix: "check",
    initializer: openChecker,
    initargs: [{ timeout, retries, maxRedirects, userAgent, headers: header ?? [], board }],
  });
  return {
    outstanding: plan.outstanding,
    key: ({ href }) => href,
    problem: () => undefined,
    start: async ({ href }) => {
      const future = executor.submit(checkUrl, href);
      try {
        return await future;
      } catch (error) {
        if (error instanceof BrokenExecutorError) throw error;
        // A thread that died takes its URLs with it, not the run.
        return untried(classify(error));
      }
    },
    close: () => executor.shutdown({ cancelFutures: true }),
  };
}
