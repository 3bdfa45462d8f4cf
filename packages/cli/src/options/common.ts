import { Option } from "commander";
import type { Command } from "commander";
import { formatNames } from "../report/format.js";
import type { FormatName } from "../report/format.js";
import { collect, countBetween } from "./count.js";
import { parseDuration } from "./duration.js";
import { collectHeader } from "./header.js";
import type { Header } from "./header.js";

/** The options that `check` and `download` share, as commander hands them out. */
export interface CommonOptions {
  /** The lists; none if `undefined`. */
  readonly input?: readonly string[];
  /** The file of the report; `undefined`: standard output. */
  readonly output?: string;
  readonly format: FormatName;
  /** Threads; `undefined`: as `planLanes` decides. */
  readonly maxWorkers?: number;
  /** Requests in flight, all threads together. */
  readonly concurrency: number;
  readonly retries: number;
  readonly maxRedirects: number;
  readonly userAgent: string;
  readonly header?: readonly Header[];
  /** Milliseconds the run may take. */
  readonly deadline?: number;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** The User-Agent that is sent unless another is asked for. */
function defaultUserAgent(version: string): string {
  return `multilane/${version}`;
}

/** Adds the input and output options. */
export function addReportOptions(command: Command): Command {
  return command
    .argument("[urls...]", "URLs, http or https")
    .option(
      "-i, --input <file>",
      "read URLs from a file, one a line; - is standard input (repeatable)",
      collect,
    )
    .option(
      "-o, --output <file>",
      "write the report there, as a whole or not at all (default: standard output)",
    )
    .addOption(
      new Option("--format <name>", "the format of the report").choices([...formatNames]).default("text"),
    );
}

/** Adds the options that say how much at once, how long and how often. */
export function addRunOptions(command: Command, concurrency: number, version: string): Command {
  return command
    .option(
      "--concurrency <n>",
      "requests in flight, all threads together",
      countBetween(1, 4096),
      concurrency,
    )
    .option("--max-workers <n>", "threads (default: as many as help, up to the cores)", countBetween(1, 256))
    .option("--retries <n>", "more tries when only the connection failed", countBetween(0, 100), 1)
    .option("--max-redirects <n>", "redirects to follow", countBetween(0, 100), 10)
    .option("-H, --header <header>", 'send "Name: value" too; not to other hosts (repeatable)', collectHeader)
    .option("--user-agent <text>", "the User-Agent to send", defaultUserAgent(version))
    .option("--deadline <duration>", "stop the run after this long, with a partial report", parseDuration)
    .option("-q, --quiet", "no progress and no summary")
    .option("-v, --verbose", "say more in the text report");
}

/** An option that takes a duration and has a default, written as a user would write it. */
export function durationOption(flags: string, description: string, fallback: string): Option {
  return new Option(flags, description).argParser(parseDuration).default(parseDuration(fallback), fallback);
}
