import { Command } from "commander";
import { addCheckCommand } from "./check/command.js";
import { addDemoCommand } from "./demo/command.js";
import { addDownloadCommand } from "./download/command.js";

const EXAMPLES = `
Examples:
  multilane check https://example.com
  multilane check -i urls.txt -o status_report.txt
  multilane download -i files.txt -d downloads
  multilane demo

multilane COMMAND --help says more. Durations carry a unit: 500ms, 10s, 2m; a bare number is seconds.`;

/** The command line of `multilane`. `finish` gets the exit code of the command that ran. */
export function createProgram(version: string, finish: (code: number) => void): Command {
  const program = new Command("multilane")
    .description(
      "The status of many URLs and many files brought home safely, on a highway with many lanes: real threads.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .showSuggestionAfterError()
    .addHelpText("after", EXAMPLES);
  addCheckCommand(program, version, finish);
  addDownloadCommand(program, version, finish);
  addDemoCommand(program, finish);
  return program;
}
