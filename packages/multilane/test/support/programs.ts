/** Runs programs of `test/programs/` as a user would: their own process, their own standard output. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a program left behind. */
export interface ProgramResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Milliseconds after which a program that has not ended is killed: its test then fails on `signal`. */
const PATIENCE = 30_000;

/** Starts `test/programs/<name>`, with options for Node before its name. */
export function startProgram(
  name: string,
  args: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): ChildProcess {
  const file = fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
  const { NODE_OPTIONS: _, ...env } = process.env;
  return spawn(process.execPath, [...nodeOptions, file, ...args], { stdio: ["ignore", "pipe", "pipe"], env });
}

/** Runs `test/programs/<name>` to its end. */
export async function runProgram(
  name: string,
  args: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): Promise<ProgramResult> {
  const child = startProgram(name, args, nodeOptions);
  const timer = setTimeout(() => {
    child.kill("SIGKILL");
    // What the program has started may hold the other ends.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, PATIENCE);
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, code, signal });
    });
  });
}
