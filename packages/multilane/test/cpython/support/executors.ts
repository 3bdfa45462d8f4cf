/** How the tests of `concurrent.futures` are registered, once for each executor, and how they ask futures. */
import type { Future } from "multilane";
import type { CaseId } from "./cases.js";
import { cpythonTest } from "./cpython.js";
import { executorTypes } from "./executor-types.js";
import type { Construct, TestPool } from "./executor-types.js";
import type { Mode } from "./mode.js";
import { LONG } from "./until.js";

/** How many workers a test has if it does not say. */
export const WORKERS = 3;

/** What a case is played with. */
export interface Stage {
  /** A pool of {@link WORKERS}, shut down after the test. */
  readonly executor: TestPool;
  readonly construct: Construct;
  readonly target: "thread" | "process";
  /** Whether futures are asked with …Sync calls, or awaited. */
  readonly mode: Mode;
}

type Play = (stage: Stage) => void | Promise<void>;
type Suite = Pick<CaseId, "suite" | "class">;

async function play(
  target: "thread" | "process",
  construct: Construct,
  mode: Mode,
  body: Play,
): Promise<void> {
  const executor = construct({ maxWorkers: WORKERS });
  try {
    await body({ executor, construct, target, mode });
  } finally {
    await executor.shutdown();
  }
}

function each(register: (target: "thread" | "process", construct: Construct) => void): void {
  for (const target of ["thread", "process"] as const) {
    const construct = executorTypes[target];
    if (construct !== undefined) register(target, construct);
  }
}

/** Registers a case for each of the executors; `only` for those that CPython has it for. */
export function executorTest(suite: Suite, method: string, body: Play, only?: "thread" | "process"): void {
  each((target, construct) => {
    if (only === undefined || target === only)
      cpythonTest({ ...suite, method, target }, () => play(target, construct, "async", body));
  });
}

/** Registers a case that asks futures: for each of the executors, once blocking the thread and once with promises. */
export function askingTest(suite: Suite, method: string, body: Play, only?: "thread" | "process"): void {
  each((target, construct) => {
    if (only === undefined || target === only)
      cpythonTest(
        { ...suite, method, target },
        {
          sync: () => play(target, construct, "sync", body),
          async: () => play(target, construct, "async", body),
        },
      );
  });
}

/** What came of the call, in time. */
export async function resultOf<T>(mode: Mode, future: Future<T>, timeout: number = LONG): Promise<T> {
  return mode === "sync" ? future.resultSync({ timeout }) : await future.result({ timeout });
}

/** What it threw, in time. */
export async function errorOf(mode: Mode, future: Future<unknown>, timeout: number = LONG): Promise<unknown> {
  return mode === "sync" ? future.exceptionSync({ timeout }) : await future.exception({ timeout });
}

/** All that an iterator gives. */
export async function listOf<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}
