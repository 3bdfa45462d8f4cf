/** The cases of CPython 3.15 that cases.csv lists: which there are, and which of them can be asked of this library. */
import { readFileSync } from "node:fs";
import { executorTypes } from "./executor-types.js";

/** Which case of CPython's a test is. */
export interface CaseId {
  readonly suite: string;
  readonly class: string;
  readonly method: string;
  /** Which type it is run for, as cases.csv says it. None, or `-`: the suite has only one. */
  readonly target?: string | undefined;
}

/** A line of cases.csv. */
export interface Case {
  readonly id: CaseId;
  /** As is, adapted, not portable. */
  readonly verdict: "P" | "A" | "N";
  /** What was adapted, or why it is not portable. */
  readonly why: string;
}

/** `lock_tests.BaseLockTests.test_with [RLock]` */
export function caseName({ suite, class: className, method, target = "-" }: CaseId): string {
  return `${suite}.${className}.${method}${target === "-" ? "" : ` [${target}]`}`;
}

/** From dist-test/cpython/support/ to the sources. */
const path = new URL("../../../test/cpython/cases.csv", import.meta.url);

/** The fields of a line; those with a comma in them are in quotes. */
function fields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

/** All of cases.csv, in its order. */
export function readCases(): Case[] {
  const [, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [suite = "", className = "", method = "", target, verdict, why = ""] = fields(line);
    const id = { suite, class: className, method, target };
    return { id, verdict: verdict as Case["verdict"], why };
  });
}

/**
 * The name of the test that plays a case. What CPython has for threads and for interpreters (threads with heaps of
 * their own) is played once: here, the threads are both.
 */
export function testName({ id }: Case, all: readonly Case[]): string {
  const twin = caseName({ ...id, target: "thread" });
  const isDouble = id.target === "interpreter" && all.some((other) => caseName(other.id) === twin);
  return isDouble ? twin : caseName(id);
}

/** Whether a test must be there: it can be asked of this library, and of an executor that there is. */
export function isExpected({ id, verdict }: Case): boolean {
  return verdict !== "N" && (id.target !== "process" || executorTypes.process !== undefined);
}
