/** What a chaos run does otherwise with threads than with processes. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { ProcessPoolExecutor, ThreadPoolExecutor } from "multilane";
import type { Worker } from "node:worker_threads";
import type { Deed, Tally } from "./chaos-tasks.js";

/** Workers of each pool. */
export const WORKERS = 4;

/** Threads, or processes. */
export interface ChaosKind {
  make(): ThreadPoolExecutor | ProcessPoolExecutor;
  /** How a task ends its worker. */
  readonly fatal: readonly Deed[];
  /** Where so many calls count themselves. */
  tallyFor(calls: number, directory: string): Tally;
  /** How often each of them has run. */
  runsOf(tally: Tally, calls: number): Int32Array;
  /** Ends a worker from outside, of which its pool knows nothing; false if it is gone already. */
  kill(who: number): boolean;
  isAlive(who: number): boolean;
}

const workers = new Map<number, Worker>();

function watchWorkers(): void {
  if (process.listenerCount("worker") > 0) return;
  process.on("worker", (worker) => {
    const { threadId } = worker;
    workers.set(threadId, worker);
    worker.once("exit", () => workers.delete(threadId));
  });
}

const thread: ChaosKind = {
  make: () => {
    watchWorkers();
    return new ThreadPoolExecutor({ maxWorkers: WORKERS, resourceLimits: { maxOldGenerationSizeMb: 24 } });
  },
  fatal: ["exit", "crash", "exhaust", "loop"],
  tallyFor: (calls) => new Int32Array(new SharedArrayBuffer(4 * calls)),
  runsOf: (tally, calls) => (typeof tally === "string" ? new Int32Array(calls) : tally),
  kill: (who) => {
    const worker = workers.get(who);
    void worker?.terminate();
    return workers.delete(who);
  },
  isAlive: (who) => workers.has(who),
};

let tallies = 0;

function processIsAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const child: ChaosKind = {
  make: () => new ProcessPoolExecutor({ maxWorkers: WORKERS, execArgv: ["--max-old-space-size=24"] }),
  fatal: ["exit", "crash", "exhaust", "kill", "loop"],
  tallyFor: (_, directory) => {
    const path = `${directory}/tally-${tallies++}`;
    writeFileSync(path, "");
    return path;
  },
  runsOf: (tally, calls) => {
    const runs = new Int32Array(calls);
    if (typeof tally !== "string") return runs;
    const bytes = readFileSync(tally);
    rmSync(tally);
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const index = bytes.readUInt32LE(at);
      runs[index] = (runs[index] ?? 0) + 1;
    }
    return runs;
  },
  kill: (who) => processIsAlive(who) && process.kill(who, "SIGKILL"),
  isAlive: processIsAlive,
};

/** By the name that the command line has for it. */
export const kinds: Readonly<Record<string, ChaosKind>> = { thread, process: child };
