/** What a chaos run has done: work that counts itself, and ends of a worker. */
import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { threadId } from "node:worker_threads";
import { isMainThread, sleepSync, task } from "multilane";

/** Where a task counts itself: a word each in shared memory, or a record each at the end of a file. */
export type Tally = Int32Array<SharedArrayBuffer> | string;

/** What a task does when it has counted itself. */
export type Deed = "return" | "spin" | "wait" | "exit" | "crash" | "exhaust" | "kill" | "loop";

/** What it answers: proof that it ran, and in whom. */
export interface Answer {
  readonly proof: number;
  readonly who: number;
}

/** What call number `index` must answer. */
export function proofOf(index: number): number {
  return index * 3 + 1;
}

/** Who runs this: a thread, or a process. */
function self(tally: Tally): number {
  return typeof tally === "string" ? process.pid : threadId;
}

const files = new Map<string, number>();

/** A file that is written at its end: a small write is whole, whoever else writes. */
function appendTo(path: string): number {
  let file = files.get(path);
  if (file === undefined) files.set(path, (file = openSync(path, "a+")));
  return file;
}

function count(tally: Tally, index: number): void {
  if (typeof tally === "string") writeSync(appendTo(tally), new Uint32Array([index]));
  else Atomics.add(tally, index, 1);
}

function exhaustMemory(): never {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 10_000 }, () => kept.length));
}

async function act(deed: Deed, amount: number): Promise<void> {
  switch (deed) {
    case "return":
      return;
    case "spin":
      for (const end = performance.now() + amount; performance.now() < end;);
      return;
    case "wait":
      await new Promise((resolve) => setTimeout(resolve, amount));
      return;
    case "exit":
      process.exit(3);
    case "crash":
      setImmediate(() => {
        throw new RangeError("chaos");
      });
      return await new Promise(() => undefined);
    case "exhaust":
      exhaustMemory();
    case "kill":
      process.kill(process.pid, "SIGKILL");
      for (;;);
    case "loop":
      for (;;);
  }
}

export const work = task(
  import.meta,
  async (tally: Tally, index: number, deed: Deed, amount: number): Promise<Answer> => {
    count(tally, index);
    await act(deed, amount);
    return { proof: proofOf(index), who: self(tally) };
  },
);

/** Waits until so many are in it at once, each in a worker of its own; then all say who they are. */
export const meet = task(import.meta, (tally: Tally, path: string, parties: number): number => {
  if (isMainThread) throw new Error("this is to run in a worker");
  const file = openSync(path, "a+");
  try {
    writeSync(file, "x");
    for (const end = performance.now() + 20_000; fstatSync(file).size < parties; sleepSync(5))
      if (performance.now() > end) throw new Error(`only ${fstatSync(file).size} of ${parties} workers met`);
    return self(tally);
  } finally {
    closeSync(file);
  }
});
