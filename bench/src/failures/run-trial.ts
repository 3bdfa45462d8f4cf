/** Runs one trial in a process of its own, and outlives it. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Findings, Observation } from "./observation.js";

const PROGRAM = fileURLToPath(new URL("trial.js", import.meta.url));

/** Steps of a trial that may each use up the patience, and one more to start. */
const STEPS = 4;

/** Milliseconds that what it has written may take after its end: a worker that lives on holds its end of the pipes. */
const AFTERMATH = 1000;

function collect(stream: Readable): { text: string } {
  const collected = { text: "" };
  stream.setEncoding("utf8").on("data", (chunk: string) => (collected.text += chunk));
  return collected;
}

async function untilGone(child: ChildProcess): Promise<Pick<Observation["end"], "code" | "signal">> {
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal }));
    child.on("exit", (code, signal) => setTimeout(() => resolve({ code, signal }), AFTERMATH).unref());
  });
}

/** With the workers it may have left behind, which may be computing for ever. */
function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // all gone
  }
}

/** @param patience milliseconds after which what has not settled hangs */
export async function runTrial(contestant: string, row: string, patience: number): Promise<Observation> {
  const child = spawn(process.execPath, [PROGRAM, contestant, row, String(patience)], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    detached: true, // a group of its own, to be killed as one
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill(child);
  }, STEPS * patience);
  const streams = [child.stdio[2], child.stdio[3]] as Readable[];
  const [errors, findings] = streams.map(collect);
  try {
    const gone = await untilGone(child);
    const outOfMemory = /JavaScript heap out of memory/.test(errors?.text ?? "");
    const lines = (findings?.text ?? "").split("\n").filter((line) => line !== "");
    const found = lines.map((line) => JSON.parse(line) as Partial<Findings>);
    return Object.assign({ end: { ...gone, late, outOfMemory } }, ...found);
  } finally {
    clearTimeout(timer);
    kill(child);
    for (const stream of streams) stream.destroy();
  }
}
