/** Child processes, as the library uses them: the one place that imports `node:child_process`. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Socket } from "node:net";
import { CHANNEL, LIFELINE, pipeOver } from "./pipes.js";
import type { Pipe, PipeReader } from "./pipes.js";
import { OWN_PROCESS } from "./own-process.js";
import type { OwnProcess } from "./own-process.js";

export type { ChildProcess };

/** What a child process is started with. */
export interface ProcessOptions {
  /** What it knows of itself before it has loaded anything. */
  readonly self: OwnProcess;
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Options of Node that say what this very process runs, and how it is looked into: not for its children. */
const OWN_OPTION =
  /^(-e|-p|-pe|-c|-i|--(eval|print|input-type|check|interactive|inspect|debug|watch|test)(?![a-z]).*)$/;

/** Those of them whose value may be the next argument. */
const WITH_VALUE =
  /^(-e|-p|-pe|--(eval|print|input-type|inspect-port|debug-port|watch-path)|--test-(name|skip|reporter|concurrency|timeout|shard|isolation|coverage)[a-z-]*)$/;

/** The options of Node that a child process inherits unless others are given. */
export function inheritedExecArgv(): string[] {
  const kept: string[] = [];
  const { execArgv } = process;
  for (let index = 0; index < execArgv.length; index++) {
    const option = execArgv[index] ?? "";
    if (WITH_VALUE.test(option)) index++;
    else if (!OWN_OPTION.test(option)) kept.push(option);
  }
  return kept;
}

/** A copy of this thread's environment variables. */
export function currentEnvironment(): Record<string, string | undefined> {
  return { ...process.env };
}

/**
 * Starts a process of this Node that runs a module. It has this process's working directory and standard streams, and
 * two pipes to this one (see `pipes.ts`).
 *
 * @throws for options that no process can have: a variable with a NUL byte
 */
export function startProcess(entry: URL, { self, execArgv, env }: ProcessOptions): ChildProcess {
  return spawn(process.execPath, [...execArgv, fileURLToPath(entry)], {
    env: { ...env, [OWN_PROCESS]: JSON.stringify(self) },
    stdio: ["inherit", "inherit", "inherit", "pipe", "pipe"],
  });
}

/** This process's end of one of a process's pipes; `undefined` if there is none, because the process was not started. */
export function pipeTo(
  child: ChildProcess,
  descriptor: typeof CHANNEL | typeof LIFELINE,
  reader: PipeReader,
): Pipe | undefined {
  // Where the system has no descriptor left there are no streams at all, whatever the type says.
  const streams: readonly unknown[] | undefined = child.stdio;
  const stream = streams?.[descriptor];
  return stream instanceof Socket ? pipeOver(stream, reader) : undefined;
}
