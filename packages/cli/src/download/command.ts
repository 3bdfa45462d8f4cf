import { mkdir } from "node:fs/promises";
import { Option } from "commander";
import type { Command } from "commander";
import { fileWords } from "../files/words.js";
import { CannotRunError } from "../options/cannot-run-error.js";
import { addReportOptions, addRunOptions, durationOption } from "../options/common.js";
import { parseDuration } from "../options/duration.js";
import { parseSize } from "../options/size.js";
import { runSession } from "../run/session.js";
import { openLanes } from "./lanes.js";
import type { DownloadOptions } from "./lanes.js";
import { problemOfName } from "./names/safe-name.js";

/** What browsers do for one host, and a little more: connections to one server are what downloads compete for. */
const CONCURRENCY = 8;

const EXAMPLES = `
Examples:
  multilane download https://example.com/a.zip
  multilane download -i files.txt -d downloads -o report.txt
  multilane download https://example.com/latest -O tool.tar.gz

A line of a list is a URL, and after tabs, if you like, a file name and a sha256.
Without a name the server's Content-Disposition names the file, else the last part of the URL.
A file arrives as NAME.part, is checked for its length and its sha256, and takes its name only when it
is complete. A file that has that name already is replaced then; a name that only the server chose never
replaces a file, it becomes "NAME (2)". Names never leave the folder.
Exit code: 0 all well, 1 could not run, 2 a download that failed, 4 stopped at the deadline,
130 interrupted; the last two with a partial report.`;

/** Adds `multilane download`. `finish` gets the exit code. */
export function addDownloadCommand(program: Command, version: string, finish: (code: number) => void): void {
  const command = program.command("download").description("bring many files home, safely");
  addRunOptions(addReportOptions(command), CONCURRENCY, version)
    .option("-d, --directory <dir>", "the folder for the files; made if it is missing", ".")
    .option("-O, --output-name <name>", "the name of the file (with a single URL)")
    .option("--timeout <duration>", "for one file in all (default: none)", parseDuration)
    .addOption(durationOption("--idle-timeout <duration>", "give up when no byte comes for this long", "30s"))
    .addOption(
      new Option("--min-speed <bytes>", "give up below this many bytes a second, over 30s; 0 is never")
        .argParser(parseSize)
        .default(parseSize("1k"), "1k"),
    )
    .addHelpText("after", EXAMPLES)
    .action(async (urls: string[], options: DownloadOptions) => {
      checkName(options.outputName, urls, options.input ?? []);
      await mkdir(options.directory, { recursive: true }).catch((error: unknown) => {
        throw new CannotRunError(`cannot make the folder ${options.directory}: ${fileWords(error)}`);
      });
      finish(
        await runSession({ command: "download", urls, options, open: (board) => openLanes(options, board) }),
      );
    });
}

function checkName(name: string | undefined, urls: readonly string[], lists: readonly string[]): void {
  if (name === undefined) return;
  if (urls.length !== 1 || lists.length > 0)
    throw new CannotRunError("-O names one file: give exactly one URL with it");
  const problem = name === "" ? "a name cannot be empty" : problemOfName(name);
  if (problem !== undefined) throw new CannotRunError(`-O ${JSON.stringify(name)}: ${problem}`);
}
