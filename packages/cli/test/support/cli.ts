/** Runs `bin/multilane.js` as a user does: as a process of its own. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/multilane.js", import.meta.url));
/** No command of a test takes longer; a child that does is killed, and its exit code is `null`. */
const LONGEST = 60_000;

export interface Finished {
  /** `null` if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string | Buffer;
  /** Leaves standard input open: nobody writes to it, nobody closes it. */
  readonly stdinOpen?: boolean;
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A running command. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts the command. Without `stdin` its standard input is closed at once. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.cwd,
    env: { ...environment, CI: "1", ...options.environment },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: LONGEST,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // A command that ends before it has read everything is a command's right.
  child.stdin.on("error", () => undefined);
  if (options.stdinOpen !== true) child.stdin.end(options.stdin);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const [out, err] = [Buffer.concat(stdout).toString(), Buffer.concat(stderr).toString()];
      resolve({ code, signal, stdout: out, stderr: err });
    });
  });
  return { child, finished };
}

/** Runs the command to its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return await start(args, options).finished;
}
