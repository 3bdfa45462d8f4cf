import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { fileWords } from "../files/words.js";
import { CannotRunError } from "../options/cannot-run-error.js";
import { ExitCode } from "../run/exit-code.js";
import { startWeb } from "../web/index.js";
import { runDemo } from "./demo.js";

const ABOUT = `
Starts a little web on this machine (fast, slow, redirecting, missing, broken and dropping pages, big files),
checks and downloads it with five lanes, and checks it once more with one. Leaves multilane-demo/status_report.txt
and multilane-demo/files in the current folder. Needs no network.`;

/** Adds `multilane demo`. `finish` gets the exit code. */
export function addDemoCommand(program: Command, finish: (code: number) => void): void {
  program
    .command("demo")
    .description("an embedded little web, checked and downloaded: see that lanes help")
    .addHelpText("after", ABOUT)
    .action(async () => {
      const folder = join(process.cwd(), "multilane-demo");
      await mkdir(join(folder, "files"), { recursive: true }).catch((error: unknown) => {
        throw new CannotRunError(
          `cannot make the folder ${relative(process.cwd(), folder)}: ${fileWords(error)}`,
        );
      });
      // Nobody reads the story any more: `multilane demo | head`.
      process.stdout.on("error", () => process.exit(ExitCode.failed));
      const web = await startWeb();
      try {
        finish(await runDemo(web.url, folder));
      } finally {
        await web.close();
      }
    });
}
