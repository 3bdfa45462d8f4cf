/** One run of `check` or `download`, from the input to the exit code; what differs between the two comes in. */
import { setTimeout as pause } from "node:timers/promises";
import { stopped } from "../http/classify.js";
import type { Entry } from "../input/entry.js";
import { openSources } from "../input/sources.js";
import { formatSize } from "../options/size.js";
import type { CommonOptions } from "../options/common.js";
import { createFormat } from "../report/format.js";
import type { Row } from "../report/row.js";
import { isOk, untried } from "../report/verdict.js";
import type { Verdict } from "../report/verdict.js";
import { openReport } from "../report/writer.js";
import type { ReportWriter } from "../report/writer.js";
import { canShowProgress, Progress } from "../terminal/progress.js";
import { summaryOf } from "../terminal/summary.js";
import { Tally } from "../terminal/tally.js";
import { bytesOn, createBoard } from "./board.js";
import { convey } from "./conveyor.js";
import { exitCodeOf } from "./exit-code.js";
import { Stop } from "./stop.js";

/** How long the lanes may take to close: a thread may be stuck in a name server's silence. */
const CLOSE_MS = 5000;

/** What a command brings. */
export interface Session {
  readonly command: "check" | "download";
  readonly urls: readonly string[];
  readonly options: CommonOptions;
  /** Opens the lanes, when the input can be read and the report written. */
  open(board: SharedArrayBuffer): Promise<Lanes>;
}

/** The working part of a session. */
export interface Lanes {
  readonly outstanding: number;
  /** Entries with the same key are one job. */
  key(entry: Entry & { readonly href: string }): string;
  /** Why an entry, although it is a URL, cannot be a job; `undefined` if it can. */
  problem(entry: Entry): string | undefined;
  /** Rejects only if nothing can run any more. */
  start(entry: Entry & { readonly href: string }): Promise<Verdict>;
  close(): Promise<void>;
}

/** Runs a session. Returns the exit code; raises `CannotRunError` and `OutputClosedError`, and then no report was written. */
export async function runSession(session: Session): Promise<number> {
  const { options, urls } = session;
  const sources = await openSources(urls, options.input ?? []);
  let writer: ReportWriter | undefined;
  const board = createBoard();
  const stop = new Stop(board, options.deadline);
  try {
    writer = await openReport(options.output);
    const tally = new Tally();
    await conveyAll(session, sources.entries(), writer, tally, board, stop);
    await writer.commit();
    if (options.quiet !== true) process.stderr.write(summaryOf(session.command, tally, stop.reason));
    return exitCodeOf(stop.reason, tally.findings);
  } catch (error) {
    await writer?.discard();
    throw error;
  } finally {
    stop.dispose();
    await sources.close();
  }
}

async function conveyAll(
  session: Session,
  entries: AsyncIterator<Entry, unknown, undefined>,
  writer: ReportWriter,
  tally: Tally,
  board: SharedArrayBuffer,
  stop: Stop,
): Promise<void> {
  const { command, options } = session;
  const format = createFormat(options.format, { command, verbose: options.verbose === true });
  const lanes = await session.open(board);
  let [text, rows] = [format.head, 0];
  const pending = new Set<Promise<Verdict>>();
  const usable = (entry: Entry): entry is Entry & { href: string } =>
    entry.href !== undefined && lanes.problem(entry) === undefined;
  const progress = new Progress(options.quiet !== true && canShowProgress(process.stderr, process.env), () =>
    progressLine(command, tally, Math.min(pending.size, options.concurrency), bytesOn(board)),
  );
  try {
    await convey<Entry, Verdict>({
      entries,
      limit: lanes.outstanding,
      stop: stop.signal,
      key: (entry) => (usable(entry) ? lanes.key(entry) : undefined),
      refuse: (entry) => untried({ class: "invalid", message: entry.problem ?? lanes.problem(entry) ?? "" }),
      notReached: () => untried(stopped(stop.reason ?? "interrupted", "waiting")),
      start: (entry) => {
        if (!usable(entry)) throw new Error("an entry without a key is refused, never started");
        const job = lanes.start(entry);
        pending.add(job);
        return job.finally(() => pending.delete(job));
      },
      emit: (entry, verdict, repeated) => {
        const row: Row = {
          line: entry.line,
          source: entry.source,
          url: entry.url,
          ok: isOk(verdict),
          ...verdict,
        };
        tally.add(row, repeated);
        text += format.row(row, rows);
        rows += 1;
      },
      flush: async () => {
        const piece = text;
        text = "";
        if (process.stdout.isTTY) progress.hide();
        await writer.write(piece);
      },
    });
    await writer.write(text + format.foot(rows));
  } catch (error) {
    // What is in flight must end before the program can: it may hold parts of files.
    stop.request("interrupted");
    throw error;
  } finally {
    progress.stop();
    await Promise.race([
      lanes.close().then(() => Promise.allSettled(pending)),
      pause(CLOSE_MS, undefined, { ref: false }),
    ]);
  }
}

function progressLine(command: "check" | "download", tally: Tally, running: number, bytes: number): string {
  const seconds = Math.max(tally.elapsed / 1000, 0.1);
  const bad = tally.findings > 0 ? `, ${tally.findings} not ok` : "";
  const speed =
    command === "check"
      ? `${Math.round(tally.rows / seconds)}/s`
      : `${formatSize(bytes)}, ${formatSize(Math.round(bytes / seconds))}/s`;
  return `${command}: ${tally.rows} done${bad}, ${running} under way, ${speed}`;
}
