/** Runs the examples, and programs around them, as a user does: as processes of their own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Milliseconds after which a program that has not ended is killed: its test then fails on the exit code. */
const PATIENCE = 120_000;

/** What a program left behind. */
export interface Finished {
  /** The lines of standard output; those that are empty are left out. */
  readonly lines: readonly string[];
  readonly stderr: string;
  /** `null` if a signal ended it. */
  readonly code: number | null;
}

export interface RunOptions {
  /** Its current directory. */
  readonly cwd: string;
  readonly args?: readonly string[];
}

async function run(argv: readonly string[], { cwd, args = [] }: RunOptions): Promise<Finished> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [...argv, ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: PATIENCE,
    killSignal: "SIGKILL",
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  await once(child, "close");
  return { lines: stdout.split("\n").filter((line) => line !== ""), stderr, code: child.exitCode };
}

const watched = ["--import", new URL("./thread-header.js", import.meta.url).href];

/** Runs `examples/<name>.ts`, its arguments being URLs. */
export async function runExample(name: string, options: RunOptions): Promise<Finished> {
  return await run([...watched, fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url))], options);
}

/** Runs `examples/test/programs/<name>.ts`. */
export async function runProgram(name: string, options: RunOptions): Promise<Finished> {
  return await run([...watched, fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url))], options);
}

/** Runs `examples/run.mjs`. */
export async function runRunner(options: RunOptions): Promise<Finished> {
  return await run([fileURLToPath(new URL("../../run.mjs", import.meta.url))], options);
}
