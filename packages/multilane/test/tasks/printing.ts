/** Tasks that print, for the programs of `test/programs/`. */
import { isMainThread, sleepSync, task } from "multilane";

function tell(gate: Int32Array, index: number): void {
  Atomics.add(gate, index, 1);
  Atomics.notify(gate, index);
}

/** Prints a line, tells main, and blocks until main has answered, `rounds` times. */
export const converse = task(import.meta, (gate: Int32Array, rounds: number) => {
  for (let round = 1; round <= rounds; round++) {
    console.log(`thread ${round}`);
    tell(gate, 0);
    while (Atomics.load(gate, 1) < round) Atomics.wait(gate, 1, round - 1, 20_000);
  }
});

/** Prints so much that a pipe is full many times over; then a last line. */
export const flood = task(import.meta, (lines: number, width: number) => {
  for (let line = 0; line < lines; line++) console.log(String(line).padEnd(width, "."));
  console.error("flooded");
});

/** Prints and then sleeps for ever: only `process.exit` or a termination ends it. */
export const printAndSleep = task(import.meta, (gate: Int32Array) => {
  console.log("printed before the sleep");
  tell(gate, 0);
  sleepSync(60_000);
});

/** Leaves a timer behind that prints when no task runs. */
export const printWhenIdle = task(import.meta, (gate: Int32Array) => {
  setTimeout(() => {
    console.log("printed by an idle worker");
    tell(gate, 0);
  }, 1);
});

/** Prints, and returns. */
export const printLine = task(import.meta, (line: string) => {
  console.log(line);
  return line;
});

/** Prints, and starts a thread that prints; returns before that one does. */
export const sleepAndPrint = task(import.meta, async (milliseconds: number, line: string) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  console.log(line);
});

/** Whether this module thinks that it runs in main. */
export const inMain: boolean = isMainThread;
