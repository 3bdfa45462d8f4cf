/** What `bin/multilane.js` runs: the command line, its last words and its exit code. */
import { CannotRunError } from "./options/cannot-run-error.js";
import { readVersion } from "./options/version.js";
import { createProgram } from "./program.js";
import { OutputClosedError } from "./report/writer.js";
import { ExitCode } from "./run/exit-code.js";

async function main(): Promise<number> {
  let code: number = ExitCode.ok;
  try {
    const program = createProgram(await readVersion(), (result) => (code = result));
    await program.parseAsync();
    return code;
  } catch (error) {
    // Nobody reads the output any more: there is nobody to tell.
    if (error instanceof OutputClosedError) return ExitCode.failed;
    const words =
      error instanceof CannotRunError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`multilane: ${words}\n`);
    return ExitCode.failed;
  }
}

/** Ends the program when both outputs have been taken: process.exit() alone would cut a slow pipe short. */
async function exit(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => undefined);
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  }
  process.exit(code);
}

await exit(await main());
