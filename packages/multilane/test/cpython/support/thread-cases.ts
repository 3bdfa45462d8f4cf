/** The cases of test_threading, and how they wait for threads. */
import type { WaitOptions } from "multilane";
import { runProgram } from "../../support/programs.js";
import type { ProgramResult } from "../../support/programs.js";
import { cpythonTest } from "./cpython.js";
import type { Mode } from "./mode.js";
import { LONG } from "./until.js";

/** Registers a case of test_threading that blocks nobody, or needs a process of its own. */
export function threadingTest(className: string, method: string, body: () => void | Promise<void>): void {
  cpythonTest({ suite: "test_threading", class: className, method }, body);
}

/** Registers one that waits: once blocking the thread, and once with promises. */
export function waitingTest(className: string, method: string, body: (mode: Mode) => Promise<void>): void {
  const variants = { sync: () => body("sync"), async: () => body("async") };
  cpythonTest({ suite: "test_threading", class: className, method }, variants);
}

interface Joinable<Result> {
  join(options?: WaitOptions): Promise<Result>;
  joinSync(options?: Pick<WaitOptions, "timeout">): Result;
}

/** `join` or `joinSync`; gives up after 20 s unless another timeout is given. */
export async function join<Result>(
  mode: Mode,
  thread: Joinable<Result>,
  timeout: number = LONG,
): Promise<Result> {
  return mode === "sync" ? thread.joinSync({ timeout }) : await thread.join({ timeout });
}

/** Runs a case of `thread-program.ts` in a process of its own. */
export function runCase(name: string): Promise<ProgramResult> {
  return runProgram("../cpython/thread-program", [name]);
}
